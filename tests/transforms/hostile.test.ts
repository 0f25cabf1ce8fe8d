import test from 'ava';
import { contracts } from '../../runtime/contracts/index.ts';
import { checkQuery, dialects } from '../../runtime/transforms/index.ts';
import { loadLines, openDuckdb, payloadOf, queryRows, type Row, verdictOf } from '../helpers/duckdb-rows.ts';
import { hostileOf, verdictFor } from '../helpers/hostile-rows.ts';

const checked = new Map<string, Row[]>();

test.before(async () => {
  const connection = await openDuckdb();
  for (const contract of contracts) {
    await loadLines(
      connection,
      hostileOf(contract).map(({ line }, offset) => ({ offset, text: line })),
    );
    // As bytes: the client drops a byte-order mark from the front of a text.
    const rows = `select * replace (hex(payload) as payload) from (${checkQuery(contract, dialects.duckdb)}) order by "offset"`;
    checked.set(contract.kind, await queryRows(connection, rows));
  }
  connection.closeSync();
});

for (const contract of contracts) {
  for (const [offset, record] of hostileOf(contract).entries()) {
    test(`${contract.kind}: ${record.why}`, (t) => {
      const row = checked.get(contract.kind)?.[offset] ?? {};
      t.deepEqual(verdictOf(row), verdictFor(record));
      t.deepEqual([row.offset, row.line], [offset, offset + 1]);
      const payload = Buffer.from(payloadOf(record.line)).toString('hex').toUpperCase();
      t.is(row.payload, record.reasons === undefined ? null : payload);
    });
  }
}
