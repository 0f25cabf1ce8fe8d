import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { contracts } from '../../../runtime/contracts/index.ts';
import { openGenerator } from '../../../runtime/emulator/index.ts';

const kinds = contracts.map(({ kind }) => kind);

test('a seed always gives the same bytes', (t) => {
  // When this digest changes, so do the rows of everyone's seeds.
  const source = openGenerator({ seed: 100, rows: 1000 });
  const hash = createHash('sha256');
  for (const kind of kinds) for (let key = 0; key < 1000; key++) hash.update(source.row(kind, key)).update('\n');
  t.is(hash.digest('hex'), '1a73cd2a4b2e6e585915faa64c152b139203517ef1a3495451f2e82c80b8c302');
});

test('a row is the same whatever was asked for before it', (t) => {
  fc.assert(
    fc.property(
      fc.nat(999),
      fc.constantFrom(...kinds),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      (key, kind, seed) => {
        const used = openGenerator({ seed, rows: 1000 });
        for (let other = 0; other < 20; other++) used.row(kind, other * 7);
        t.is(used.row(kind, key), openGenerator({ seed, rows: 1000 }).row(kind, key));
      },
    ),
  );
});

test('another seed gives other rows, and so does another key', (t) => {
  const seeds = [0, 1, 2, 2 ** 32, 2 ** 40, 2n ** 63n].map((seed) => openGenerator({ seed, rows: 10 }));
  const ids = seeds.flatMap((source) =>
    Array.from({ length: 10 }, (_, key) => JSON.parse(source.row('pin', key)).unique_id),
  );
  t.is(new Set(ids).size, 60);
});

test('a seed is the same as a number and as a bigint', (t) => {
  t.is(openGenerator({ seed: 5, rows: 10 }).row('geo', 3), openGenerator({ seed: 5n, rows: 10 }).row('geo', 3));
});

for (const rows of [1, 10, 1_000_000, 2_147_483_648]) {
  test(`a table can have ${rows} rows, each of which is made by itself`, (t) => {
    const source = openGenerator({ seed: 1, rows });
    t.true(source.has(rows - 1));
    t.false(source.has(rows));
    t.true(source.hasBelow(1));
    for (const kind of kinds) {
      for (const key of [0, Math.floor(rows / 2), rows - 1]) {
        const { index = undefined, ind = index } = JSON.parse(source.row(kind, key));
        t.is(ind, key);
      }
    }
    if (rows >= 1000) t.is(JSON.parse(source.row('pin', rows - 1)).category, 'vehicles');
  });
}

test('a table without rows has none', (t) => {
  const source = openGenerator({ seed: 1, rows: 0 });
  t.false(source.has(0));
  t.false(source.hasBelow(1000));
});
