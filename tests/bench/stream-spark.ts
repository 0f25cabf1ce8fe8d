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
 * Rows of a micro-batch, and how many times Spark's rate the job is to reach. Spark compiles what it runs often, so its first batches are
 * not counted; the later sizes find it warm. It reads a file with one thread: two of them keep both cores busy where a batch is large.
 */
const sizes = [
  { batch: 500, warmUp: 40, batches: 20, files: 1, least: 50 },
  { batch: 10_000, warmUp: 3, batches: 5, files: 2, least: 15 },
  { batch: 100_000, warmUp: 0, batches: 1, files: 2, least: 3 },
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
  const peer = openSparkStream();
  try {
    for (const size of sizes) await benchSize(size, join(folder, String(size.batch)), peer);
  } finally {
    await peer.close();
    await rm(folder, { recursive: true });
  }
}

async function benchSize(size: Size, folder: string, peer: ReturnType<typeof openSparkStream>): Promise<void> {
  const { batch, warmUp, batches, files } = size;
  const records = texts(pin.kind, batch * (warmUp + batches));
  const lines = join(folder, 'lines');
  await writeLines(lines, records, batch / files);
  // The job runs before and after its peer: what else the machine does meets both.
  const before = await jobRate(records, join(folder, 'before'), batch);
  const taken = await peer.ask({
    lines,
    schema: sparkDdl(lineColumns),
    files,
    query: checkQuery(pin, dialects.spark, carried),
    columns: streamColumns(pin).map(({ name }) => name),
    rejected: quarantineQuery(pin, dialects.spark, streamQuarantineColumns),
    tables: join(folder, 'spark'),
  });
  const after = await jobRate(records, join(folder, 'after'), batch);
  const counted = taken.slice(warmUp);
  if (counted.length !== batches) throw new Error(`Spark ran ${taken.length} batches, not ${warmUp + batches}`);
  const sum = (name: 'rows' | 'ms') => counted.reduce((total, each) => total + Number(each[name]), 0);
  const peerRate = (sum('rows') / sum('ms')) * 1000;
  const [slow, fast] = [before, after].sort((a, b) => a - b).map(Math.round);
  console.log(
    `stream job, batches of ${batch}: ${slow} and ${fast} rows/s; Spark ${Math.round(peerRate)} (${(peerRate / batch).toFixed(2)} batches/s)`,
  );
  against(
    { least: size.least },
    `stream job, batches of ${batch}: times the rows of Spark`,
    (before + after) / 2 / peerRate,
  );
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
