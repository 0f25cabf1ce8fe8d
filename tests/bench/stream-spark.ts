import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  bytesColumn,
  contracts,
  duckdbDdl,
  sparkDdl,
  streamColumns,
  streamPlace,
  streamQuarantineColumns,
  type TableColumn,
} from '../../runtime/contracts/index.ts';
import { checkQuery, dialects, quarantineQuery } from '../../runtime/transforms/index.ts';
import { missingParts, spark } from '../real/helpers/missing-parts.ts';
import { openSparkStream } from '../real/helpers/python.ts';
import { streamOf, texts, timeJob } from './stream-records.ts';
import { against } from './targets.ts';

/**
 * Rows of a micro-batch, and how many times Spark's rate the job is to reach. Spark's start is not counted: its session, and the first
 * batch, by which it plans the query, where there are more. It reads a file with one thread: two of them keep both cores busy where a
 * batch is large.
 */
const sizes = [
  { batch: 500, batches: 21, files: 1, least: 50 },
  { batch: 10_000, batches: 6, files: 2, least: 15 },
  { batch: 100_000, batches: 1, files: 2, least: 3 },
] as const;

type Size = (typeof sizes)[number];

const [pin] = contracts;
const carried = [...streamPlace, bytesColumn];
const text = (name: string): TableColumn => ({ name, type: 'string', nullable: true });
const lineColumns = [...carried, text('text'), text('payload')];

/** The stream job against Spark Structured Streaming: the same rows, the same compiled SQL, Delta tables; rows a second of each size. */
export async function benchStreamAgainstSpark(): Promise<void> {
  const missing = missingParts(spark);
  if (missing !== undefined) {
    console.log(`stream job against Spark Structured Streaming: ${missing}`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'pinflow-bench-'));
  try {
    for (const size of sizes) await benchSize(size, join(folder, String(size.batch)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function benchSize(size: Size, folder: string): Promise<void> {
  const { batch, batches, files } = size;
  // The job is so short over the rows of Spark that its start would count.
  const records = texts(pin.kind, batch * batches * (batches > 1 ? 4 : 1));
  const lines = join(folder, 'lines');
  await writeLines(lines, records.slice(0, batch * batches), batch / files);
  // The job runs before and after its peer: what else the machine does meets both.
  const before = await jobRate(records, join(folder, 'before'), batch);
  const taken = await sparkBatches(files, lines, join(folder, 'spark'));
  const after = await jobRate(records, join(folder, 'after'), batch);
  if (taken.length !== batches) throw new Error(`Spark ran ${taken.length} batches, not ${batches}`);
  const counted = taken.slice(batches > 1 ? 1 : 0);
  const [slow, fast] = [before, after].sort((a, b) => a - b).map(Math.round);
  const whole = `${Math.round(rate(counted))} rows/s after its start, ${Math.round(Math.max(...counted.map((each) => rate([each]))))} in its fastest batch`;
  console.log(`stream job, batches of ${batch}: ${slow} and ${fast} rows/s; Spark ${whole}`);
  const ratio = (before + after) / 2 / rate(counted);
  against({ least: size.least }, `stream job, batches of ${batch}: times the rows of Spark`, ratio);
}

interface SparkBatch {
  readonly rows: number;
  readonly ms: number;
}

const rate = (batches: readonly SparkBatch[]) =>
  (batches.reduce((sum, { rows }) => sum + rows, 0) / batches.reduce((sum, { ms }) => sum + ms, 0)) * 1000;

/** What a Spark of its own makes of the lines. */
async function sparkBatches(files: number, lines: string, tables: string): Promise<SparkBatch[]> {
  const peer = openSparkStream();
  try {
    const request = {
      lines,
      schema: sparkDdl(lineColumns),
      files,
      query: checkQuery(pin, dialects.spark, carried),
      columns: streamColumns(pin).map(({ name }) => name),
      rejected: quarantineQuery(pin, dialects.spark, streamQuarantineColumns),
      tables,
    };
    return (await peer.ask(request)).map(({ rows, ms }) => ({ rows: Number(rows), ms: Number(ms) }));
  } finally {
    await peer.close();
  }
}

async function jobRate(records: readonly string[], tables: string, batch: number): Promise<number> {
  return records.length / (await timeJob(streamOf(pin.kind, records), tables, batch));
}

/** Files of so many lines each. */
async function writeLines(folder: string, records: readonly string[], rows: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("set timezone = 'UTC'");
  for (let from = 0; from < records.length; from += rows) {
    await loadLines(connection, records.slice(from, from + rows), from);
    const file = join(folder, `${String(from).padStart(9, '0')}.parquet`);
    await connection.run(`copy lines to '${file}' (format parquet)`);
  }
  connection.closeSync();
}

async function loadLines(connection: DuckDBConnection, records: readonly string[], from: number): Promise<void> {
  await connection.run(`create or replace temp table texts (row bigint, text varchar)`);
  const appender = await connection.createAppender('texts', 'main', 'temp');
  for (const [index, record] of records.entries()) {
    appender.appendBigInt(BigInt(from + index));
    appender.appendVarchar(record);
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(
    `create or replace temp table lines (${duckdbDdl(lineColumns)});
     insert into lines by name select 'shardId-000000000000' as shard_id, '49' || lpad(row::varchar, 54, '0') as sequence_number,
       now() as arrived_at, text, text as payload from texts order by row`,
  );
}
