import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as duckdb } from '@duckdb/node-api';
import { streamSpec } from '../../runtime/blueprint/index.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { missingParts, spark } from '../real/helpers/missing-parts.ts';
import { openSpark, realFolder } from '../real/helpers/python.ts';
import { fedByFiles, writeEvents } from '../real/helpers/stream-files.ts';
import { stage, streamOf, texts, timeJob } from './stream-records.ts';
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

/** The stream job against its driver on Spark Structured Streaming: the same rows of one kind into Delta tables; rows a second of each size. */
export async function benchStreamAgainstSpark(): Promise<void> {
  const missing = missingParts(spark);
  if (missing !== undefined) {
    console.log(`stream job against Spark Structured Streaming: ${missing}`);
    return;
  }
  const packages = readFileSync(new URL('python/installed', realFolder), 'utf8').match(/^(pyspark|delta-spark)==.*$/gm);
  console.log(
    `stream job on Node.js ${process.version}, DuckDB ${duckdb()}; its driver on ${packages?.join(', ')}, local[2]`,
  );
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
  const events = records.slice(0, batch * batches).map((text, row) => ({
    shardId: 'shardId-000000000000',
    sequenceNumber: `49${String(row).padStart(54, '0')}`,
    data: Buffer.from(text),
  }));
  await writeEvents(join(folder, 'events', pin.kind), events, batch / files);
  // The job runs before and after its peer: what else the machine does meets both.
  const before = await jobRate(records, join(folder, 'before'), batch);
  const taken = await sparkBatches(size, folder);
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

/** What the driver makes of the events on a Spark of its own; when each batch was done is told by its checkpoint. */
async function sparkBatches({ batch, files }: Size, folder: string): Promise<SparkBatch[]> {
  const lake = join(folder, 'spark');
  const spec = fedByFiles(
    streamSpec(stage, { lake: `file:${lake}`, catalog: 'spark_catalog', schema: 'default' }),
    join(folder, 'events'),
    files,
  );
  const queries = spec.queries.filter(({ kind }) => kind === pin.kind);
  const file = join(folder, 'spec.json');
  writeFileSync(file, JSON.stringify({ ...spec, queries }));
  const peer = openSpark('4.0', '-XX:+UseParallelGC');
  try {
    await peer.ask({ driver: 'stream', args: [file, '--available-now'], settings: {} });
  } finally {
    await peer.close();
  }
  const checkpoint = (queries[0]?.checkpoint ?? '').replace(/^file:/, '');
  const done = readdirSync(join(checkpoint, 'commits')).filter((name) => /^\d+$/.test(name));
  const at = (log: string, index: number) => statSync(join(checkpoint, log, String(index))).mtimeMs;
  return done.map((_, index) => ({
    rows: batch,
    ms: at('commits', index) - (index > 0 ? at('commits', index - 1) : at('offsets', 0)),
  }));
}

async function jobRate(records: readonly string[], tables: string, batch: number): Promise<number> {
  return records.length / (await timeJob(streamOf(pin.kind, records), tables, batch));
}
