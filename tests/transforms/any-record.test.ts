import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { contracts, lineChecker } from '../../runtime/contracts/index.ts';
import { checkQuery, dialects } from '../../runtime/transforms/index.ts';
import { arbitraryLine } from '../helpers/arbitrary-rows.ts';
import { loadLines, openDuckdb, queryRows, verdictOf } from '../helpers/duckdb-rows.ts';

for (const contract of contracts) {
  test(`zod and DuckDB give any line of ${contract.kind} the same verdict and the same clean row`, async (t) => {
    const connection = await openDuckdb();
    t.teardown(() => connection.closeSync());
    const check = lineChecker(contract);
    const query = `${checkQuery(contract, dialects.duckdb)} order by "offset"`;
    const batch = fc.array(arbitraryLine(contract), { minLength: 300, maxLength: 400 });
    const agree = fc.asyncProperty(batch, async (texts) => {
      await loadLines(
        connection,
        texts.map((text, offset) => ({ offset, text })),
      );
      const verdicts = (await queryRows(connection, query)).map(verdictOf);
      for (const [index, text] of texts.entries()) assert.deepEqual([text, verdicts[index]], [text, check(text)]);
    });
    await t.notThrowsAsync(fc.assert(agree, { numRuns: 5, endOnFailure: true }));
  });
}
