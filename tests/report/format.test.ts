import test from 'ava';
import fc from 'fast-check';
import { clip, compact, exact, instant, plural } from '../../runtime/report/format.ts';

const examples: [number, string][] = [
  [0, '0'],
  [998, '998'],
  [999, '999'],
  [1000, '1k'],
  [12_345, '12.3k'],
  [999_949, '999.9k'],
  [999_950, '1M'],
  [15_000_000, '15M'],
  [2_147_483_647, '2,147.5M'],
];

for (const [value, text] of examples) test(`${value} is ${text} in short`, (t) => t.is(compact(value), text));

test('a short number is within half a per cent or half a unit of its last digit', (t) => {
  fc.assert(
    fc.property(fc.nat(2_147_483_647), (value) => {
      const unit = { k: 1000, M: 1e6 }[compact(value).slice(-1)] ?? 1;
      const read = Number(compact(value).replace(/[kM,]/g, '')) * unit;
      return Math.abs(read - value) <= unit / 20;
    }),
  );
  t.pass();
});

test('an exact number keeps every digit', (t) => {
  t.is(exact(1_234_567), '1,234,567');
  t.is(plural(1, 'country', 'countries'), '1 country');
  t.is(plural(1000, 'row'), '1,000 rows');
});

test('an instant is written in UTC', (t) => {
  t.is(instant('2026-03-05T14:08:41Z'), '5 March 2026 at 14:08 UTC');
  t.is(instant('yesterday'), 'yesterday');
});

test('clipped text is one line, and never cuts a character as people see it', (t) => {
  t.is(clip(' two\nlines\u2028and\tmore ', 40), 'two lines and more');
  t.is(clip('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2), '👩‍👩‍👧…');
  t.is(clip('exactly', 7), 'exactly');
  t.is(clip('exactly!', 7), 'exactl…');
});
