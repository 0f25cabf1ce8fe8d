import test from 'ava';
import {
  batchPlace,
  bytesColumn,
  type Contract,
  contracts,
  lineChecker,
  type Rule,
  streamPlace,
} from '../../runtime/contracts/index.ts';
import { checkQuery, dialects } from '../../runtime/transforms/index.ts';
import { loadLines, openDuckdb, queryRows, verdictOf } from '../helpers/duckdb-rows.ts';

const words = ['text', 'json', 'texts', 'types', 'second', 'suspect', 'names', 'lines', 'parsed', 'select', 'order'];
const fields = Object.fromEntries(words.map((word): [string, Rule] => [word, { is: 'text' }]));

/** A kind whose fields are named like what stands in the compiled SQL. */
const odd: Contract = {
  kind: 'odd',
  version: 1,
  source: 'odd_data',
  raw: {
    object: { is: 'key' },
    ...fields,
    payload: { is: 'text' },
    reasons: { is: 'ignored' },
    offset: { is: 'whole', min: 1, max: 9 },
  },
  clean: {
    ind: { from: 'object' },
    ...Object.fromEntries(words.map((word) => [word, { from: word }])),
    content: { from: 'payload' },
    place: { from: 'offset' },
  },
};

test('a kind may name its fields as it likes', async (t) => {
  const connection = await openDuckdb();
  t.teardown(() => connection.closeSync());
  const values = Object.fromEntries(words.map((word) => [word, `a ${word}`]));
  const records = [
    { object: 7, ...values, payload: 'p', reasons: ['x'], offset: 3 },
    { object: 7, ...values, unknown: 1, payload: '\0', offset: 10 },
    { ...values, offset: '9' },
  ].map((record) => JSON.stringify(record));
  await loadLines(
    connection,
    records.map((text, offset) => ({ offset, text })),
  );
  const rows = await queryRows(connection, `${checkQuery(odd, dialects.duckdb)} order by "offset"`);
  t.deepEqual(rows.map(verdictOf), records.map(lineChecker(odd)));
  t.deepEqual(rows.map(verdictOf).slice(1), [
    { reasons: ['payload_not_text', 'offset_invalid'] },
    { reasons: ['key_missing'] },
  ]);
});

test('no kind has a clean column that is named like those which travel with it', (t) => {
  const places = [...batchPlace, ...streamPlace, bytesColumn].map(({ name }): string => name);
  const taken = [...places, 'reasons', 'payload'];
  for (const { clean } of contracts)
    t.deepEqual(
      Object.keys(clean).filter((column) => taken.includes(column)),
      [],
    );
});
