import test from 'ava';
import fc from 'fast-check';
import { type Contract, lineChecker, type Rule } from '../../../runtime/contracts/index.ts';
import { rowGenerator } from '../../../runtime/emulator/generator/index.ts';

const range = (bound: fc.Arbitrary<number>) =>
  fc.tuple(bound, bound).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const noData = fc.option(fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 3 }), { nil: undefined });

/** Any rule but that of the key. */
const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.constantFrom<Rule>({ is: 'uuid' }, { is: 'timestamp' }, { is: 'ignored' }),
  noData.map((values): Rule => ({ is: 'text', ...(values && { noData: values }) })),
  noData.map((values): Rule => ({ is: 'count', ...(values && { noData: values }) })),
  range(fc.integer({ min: -1000, max: 2_147_483_647 })).map((bounds): Rule => ({ is: 'whole', ...bounds })),
  range(fc.double({ min: -1e9, max: 1e9, noNaN: true })).map((bounds): Rule => ({ is: 'number', ...bounds })),
);

test('a kind without a look of its own gets rows that its rules accept', (t) => {
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 8 }), fc.nat(), (rules, seed) => {
      const contract: Contract = {
        kind: 'comment',
        version: 1,
        source: 'comment_data',
        raw: { ind: { is: 'key' }, ...Object.fromEntries(rules.map((each, index) => [`field${index}`, each])) },
        clean: { ind: { from: 'ind' } },
      };
      const row = rowGenerator(contract, { seed, rows: 100 });
      const check = lineChecker(contract);
      for (let key = 0; key < 100; key++) {
        const line = JSON.stringify(row(key));
        t.deepEqual(check(line), { clean: { ind: key } }, line);
      }
    }),
  );
});

test('values differ from row to row, and some are missing', (t) => {
  const contract: Contract = {
    kind: 'comment',
    version: 1,
    source: 'comment_data',
    raw: { ind: { is: 'key' }, text: { is: 'text' }, likes: { is: 'whole', min: 0, max: 1_000_000 } },
    clean: { ind: { from: 'ind' } },
  };
  const row = rowGenerator(contract, { seed: 1, rows: 1000 });
  const rows = Array.from({ length: 1000 }, (_, key) => row(key));
  const missing = rows.filter(({ likes }) => likes === null).length;
  t.true(missing > 0 && missing < 60, `${missing} missing`);
  t.true(new Set(rows.map(({ likes }) => likes)).size > 900);
  t.true(new Set(rows.map(({ text }) => text)).size > 500);
});
