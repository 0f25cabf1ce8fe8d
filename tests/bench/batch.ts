import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { writeObjects } from './batch-objects.ts';
import type { Measured, Subject } from './batch-run.ts';

const sizes = [100_000, 1_000_000];

/** Runs of each subject, in turns; the fastest counts, since what else the machine does only ever slows one down. */
const rounds = 3;

const targets = { ratio: 1.3, megabytes: 1500 };

/**
 * The batch job against the bare DuckDB statements over the same objects: rows, megabytes, seconds, their ratio and peak memory. Each
 * run is a process of its own.
 */
export async function benchBatch(): Promise<void> {
  console.log('batch job: three records a post, against the bare DuckDB statements');
  const peaks: number[] = [];
  for (const posts of sizes) peaks.push(await benchSize(posts));
  const growth = (peaks[1] ?? 0) / (peaks[0] ?? 1);
  console.log(
    `  peak memory of the job grows ${growth.toFixed(2)}-fold as the posts grow ${(sizes[1] ?? 0) / (sizes[0] ?? 1)}-fold`,
  );
}

/** Benches one number of posts and returns the job's peak memory. */
async function benchSize(posts: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pinflow-bench-'));
  try {
    const bucket = join(folder, 'bucket');
    const { records, megabytes } = await writeObjects(bucket, posts);
    console.log(`  ${whole(posts)} posts: ${whole(records)} records, ${whole(megabytes)} MB of objects`);
    const best: Partial<Record<Subject, Measured>> = {};
    for (let round = 0; round < rounds; round++) {
      for (const subject of ['job', 'bare'] as const) {
        best[subject] = better(best[subject], await run(subject, bucket, join(folder, 'tables')));
      }
    }
    const { job, bare } = best as Record<Subject, Measured>;
    for (const [subject, { seconds, cpu, peak, rows }] of Object.entries({ job, bare })) {
      const rate = `${whole(records / seconds)} records/s`;
      console.log(
        `    ${subject.padEnd(5)} ${seconds.toFixed(2)} s (${cpu.toFixed(2)} s of CPU), ${rate}, ${whole(rows)} rows, peak ${whole(peak)} MB`,
      );
    }
    if (job.rows !== bare.rows) throw new Error(`the job made ${job.rows} rows, the bare statements ${bare.rows}`);
    console.log(
      `    ratio ${(job.seconds / bare.seconds).toFixed(2)} (at most ${targets.ratio}), peak below ${whole(targets.megabytes)} MB`,
    );
    return job.peak;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The faster of two runs, with the larger peak of memory. */
function better(one: Measured | undefined, other: Measured): Measured {
  if (one === undefined) return other;
  return { ...(one.seconds < other.seconds ? one : other), peak: Math.max(one.peak, other.peak) };
}

async function run(subject: Subject, bucket: string, tables: string): Promise<Measured> {
  const script = fileURLToPath(new URL('batch-run.ts', import.meta.url));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, subject, bucket, tables]);
    return JSON.parse(stdout) as Measured;
  } finally {
    await rm(tables, { recursive: true, force: true });
  }
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
