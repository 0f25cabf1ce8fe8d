import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import { user } from '../../runtime/contracts/user.ts';
import { withEngine } from '../../runtime/jobs/engine.ts';
import { BatchTable } from '../../runtime/jobs/stream/batch-table.ts';

async function optimizersOff(connection: DuckDBConnection): Promise<unknown> {
  const result = await connection.runAndReadAll("select current_setting('disabled_optimizers')");
  return result.getRows()[0]?.[0];
}

test('an engine that keeps plans makes none by statistics, on any connection; every other uses all that DuckDB has', async (t) => {
  for (const [keepsPlans, expected] of [
    [true, 'statistics_propagation,compressed_materialization'],
    [false, ''],
  ] as const) {
    await withEngine(
      async (connection, { connect }) => {
        const further = await connect();
        t.deepEqual([await optimizersOff(connection), await optimizersOff(further)], [expected, expected]);
        further.closeSync();
      },
      { keepsPlans },
    );
  }
});

test('a table of batches changes nothing for the other connections of its engine', async (t) => {
  await withEngine(async (connection, { connect }) => {
    const own = await connect();
    await BatchTable.open(own, user);
    t.is(await optimizersOff(connection), '');
    own.closeSync();
  });
});
