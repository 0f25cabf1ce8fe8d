import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sample } from './stream-memory-run.ts';
import { beside } from './stream-services.ts';
import { against } from './targets.ts';

const records = 2_000_000;

/** How many times the memory of the second quarter of the records the job may have in the last one; what grows with the records doubles. */
const mostGrowth = 1.1;

/** Memory of the stream job while it takes many records: the median resident set of the last quarter against that of the second one. */
export async function benchStreamMemory(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pinflow-bench-'));
  try {
    const args = [beside('stream-memory-run'), String(records), join(folder, 'tables')];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
    const samples = JSON.parse(stdout) as Sample[];
    const quarters = [1, 2, 3, 4].map((quarter) =>
      samples.filter((sample) => Math.floor((sample.records / records) * 4) + 1 === quarter).map(({ rss }) => rss),
    );
    const megabytes = quarters.map((quarter) => Math.round(median(quarter) / 1e6));
    const peak = Math.round(Math.max(...samples.map(({ rss }) => rss)) / 1e6);
    console.log(
      `stream job, ${records} records: median memory of each quarter ${megabytes.join(', ')} MB, peak ${peak} MB`,
    );
    const [, second = 0, , last = 0] = quarters.map(median);
    against(
      { most: mostGrowth },
      'stream job: memory of the last quarter of the records to that of the second',
      last / second,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
