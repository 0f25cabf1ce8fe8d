/** One run over the streams of a Kinesis in a process of its own, `stream-run.ts job|bare ENDPOINT TABLES`; prints what was measured as JSON. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openKinesis } from '../../runtime/cli/kinesis-client.ts';
import { type Contract, contracts, streamQuarantineColumns } from '../../runtime/contracts/index.ts';
import { type Engine, withEngine } from '../../runtime/jobs/engine.ts';
import type { ShardRecords } from '../../runtime/jobs/stream/batch-queue.ts';
import { BatchTable, overChecked } from '../../runtime/jobs/stream/batch-table.ts';
import { runStreamJob } from '../../runtime/jobs/stream/index.ts';
import { kinesisSource } from '../../runtime/jobs/stream/kinesis-source.ts';
import type { StreamSource } from '../../runtime/jobs/stream/source.ts';
import { cleanQuery, dialects, quarantineQuery } from '../../runtime/transforms/index.ts';
import { stage, streams } from './stream-records.ts';

/** What can be measured. */
export type Subject = 'job' | 'bare';

/** What a run took. */
export interface Measured {
  readonly seconds: number;
  /** Seconds of all threads. */
  readonly cpu: number;
  readonly rows: number;
}

/** Records of a batch: the job's default. */
const maxRecords = 10_000;

const subjects: Record<Subject, (source: StreamSource, tables: string) => Promise<number>> = {
  job: runJob,
  bare: runBare,
};

const [subject, endpoint = '', tables = ''] = process.argv.slice(2);
const client = await openKinesis({ endpoint });
const source = kinesisSource(client);
// The first call loads the client.
await source.describe(Object.values(streams)[0] as string);
const before = process.cpuUsage();
const start = performance.now();
const rows = await subjects[subject as Subject](source, tables);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
const measured: Measured = { seconds, cpu: (user + system) / 1e6, rows };
console.log(JSON.stringify(measured));
client.destroy();

async function runJob(source: StreamSource, tables: string): Promise<number> {
  const trigger = { maxRecords, maxLatencyMs: 250 };
  const signal = new AbortController().signal;
  const { kinds } = await runStreamJob({ stage, source, tables, trigger, drain: AbortSignal.abort(), signal });
  return Object.values(kinds).reduce((sum, { read }) => sum + read, 0);
}

/**
 * What is left of the job without positions, Delta log and fsync: pages are read, checked by the same prepared statement, and written as
 * one Parquet file a batch.
 */
async function runBare(source: StreamSource, tables: string): Promise<number> {
  await mkdir(tables, { recursive: true });
  const kinds = async ({ connect }: Engine) =>
    await Promise.all(contracts.map(async (contract) => bareKind(await connect(), contract, source, tables)));
  const counts = await withEngine((_, engine) => engine.onCallersThreads(() => kinds(engine)), {
    inOrder: true,
    keepsPlans: true,
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

async function bareKind(
  connection: DuckDBConnection,
  contract: Contract,
  source: StreamSource,
  tables: string,
): Promise<number> {
  const batchTable = await BatchTable.open(connection, contract);
  const queries = {
    clean: overChecked(batchTable.checked, cleanQuery(contract, dialects.duckdb)),
    rejected: overChecked(batchTable.checked, quarantineQuery(contract, dialects.duckdb, streamQuarantineColumns)),
  };
  let count = 0;
  let batch = 0;
  const write = async (parts: readonly ShardRecords[], records: number) => {
    await batchTable.load({ parts, records, bytes: 0 });
    for (const [name, query] of Object.entries(queries)) {
      const file = join(tables, `${contract.kind}-${name}-${batch}.parquet`);
      const copied = await connection.runAndReadAll(`copy (${query}) to '${file}' (format parquet, compression zstd)`);
      const written = Number(copied.getRows()[0]?.[0]);
      if (name === 'clean' && written === records) break;
    }
    count += records;
    batch++;
  };
  let parts: ShardRecords[] = [];
  let waiting = 0;
  for await (const part of pages(source, streams[contract.kind] as string)) {
    parts.push(part);
    waiting += part.records.length;
    if (waiting < maxRecords) continue;
    await write(parts, waiting);
    parts = [];
    waiting = 0;
  }
  if (waiting > 0) await write(parts, waiting);
  connection.closeSync();
  return count;
}

async function* pages(source: StreamSource, stream: string): AsyncGenerator<ShardRecords> {
  for (const { id } of (await source.describe(stream)).shards) {
    let iterator: string | undefined = await source.iterator(stream, id, undefined);
    while (iterator !== undefined) {
      const { records, next, millisBehind } = await source.read(iterator);
      yield { shardId: id, records, ended: false };
      iterator = millisBehind === 0 ? undefined : next;
    }
  }
}
