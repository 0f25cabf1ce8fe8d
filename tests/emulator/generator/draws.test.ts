import test from 'ava';
import { Draws, seedWords } from '../../../runtime/emulator/generator/draws.ts';

const count = 20_000;

/** Whether 16 equally likely outcomes came as chance allows: chi-square with 15 degrees of freedom is below 44 but for one in 10,000 times. */
function areEven(outcomes: readonly number[]): boolean {
  const expected = outcomes.length / 16;
  const seen = new Array<number>(16).fill(0);
  for (const outcome of outcomes) seen[outcome] = (seen[outcome] ?? 0) + 1;
  return seen.reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0) < 44;
}

const draws = (stream: number, index: number) => new Draws(seedWords(3), stream, index);

test('draws of one row are even', (t) => {
  const row = draws(0, 0);
  t.true(areEven(Array.from({ length: count }, () => row.below(16))));
});

test('the same draw is even over rows, over streams and over seeds', (t) => {
  t.true(areEven(Array.from({ length: count }, (_, index) => draws(0, index).below(16))));
  t.true(areEven(Array.from({ length: count }, (_, stream) => draws(stream, 0).below(16))));
  t.true(areEven(Array.from({ length: count }, (_, seed) => new Draws(seedWords(seed), 0, 0).below(16))));
});

test('neighbouring rows and streams have nothing to do with each other', (t) => {
  const apart = (a: Draws, b: Draws) => (a.below(16) - b.below(16) + 16) % 16;
  t.true(areEven(Array.from({ length: count }, (_, index) => apart(draws(0, index), draws(0, index + 1)))));
  t.true(areEven(Array.from({ length: count }, (_, index) => apart(draws(0, index), draws(1, index)))));
});

test('a draw between two numbers reaches both', (t) => {
  const row = draws(0, 0);
  t.deepEqual([...new Set(Array.from({ length: 1000 }, () => row.between(-2, 2)))].sort(), [-1, -2, 0, 1, 2]);
});

test('of a seed the lowest 64 bits count, its sign with them', (t) => {
  t.deepEqual(seedWords(2n ** 64n + 5n), seedWords(5));
  t.notDeepEqual(seedWords(-5), seedWords(5));
  t.notDeepEqual(seedWords(2 ** 32), seedWords(0));
});
