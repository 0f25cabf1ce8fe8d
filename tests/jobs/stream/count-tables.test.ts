import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test from 'ava';
import { localStage } from '../../../runtime/blueprint/index.ts';
import { deltaSchema, streamColumns } from '../../../runtime/contracts/index.ts';
import { user } from '../../../runtime/contracts/user.ts';
import { beginTransaction, folderStore, openTable } from '../../../runtime/delta/index.ts';
import { scanTable } from '../../../runtime/jobs/draft.ts';
import { countStreamTables } from '../../../runtime/jobs/index.ts';
import { runOnce, someStreams, streams, streamTables, tablesFolder } from './helpers/run-stream.ts';

const stage = localStage('demo');

test('the tables are counted by kind, and a row that stands there twice is told', async (t) => {
  const source = someStreams(2);
  const tables = tablesFolder(t);
  for (let ind = 0; ind < 6; ind++) source.put(streams.user as string, ind, JSON.stringify({ ind }));
  source.put(streams.user as string, 1, '{"ind":"one"}');
  source.put(streams.geo as string, 1, 'no record');
  await runOnce({ source, tables });
  const kinds = {
    pin: { rows: 0, quarantined: 0 },
    geo: { rows: 0, quarantined: 1 },
    user: { rows: 6, quarantined: 1 },
  };
  t.deepEqual(await countStreamTables({ stage, tables }), { kinds, duplicates: 0 });

  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  t.teardown(() => connection.closeSync());
  const folder = join(tables, streamTables.user as string);
  const table = await openTable(connection, folderStore(folder));
  const again = beginTransaction(table, { mode: 'append', schema: deltaSchema(streamColumns(user)) });
  await again.write(`select * from ${await scanTable(connection, folder)} limit 2`);
  await again.commit();
  t.deepEqual(await countStreamTables({ stage, tables }), {
    kinds: { ...kinds, user: { rows: 8, quarantined: 1 } },
    duplicates: 2,
  });
});

test('without tables there is nothing to count', async (t) => {
  await t.throwsAsync(countStreamTables({ stage, tables: tablesFolder(t) }), { code: 'TABLE_MISSING' });
});
