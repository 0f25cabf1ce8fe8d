import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { names } from '../../../runtime/blueprint/index.ts';
import { PythonRandom } from '../../../runtime/emulator/random.ts';
import { type BatchJob, runBatchJob } from '../../../runtime/jobs/index.ts';
import { makePlace, putObject, readTable } from '../helpers/bucket.ts';
import { readRows, runOnce, someStreams, streams, streamTables } from '../stream/helpers/run-stream.ts';

const script = fileURLToPath(new URL('../helpers/run-replay.ts', import.meta.url));
const kinds = ['geo', 'user'] as const;
const records = 25;
const kills = 3;

test('a replay that is killed at any moment and begun again loses no record and doubles none', async (t) => {
  t.timeout(600_000);
  const random = new PythonRandom(5);
  const job = makePlace(t);
  const source = someStreams(2);
  const { replayedTable } = names(job.stage);

  /** Posts rejected records of every kind on both paths, and has both jobs reject them. */
  const post = async (round: number) => {
    const lines = Array.from({ length: records }, (_, index) => ({
      ind: round * records + index,
      latitude: 91,
      age: 131,
    }));
    for (const kind of kinds) {
      putObject(job, kind, lines, { startOffset: round * records });
      for (const line of lines) source.put(streams[kind] as string, line.ind, JSON.stringify(line));
    }
    await runBatchJob(job);
    await runOnce({ source, tables: job.tables });
  };

  await post(0);
  const { events } = await replay(job, 'first', Number.POSITIVE_INFINITY);
  let killed = 0;
  for (let round = 1; round <= kills; round++) {
    await post(round);
    killed += (await replay(job, 'killed', random.randint(1, events))).signal === 'SIGKILL' ? 1 : 0;
    t.is((await replay(job, 'again', Number.POSITIVE_INFINITY)).signal, null);

    const all = Array.from({ length: (round + 1) * records }, (_, ind) => ind);
    const counts = await runBatchJob(job);
    const replayed = await readRows(job.tables, replayedTable);
    t.deepEqual(await readTable(job, 'quarantine'), []);
    for (const kind of kinds) {
      const { length } = all;
      t.like(counts[kind], { read: length, replayed: length, cleaned: length, quarantined: length, rows: length });
      const own = (path: string) => replayed.filter((row) => row.kind === kind && row.path === path);
      const batch = await readTable(job, kind);
      const stream = await readRows(job.tables, streamTables[kind] as string);
      for (const [path, rows] of [
        ['batch', batch],
        ['stream', stream],
      ] as const) {
        t.deepEqual(keysOf(rows), all, `${path} ${kind} ${round}`);
        t.deepEqual(
          keysOf(own(path).map(({ payload }) => JSON.parse(String(payload)))),
          all,
          `${path} ${kind} ${round}`,
        );
      }
      // What was replayed is what was said: the names tell the first attempt from the second.
      const said = new Map(own('stream').map((row) => [row.sequence_number, JSON.parse(String(row.payload))]));
      for (const row of stream) {
        const { country, first_name } = said.get(row.sequence_number) as Record<string, unknown>;
        t.is(row.country ?? row.user_name, kind === 'geo' ? country : first_name);
      }
    }
  }
  t.true(killed >= kills / 2);
});

function keysOf(rows: readonly Record<string, unknown>[]): number[] {
  return rows.map(({ ind }) => Number(ind)).sort((a, b) => a - b);
}

/** Replays everything in a process that is killed when so many files have come, changed or gone where replays write. */
async function replay({ bucket, tables }: BatchJob, attempt: string, killAt: number) {
  mkdirSync(join(bucket, 'replay'), { recursive: true });
  const patch = JSON.stringify({ latitude: 1, age: null, country: attempt, first_name: attempt });
  let events = 0;
  const child = spawn(process.execPath, [script, bucket, tables, patch], { stdio: ['ignore', 'ignore', 'inherit'] });
  const count = () => {
    events += 1;
    if (events === killAt) child.kill('SIGKILL');
  };
  const watchers = [join(bucket, 'replay'), tables].map((folder) => watch(folder, { recursive: true }, count));
  const [, signal] = await once(child, 'exit');
  for (const watcher of watchers) watcher.close();
  return { events, signal: signal as string | null };
}
