import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { localStage } from '../../../runtime/blueprint/index.ts';
import { optimizeTables, vacuumTables } from '../../../runtime/jobs/index.ts';
import {
  quarantineTables,
  readRows,
  runOnce,
  someStreams,
  streams,
  streamTables,
  tablesFolder,
} from './helpers/run-stream.ts';

const rounds = 3;
const perRound = 12;

test('beside a running job, tables are compacted and cleaned: every record stays in one table once, in order', async (t) => {
  const source = someStreams(2);
  const tables = tablesFolder(t);
  const kept = { stage: localStage('demo'), tables };
  const put = new Map<string, { shardId: string; sequenceNumber: string; bad: boolean }[]>();
  const post = () => {
    for (const [kind, stream] of Object.entries(streams)) {
      const all = put.get(kind) ?? [];
      for (let n = 0; n < perRound; n++) {
        const bad = n % 5 === 4;
        const record = bad ? 'rubbish' : JSON.stringify({ [kind === 'pin' ? 'index' : 'ind']: all.length });
        all.push({ bad, ...source.put(stream, all.length, record) });
      }
      put.set(kind, all);
    }
  };
  post();
  await runOnce({ source, tables });
  const orphan = join(tables, streamTables.pin as string, 'orphan.parquet');
  writeFileSync(orphan, '');
  utimesSync(orphan, 1, 1);

  const drain = new AbortController();
  let read = 0;
  let heard = () => {};
  const job = runOnce({
    source,
    tables,
    drain: drain.signal,
    trigger: { maxRecords: 3, maxLatencyMs: 1 },
    onProgress: ({ kinds }) => {
      read = Object.values(kinds).reduce((sum, kind) => sum + kind.read, 0);
      heard();
    },
  });
  const removed: number[] = [];
  const deleted: string[] = [];
  for (let round = 1; round <= rounds; round++) {
    post();
    for (;;) {
      const optimized = await optimizeTables(kept, {});
      removed.push(...Object.values(optimized).map(({ removed: { files } }) => files));
      deleted.push(...Object.values(await vacuumTables(kept, {})).flatMap((files) => files.map(({ path }) => path)));
      if (read === round * perRound * put.size) break;
      const progress = new Promise<void>((resolve) => {
        heard = resolve;
      });
      await Promise.race([job, progress]);
    }
  }
  drain.abort();
  const { kinds } = await job;
  t.deepEqual(deleted, ['orphan.parquet']);
  t.true(removed.filter((files) => files > 1).length > rounds);

  post();
  await runOnce({ source, tables });
  await optimizeTables(kept, {});
  t.true(Object.values(await optimizeTables(kept, {})).every((done) => done.removed.files === 0));
  const rejected = await readRows(tables, quarantineTables.stream);
  for (const [kind, all] of put) {
    t.true((kinds[kind]?.batches ?? 0) > rounds);
    const expected = (bad: boolean, shard: string) =>
      all.filter((each) => each.bad === bad && each.shardId === shard).map(({ sequenceNumber }) => sequenceNumber);
    const found = (rows: readonly Record<string, unknown>[], shard: string) =>
      rows.filter(({ shard_id }) => shard_id === shard).map(({ sequence_number }) => sequence_number);
    const clean = await readRows(tables, streamTables[kind] as string);
    for (const shard of new Set(all.map(({ shardId }) => shardId))) {
      t.deepEqual(found(clean, shard), expected(false, shard));
      t.deepEqual(
        found(
          rejected.filter((row) => row.kind === kind),
          shard,
        ),
        expected(true, shard),
      );
    }
  }
});
