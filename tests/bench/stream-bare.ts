import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { openKinesis } from '../../runtime/cli/kinesis-client.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { streams, texts } from './stream-records.ts';
import type { Measured, Subject } from './stream-run.ts';
import { beside, withServices } from './stream-services.ts';
import { against } from './targets.ts';

/** Records of each kind. */
const rows = 40_000;

/** Runs of each subject, in turns; the fastest counts, since what else the machine does only ever slows one down. */
const rounds = 3;

/** The share of the bare loop's rows a second that the job is to reach. */
const leastShare = 0.7;

/** The stream job against a bare loop from Kinesis through DuckDB to Parquet, each in a process of its own, over the same streams. */
export async function benchStreamAgainstBareLoop(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pinflow-bench-'));
  try {
    await withServices(join(folder, 'twin'), async ({ kinesisUrl }) => {
      await fill(kinesisUrl);
      await compare(kinesisUrl, join(folder, 'tables'));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function fill(endpoint: string): Promise<void> {
  const client = await openKinesis({ endpoint });
  for (const { kind } of contracts) await put(client, streams[kind] as string, texts(kind, rows));
  client.destroy();
}

/** Puts records by as many a request as Kinesis takes. */
async function put(client: KinesisClient, stream: string, records: readonly string[]): Promise<void> {
  const most = 500;
  for (let from = 0; from < records.length; from += most) {
    const entries = records.slice(from, from + most).map((text, index) => ({
      Data: Buffer.from(text),
      PartitionKey: String(from + index),
    }));
    await client.send(new PutRecordsCommand({ StreamName: stream, Records: entries }));
  }
}

async function compare(endpoint: string, tables: string): Promise<void> {
  const best: Partial<Record<Subject, Measured>> = {};
  for (let round = 0; round < rounds; round++) {
    // Each goes first in turn: the machine may be slower or faster for the second.
    const subjects = ['job', 'bare'] as const;
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      const measured = await run(subject, endpoint, tables);
      const known = best[subject];
      if (known === undefined || measured.seconds < known.seconds) best[subject] = measured;
    }
  }
  const { job, bare } = best as Record<Subject, Measured>;
  for (const [name, { rows, seconds, cpu }] of Object.entries({ 'stream job': job, 'bare loop': bare })) {
    console.log(
      `${name}: ${rows} records in ${seconds.toFixed(2)} s (${cpu.toFixed(2)} s of CPU), ${Math.round(rows / seconds)} a second`,
    );
  }
  if (job.rows !== bare.rows) throw new Error(`the job read ${job.rows} records, the bare loop ${bare.rows}`);
  against({ least: leastShare }, 'stream job: share of the bare loop', bare.seconds / job.seconds);
}

async function run(subject: Subject, endpoint: string, tables: string): Promise<Measured> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [beside('stream-run'), subject, endpoint, tables]);
    return JSON.parse(stdout) as Measured;
  } finally {
    await rm(tables, { recursive: true, force: true });
  }
}
