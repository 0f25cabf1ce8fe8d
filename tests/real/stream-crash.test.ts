import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { localStage, names } from '../../runtime/blueprint/index.ts';
import { PythonRandom } from '../../runtime/emulator/random.ts';
import { main } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { startChild } from '../twin/helpers/child.ts';
import { real } from './helpers/parts.ts';
import type { Accepted } from './helpers/post-streams.ts';
import { openDeltalake, type Row } from './helpers/python.ts';

const kills = 100;
/** Steps of making files up to which a job may come; a batch of one kind takes some twenty. */
const mostSteps = 80;
/** How long a job may work before it is killed by the clock. */
const longestMs = 600;
/** The share of the jobs whose steps and time are counted from their first data file on; the others may die while they begin. */
const beyondBeginning = 0.75;
const faults = { throttled: 0.05, failed: 0.03, refused: 0.05, resharded: 0.005, latencyMs: 10 };

const service = new URL('../twin/helpers/serve-kinesis.ts', import.meta.url);
const poster = new URL('helpers/post-streams.ts', import.meta.url);
const dying = fileURLToPath(new URL('helpers/dying-pinflow.ts', import.meta.url));
const { streamTables, quarantineTables } = names(localStage('demo'));

real(['the Python packages'], () => {
  test(`a stream job that is killed ${kills} times, half of them inside a commit, loses no record and doubles none`, async (t) => {
    const random = new PythonRandom(12);
    const folder = temporaryFolder(t);
    const [tables, ledger] = [join(folder, 'tables'), join(folder, 'ledger')];
    mkdirSync(tables);
    const { url } = (await startChild(t, service, join(folder, 'streams'), JSON.stringify(faults)).said) as {
      url: string;
    };
    const posting = spawn(process.execPath, [fileURLToPath(poster), url, '5', ledger], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    t.teardown(() => posting.kill('SIGKILL'));
    await once(posting.stdout, 'data');
    const args = ['job', 'stream', '--endpoint', url, '--tables', tables, '--max-latency', '50ms'];
    // It also leaves the compiled code of the job, which one that is killed does not.
    t.is(await startJob(t, folder, main, ...args, '--once').ended, 0);

    for (let kill = 0; kill < kills; kill++) {
      const from = random.random() < beyondBeginning ? 'data' : 'start';
      const ended =
        kill % 2 === 0
          ? await startJob(t, folder, dying, from, String(random.randint(1, mostSteps)), ...args).ended
          : await killedAfter(startJob(t, folder, main, ...args), tables, from, random.randint(0, longestMs));
      t.is(ended, 'SIGKILL');
    }
    posting.stdin.end();
    await once(posting, 'exit');
    t.is(await startJob(t, folder, main, ...args, '--once').ended, 0);

    const accepted = readFileSync(ledger, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Accepted);
    const deltalake = openDeltalake();
    t.teardown(() => deltalake.close());
    for (const [kind, table] of Object.entries(streamTables)) {
      const rows = await deltalake.ask({ table: join(tables, table), columns: ['shard_id', 'sequence_number', 'ind'] });
      const good = accepted.filter((record) => record.kind === kind && !record.isBad);
      t.true(good.length > kills);
      same(
        t,
        rows.map((row) => `${placeOf(row)} ${row.ind}`),
        good.map((record) => `${record.shard} ${record.sequence} ${record.number}`),
      );
    }
    const rows = await deltalake.ask({ table: join(tables, quarantineTables.stream) });
    const bad = accepted.filter(({ isBad }) => isBad);
    t.true(bad.length > kills);
    same(
      t,
      rows.map((row) => `${row.kind} ${placeOf(row)} ${/\d+/.exec(String(row.payload))}`),
      bad.map(({ kind, shard, sequence, number }) => `${kind} ${shard} ${sequence} ${number}`),
    );
    const shards = new Set(accepted.map(({ kind, shard }) => `${kind} ${shard}`));
    t.true(shards.size > 3 * 4, 'the streams were resharded');
  });
});

interface Job {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string>;
}

/** Starts a process of the job; what it says is shown when it ends by itself. */
function startJob(t: ExecutionContext, folder: string, script: string, ...args: string[]): Job {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    if (signal === null && code !== 0) t.log(said);
    return (code ?? signal) as number | string;
  });
  return { child, ended };
}

/** Kills a job so long after its first file, or its first data file. */
async function killedAfter({ child, ended }: Job, tables: string, from: 'start' | 'data', ms: number) {
  const watcher = watch(tables, { recursive: true });
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  watcher.on('change', (_, file) => {
    if (from === 'start' || String(file).endsWith('.parquet')) begin();
  });
  await Promise.race([begun, ended]);
  watcher.close();
  setTimeout(() => child.kill('SIGKILL'), ms);
  return await ended;
}

function placeOf({ shard_id, sequence_number }: Row): string {
  return `${shard_id} ${sequence_number}`;
}

/** Asserts that both hold the same once each; tells what is lost and what is doubled. */
function same(t: ExecutionContext, rows: readonly string[], expected: readonly string[]): void {
  const there = new Set(rows);
  const lost = expected.filter((record) => !there.has(record));
  t.deepEqual(
    { lost, doubled: rows.length - there.size, rows: rows.length },
    { lost: [], doubled: 0, rows: expected.length },
  );
}
