import { readFileSync } from 'node:fs';
import test from 'ava';
import { PythonRandom } from '../../runtime/emulator/random.ts';

/** Written by CPython 3.11's own `random.Random(seed)`, each list going on where the one before it stopped. */
interface Vector {
  readonly seed: string;
  readonly getrandbits32: number[];
  readonly getrandbits1: number[];
  readonly randrange_0_2: number[];
  readonly randint_0_11000: number[];
  readonly randint_0_0: number[];
  readonly randint_0_2147483647: number[];
  readonly random: number[];
  readonly after2000: number;
}

const recorded = new URL('fixtures/cpython-random.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(recorded, 'utf8')) as { vectors: Vector[] };

for (const vector of vectors) {
  test(`seed ${vector.seed} gives the numbers that CPython gives`, (t) => {
    const random = new PythonRandom(BigInt(vector.seed));
    const draw = (like: readonly number[], next: () => number) => like.map(next);

    t.deepEqual(
      draw(vector.getrandbits32, () => random.getrandbits(32)),
      vector.getrandbits32,
    );
    t.deepEqual(
      draw(vector.getrandbits1, () => random.getrandbits(1)),
      vector.getrandbits1,
    );
    t.deepEqual(
      draw(vector.randrange_0_2, () => random.randrange(0, 2)),
      vector.randrange_0_2,
    );
    t.deepEqual(
      draw(vector.randint_0_11000, () => random.randint(0, 11_000)),
      vector.randint_0_11000,
    );
    t.deepEqual(
      draw(vector.randint_0_0, () => random.randint(0, 0)),
      vector.randint_0_0,
    );
    t.deepEqual(
      draw(vector.randint_0_2147483647, () => random.randint(0, 2_147_483_647)),
      vector.randint_0_2147483647,
    );
    t.deepEqual(
      draw(vector.random, () => random.random()),
      vector.random,
    );
    for (let i = 0; i < 2000; i++) random.getrandbits(32);
    t.is(random.getrandbits(32), vector.after2000);
  });
}

test('a seed is the same as a number and as a bigint', (t) => {
  t.is(new PythonRandom(100).random(), new PythonRandom(100n).random());
});

test('a range without numbers, or with more than 32 bits name, is refused', (t) => {
  const random = new PythonRandom(1);
  t.throws(() => random.randint(1, 0), { instanceOf: RangeError });
  t.throws(() => random.randrange(0, 2 ** 32), { instanceOf: RangeError });
  t.throws(() => random.getrandbits(33), { instanceOf: RangeError });
});
