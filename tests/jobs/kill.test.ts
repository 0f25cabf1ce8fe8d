import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { PythonRandom } from '../../runtime/emulator/random.ts';
import { PinflowError } from '../../runtime/errors.ts';
import type { BatchJob } from '../../runtime/jobs/index.ts';
import { everyTable, makePlace, putObject, readTable } from './helpers/bucket.ts';

const script = fileURLToPath(new URL('helpers/run-batch.ts', import.meta.url));
const keys = 300;
const kills = 4;

test('a job that is killed at any moment leaves each table at a whole version, and the next run heals them', async (t) => {
  const random = new PythonRandom(3);
  const job = makePlace(t);
  const temporary = join(job.bucket, '../temporary');
  for (const folder of [job.tables, temporary]) mkdirSync(folder);

  post(job, 0);
  const { events } = await runJob(job, temporary, Number.POSITIVE_INFINITY);
  for (const kind of everyTable) t.is(await roundOf(job, kind), 0, kind);

  let killed = 0;
  for (let round = 1; round <= kills; round++) {
    post(job, round);
    const before = Object.fromEntries(
      await Promise.all(everyTable.map(async (kind) => [kind, await roundOf(job, kind)])),
    );
    const run = runJob(job, temporary, random.randint(1, events));
    const reader = readOn(job, run, before, round);
    killed += (await run).signal === 'SIGKILL' ? 1 : 0;
    t.deepEqual(await reader, []);
    for (const kind of everyTable) t.true([before[kind], round].includes(await roundOf(job, kind)), `${kind} ${round}`);
  }
  t.true(killed >= kills / 2);

  t.is((await runJob(job, temporary, Number.POSITIVE_INFINITY)).signal, null);
  for (const kind of everyTable) t.is(await roundOf(job, kind), kills, kind);
});

/** Posts every key of every kind again, each value naming the round, and one more record that is none. */
function post(job: BatchJob, round: number): void {
  const startOffset = round * (keys + 1);
  const all = Array.from({ length: keys }, (_, key) => key);
  putObject(job, 'pin', [...all.map((index) => ({ index, title: `${round}` })), `pin ${round}`], { startOffset });
  putObject(job, 'geo', [...all.map((ind) => ({ ind, country: `${round}` })), `geo ${round}`], { startOffset });
  putObject(job, 'user', [...all.map((ind) => ({ ind, first_name: `${round}` })), `user ${round}`], { startOffset });
}

/** The round whose rows a table holds. @throws when it holds no round as a whole, or a key twice */
async function roundOf(job: BatchJob, kind: string): Promise<number> {
  const rows = await readTable(job, kind);
  if (kind === 'quarantine') {
    const payloads = rows.map(({ payload }) => payload);
    const rounds = payloads.length / 3;
    const expected = Array.from({ length: rounds }, (_, round) =>
      ['geo', 'pin', 'user'].map((each) => `${each} ${round}`),
    );
    if (payloads.sort().join() !== expected.flat().sort().join()) throw new Error(`quarantine holds ${payloads}`);
    return rounds - 1;
  }
  const values = new Set(rows.map((row) => row.title ?? row.country ?? row.user_name));
  const isWhole = rows.length === keys && values.size === 1 && rows.every(({ ind }, index) => ind === index);
  if (!isWhole) throw new Error(`${kind} holds ${rows.length} rows of ${[...values]}`);
  return Number([...values][0]);
}

/** Runs the job in a process and kills it when so many files have come, changed or gone below its folders. */
async function runJob(job: BatchJob, temporary: string, killAt: number) {
  let events = 0;
  const child = spawn(process.execPath, [script, job.bucket, job.tables], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: 'ignore',
  });
  const count = () => {
    events += 1;
    if (events === killAt) child.kill('SIGKILL');
  };
  const watchers = [job.tables, temporary].map((folder) => watch(folder, { recursive: true }, count));
  const [, signal] = await once(child, 'exit');
  for (const watcher of watchers) watcher.close();
  return { events, signal: signal as string | null };
}

/** Reads tables while a job runs, and returns what was wrong: rows of two rounds, or a round that went back. */
async function readOn(
  job: BatchJob,
  run: Promise<unknown>,
  before: Record<string, number>,
  round: number,
): Promise<string[]> {
  const wrong: string[] = [];
  const seen = { ...before };
  let isOver = false;
  const over = run.then(() => {
    isOver = true;
  });
  while (!isOver) {
    for (const kind of everyTable) {
      const now = await roundOf(job, kind).catch((error) => {
        wrong.push(error instanceof PinflowError ? `${error.code}: ${error.message}` : String(error));
        return round;
      });
      if (now !== round && now !== seen[kind]) wrong.push(`${kind} holds round ${now} after ${seen[kind]}`);
      seen[kind] = now;
    }
  }
  await over;
  return wrong;
}
