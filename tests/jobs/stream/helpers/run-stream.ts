import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import { localStage, names } from '../../../../runtime/blueprint/index.ts';
import { scanTable } from '../../../../runtime/jobs/draft.ts';
import { systemClock } from '../../../../runtime/jobs/stream/clock.ts';
import { runStreamJob, type StreamJob } from '../../../../runtime/jobs/stream/index.ts';
import { MemoryStreams } from './memory-streams.ts';

const stage = localStage('demo');
export const { streams, streamTables, quarantineTables } = names(stage);

/** Streams of every kind with so many shards. */
export function someStreams(shards = 1): MemoryStreams {
  const source = new MemoryStreams();
  for (const stream of Object.values(streams)) source.create(stream, shards);
  return source;
}

/** A folder for tables, gone after the test. */
export function tablesFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-stream-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'tables');
}

/** Runs the job once to the tips, unless told otherwise. */
export function runOnce(job: Pick<StreamJob, 'source' | 'tables'> & Partial<StreamJob>, now = Date.now) {
  return runStreamJob(
    {
      stage,
      trigger: { maxRecords: 500, maxLatencyMs: 20 },
      drain: AbortSignal.abort(),
      signal: new AbortController().signal,
      ...job,
    },
    { clock: { ...hurriedClock, now } },
  );
}

/** A clock on which a second takes ten milliseconds: what waits by it is waited for, but not for long. */
const hurriedClock = {
  elapsed: () => systemClock.elapsed() * hurry,
  wait: (ms: number, signal: AbortSignal) => systemClock.wait(ms / hurry, signal),
};

const hurry = 100;

const engine = await DuckDBInstance.create(':memory:', { preserve_insertion_order: 'true' });

/** The rows of a table in the order in which they stand there; a payload is bytes, since a text loses a byte-order mark on its way out. */
export async function readRows(tables: string, table: string): Promise<Record<string, unknown>[]> {
  const connection = await engine.connect();
  await connection.run("set timezone = 'UTC'");
  try {
    const columns = table.includes('quarantine') ? '* replace (encode(payload) as payload)' : '*';
    const result = await connection.runAndReadAll(
      `select ${columns} from ${await scanTable(connection, join(tables, table))}`,
    );
    return result.getRowObjectsJS();
  } finally {
    connection.closeSync();
  }
}
