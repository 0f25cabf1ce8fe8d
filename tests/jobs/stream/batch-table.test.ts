import type { DuckDBConnection } from '@duckdb/node-api';
import test from 'ava';
import { user } from '../../../runtime/contracts/user.ts';
import { withEngine } from '../../../runtime/jobs/engine.ts';
import { BatchTable } from '../../../runtime/jobs/stream/batch-table.ts';

async function bytesOfTables(connection: DuckDBConnection): Promise<number> {
  const result = await connection.runAndReadAll(
    "select memory_usage_bytes + temporary_storage_bytes from duckdb_memory() where tag = 'IN_MEMORY_TABLE'",
  );
  return Number(result.getRows()[0]?.[0]);
}

test('a batch leaves nothing behind in the engine', async (t) => {
  const records = Array.from({ length: 5000 }, (_, ind) => ({
    sequenceNumber: String(10n ** 55n + BigInt(ind)),
    arrivedAt: 0,
    data: Buffer.from(JSON.stringify({ ind, first_name: 'x'.repeat(100) })),
  }));
  const batch = { parts: [{ shardId: 'shardId-0', records, ended: false }], records: records.length, bytes: 0 };
  await withEngine(
    async (connection, { connect }) => {
      const own = await connect();
      const table = await BatchTable.open(own, user);
      await table.load(batch);
      const once = await bytesOfTables(connection);
      t.true(once > 500_000, `${once}`);
      for (let times = 0; times < 10; times++) await table.load(batch);
      const often = await bytesOfTables(connection);
      t.true(often < 2 * once, `${once} bytes after one batch, ${often} after eleven`);
      own.closeSync();
    },
    { keepsPlans: true },
  );
});
