import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { names } from '../../runtime/blueprint/index.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { main } from '../helpers/cli.ts';
import { stage, streams, texts } from './stream-records.ts';
import { type Services, withServices } from './stream-services.ts';
import { against } from './targets.ts';

/** Records a second over all kinds, in requests of so many, and for how many seconds they are counted after the first ones. */
const load = { rate: 1000, perRequest: 10, warmUp: 5, seconds: 20 };

/** Milliseconds from the gateway's answer to a readable row. */
const targets = { p50: 500, p99: 1000 };

const pollMs = 5;

/** When a record was answered, and when it could be read, by shard and sequence number; in milliseconds of this process. */
type Times = Map<string, number>;

/** Freshness at a steady rate: records through the gateway's stream route, the job with its defaults, a reader that polls the Delta logs. */
export async function benchStreamFreshness(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pinflow-bench-'));
  try {
    await withServices(join(folder, 'twin'), (services) => measure(services, join(folder, 'tables')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure({ gatewayUrl, kinesisUrl }: Services, tables: string): Promise<void> {
  const command = ['job', 'stream', '--endpoint', kinesisUrl, '--tables', tables, '--id', stage.userId];
  const job = spawn(process.execPath, [main, ...command], { stdio: 'ignore' });
  const ended = once(job, 'exit');
  const reading = new AbortController();
  try {
    const readers = contracts.map(({ kind }) => readable(kind, tables, reading.signal));
    const answered = await post(gatewayUrl);
    await sleep(2 * targets.p99);
    reading.abort();
    const seen = new Map((await Promise.all(readers)).flatMap((times) => [...times]));
    const ages = [...answered].map(([place, at]) => (seen.get(place) ?? Number.POSITIVE_INFINITY) - at);
    report(ages);
  } finally {
    job.kill('SIGTERM');
    await ended;
  }
}

function report(ages: number[]): void {
  ages.sort((a, b) => a - b);
  const percentile = (share: number) => ages[Math.ceil(ages.length * share) - 1] ?? Number.POSITIVE_INFINITY;
  console.log(
    `stream job, ${load.rate} records a second: ${ages.length} records, the last readable after ${Math.round(percentile(1))} ms`,
  );
  against({ most: targets.p50 }, 'stream job: ms from the answer to a readable row, p50', percentile(0.5));
  against({ most: targets.p99 }, 'stream job: ms from the answer to a readable row, p99', percentile(0.99));
}

/** Posts at the rate, whatever the answers take, and gives the time of each answer. */
async function post(gatewayUrl: string): Promise<Times> {
  const { rate, perRequest, warmUp, seconds } = load;
  const requests = ((warmUp + seconds) * rate) / perRequest;
  const rows = Math.ceil(requests / contracts.length) * perRequest;
  const records = contracts.map(({ kind }) => ({ stream: streams[kind] as string, texts: texts(kind, rows) }));
  const answered: Times = new Map();
  const start = performance.now();
  const under = new Set<Promise<void>>();
  for (let request = 0; request < requests; request++) {
    const { stream, texts } = records[request % records.length] as (typeof records)[number];
    const from = Math.floor(request / records.length) * perRequest;
    const due = start + (request * perRequest * 1000) / rate;
    await sleep(Math.max(0, due - performance.now()));
    const isCounted = request >= (warmUp * rate) / perRequest;
    const some = texts.slice(from, from + perRequest).map((text, index) => ({ text, key: String(from + index) }));
    const one = put(`${gatewayUrl}/streams/${stream}/records`, some).then((places) => {
      const now = performance.now();
      if (isCounted) for (const place of places) answered.set(place, now);
      under.delete(one);
    });
    under.add(one);
  }
  await Promise.all(under);
  return answered;
}

async function put(url: string, records: readonly { text: string; key: string }[]): Promise<string[]> {
  const body = `{"records":[${records.map(({ text, key }) => `{"data":${text},"partition-key":"${key}"}`).join(',')}]}`;
  const answer = await fetch(url, { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  const { Records } = (await answer.json()) as { Records: { ShardId: string; SequenceNumber: string }[] };
  return Records.map(({ ShardId, SequenceNumber }) =>
    placeOf(url.split('/').at(-2) as string, ShardId, SequenceNumber),
  );
}

function placeOf(stream: string, shard: string, sequenceNumber: string): string {
  return `${stream} ${shard} ${sequenceNumber}`;
}

/** Looks for versions of a kind's table until the signal is aborted; then reads which rows came into it with each. */
async function readable(kind: string, tables: string, signal: AbortSignal): Promise<Times> {
  const table = join(tables, names(stage).streamTables[kind] as string);
  const files: { path: string; at: number }[] = [];
  for (let version = 0; !signal.aborted; ) {
    const commit = await readFile(join(table, '_delta_log', `${String(version).padStart(20, '0')}.json`), 'utf8').catch(
      () => undefined,
    );
    if (commit === undefined) {
      await sleep(pollMs);
      continue;
    }
    const at = performance.now();
    version++;
    for (const line of commit.split('\n').filter(Boolean)) {
      const { add } = JSON.parse(line) as { add?: { path: string } };
      if (add) files.push({ path: join(table, decodeURIComponent(add.path)), at });
    }
  }
  return await rowsOf(files, streams[kind] as string);
}

async function rowsOf(files: readonly { path: string; at: number }[], stream: string): Promise<Times> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const times: Times = new Map();
  for (const { path, at } of files) {
    const result = await connection.runAndReadAll(`select shard_id, sequence_number from read_parquet('${path}')`);
    for (const [shard, number] of result.getRows()) times.set(placeOf(stream, String(shard), String(number)), at);
  }
  connection.closeSync();
  return times;
}
