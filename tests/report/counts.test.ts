import test from 'ava';
import fc from 'fast-check';
import { balances, countNames } from '../../runtime/report/counts.ts';
import { counts } from './sample.ts';

const small = fc.nat(50);
const astray = fc.record({
  generated: fc.integer({ min: 200, max: 10_000 }),
  rejected: small,
  unknown: small,
  redelivered: small,
  dead_lettered: small,
  replayed: small,
  quarantined: small,
});

test('counts in which every record is accounted for balance', (t) => {
  fc.assert(fc.property(astray, (known) => balances({ pin: counts(known), geo: counts(known) })));
  t.pass();
});

test('one record more or less in any one count of any kind does not balance', (t) => {
  const change = fc.constantFrom(...countNames.filter((name) => name !== 'rows'));
  fc.assert(
    fc.property(astray, change, fc.constantFrom(1, -1), (known, name, by) => {
      const balanced = counts(known);
      return !balances({ pin: balanced, geo: { ...balanced, [name]: balanced[name] + by } });
    }),
  );
  t.pass();
});

test('a table may hold fewer rows than records were cleaned, and never more', (t) => {
  const { cleaned, ...others } = counts({ generated: 10 });
  t.true(balances({ pin: { ...others, cleaned, rows: cleaned - 3 } }));
  t.false(balances({ pin: { ...others, cleaned, rows: cleaned + 1 } }));
});
