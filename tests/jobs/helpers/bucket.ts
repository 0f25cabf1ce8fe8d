import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import { localStage, names, objectKey } from '../../../runtime/blueprint/index.ts';
import { scanTable } from '../../../runtime/jobs/draft.ts';
import type { BatchJob } from '../../../runtime/jobs/index.ts';

/** A line of an object: a record, or the line itself where it is none. */
export type Line = object | string | Uint8Array;

/** A place for a batch job, gone after the test: an empty bucket, and a folder of tables that is not there yet. */
export function makePlace(t: ExecutionContext, root = 'root'): BatchJob {
  const folder = join(mkdtempSync(join(tmpdir(), 'pinflow-jobs-')), root);
  t.teardown(() => rmSync(dirname(folder), { recursive: true, force: true }));
  const bucket = join(folder, 'bucket');
  mkdirSync(bucket, { recursive: true });
  return { stage: localStage('demo'), bucket, tables: join(folder, 'tables') };
}

/** Puts an object into the bucket as the sink does, and returns its key. */
export function putObject(
  { stage, bucket }: BatchJob,
  kind: string,
  lines: readonly Line[],
  { partition = 0, startOffset = 0 }: { partition?: number; startOffset?: number } = {},
): string {
  const key = objectKey({ topic: names(stage).topics[kind] as string, partition, startOffset });
  const file = join(bucket, key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.concat(lines.flatMap((line) => [bytesOf(line), Buffer.from('\n')])));
  return key;
}

function bytesOf(line: Line): Uint8Array {
  if (line instanceof Uint8Array) return line;
  return Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
}

/** The folder of a kind's table, of the quarantine, or of what was replayed. */
export function tableFolder({ stage, tables }: BatchJob, kind: string): string {
  const { batchTables, quarantineTables, replayedTable } = names(stage);
  const others: Record<string, string> = { quarantine: quarantineTables.batch, replayed: replayedTable };
  return join(tables, others[kind] ?? (batchTables[kind] as string));
}

/** Every table of the batch path. */
export const everyTable = ['pin', 'geo', 'user', 'quarantine'] as const;

const engine = await DuckDBInstance.create(':memory:');

/** The rows of a table, in the order of its columns; an instant is text, `YYYY-MM-DDTHH:MM:SSZ`, a whole number a number. */
export async function readTable(job: BatchJob, kind: string, version?: number): Promise<Record<string, unknown>[]> {
  const connection = await engine.connect();
  await connection.run("set timezone = 'UTC'");
  try {
    const table = await scanTable(connection, tableFolder(job, kind), version);
    // As bytes, since a text loses a byte-order mark on its way out of the engine.
    const columns = kind === 'quarantine' ? '* replace (encode(payload) as payload)' : '*';
    const result = await connection.runAndReadAll(`select ${columns} from ${table} order by all`);
    return result
      .getRowObjectsJS()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
  } finally {
    connection.closeSync();
  }
}

/** The rows of every table. */
export async function readTables(job: BatchJob): Promise<Record<string, Record<string, unknown>[]>> {
  const read = everyTable.map(async (kind) => [kind, await readTable(job, kind)] as const);
  return Object.fromEntries(await Promise.all(read));
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Buffer.isBuffer(value)) return value.toString();
  return value instanceof Date ? value.toISOString().replace('.000Z', 'Z') : value;
}
