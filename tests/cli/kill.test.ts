import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { localStage } from '../../runtime/blueprint/index.ts';
import { startTwin, twinFolders } from '../../runtime/twin/index.ts';
import { pinflow, resultOf, startPinflow } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';

interface Account {
  readonly ended: string;
  readonly kinds: Record<
    string,
    { generated: number; stored: number; rejected: number; unknown: number; lost: number; partitions: Place[] }
  >;
}

interface Place {
  readonly partition: number;
  readonly records: number;
}

const messages = 1500;

/** Starts the twin and waits until it listens. */
async function twin(t: ExecutionContext, dir: string, ports: readonly string[]) {
  const running = startPinflow(t, ['twin', '--dir', dir, '--json', ...ports]);
  const { gateway, rest_proxy: restProxy } = resultOf<{ gateway: string; rest_proxy: string }>({
    stdout: await running.sees('stdout', /\n/),
  });
  return { running, gateway, ports: ['--gateway-port', portOf(gateway), '--rest-proxy-port', portOf(restProxy)] };
}

const portOf = (url: string) => new URL(url).port;

test('a twin that is killed again and again loses no answered record, and no table holds a post twice', async (t) => {
  const dir = temporaryFolder(t);
  let service = await twin(t, dir, []);
  const emulator = startPinflow(t, [
    ...['emulate', '--url', service.gateway, '--messages', String(messages), '--rows', '900'],
    ...['--batch-size', '3', '--concurrency', '8', '--json'],
  ]);
  for (const tenths of [1, 3, 6, 8]) {
    await emulator.sees('stderr', new RegExp(`(posting \\d+/[^]*){${tenths}}`));
    service.running.child.kill('SIGKILL');
    await service.running.ended;
    service = await twin(t, dir, service.ports);
  }
  const { status, stdout, stderr } = await emulator.ended;
  t.is(status, 0, stderr);
  const { kinds, ended } = resultOf<Account>({ stdout });
  t.is(ended, 'done');
  service.running.child.kill('SIGKILL');
  await service.running.ended;

  const stage = localStage('demo');
  const last = await startTwin({ stage, dir });
  await last.sink.drained();
  const counts = last.sink.counts();
  for (const [kind, account] of Object.entries(kinds)) {
    t.is(account.generated, messages);
    t.is(account.generated, account.stored + account.rejected + account.unknown);
    t.is(account.rejected + account.unknown, 0);
    const { landed = 0, deadLettered = 0 } = counts[`demo.${kind}`] ?? {};
    const named = account.partitions.reduce((sum, { records }) => sum + records, 0);
    t.is(named, account.stored);
    t.true(landed + deadLettered - named >= 0 && landed + deadLettered - named <= account.lost);
    t.is(await linesOf(twinFolders(dir).bucket, kind), landed);
  }
  await last.close();

  const tables = join(dir, 'tables');
  const job = ['job', 'batch', '--bucket', twinFolders(dir).bucket, '--tables', tables, '--json'];
  const batch = resultOf<{ batch: Record<string, Record<string, number>> }>(await pinflow(...job)).batch;
  for (const [kind, { read, cleaned, rows }] of Object.entries(batch)) {
    t.is(read, cleaned);
    t.is(rows, (await keysOf(twinFolders(dir).bucket, kind)).size);
  }
});

async function lines(bucket: string, kind: string): Promise<string[]> {
  const topic = join(bucket, 'topics', `demo.${kind}`);
  const files = (await readdir(topic, { recursive: true })).filter((file) => file.endsWith('.json'));
  return files.flatMap((file) => readFileSync(join(topic, file), 'utf8').trimEnd().split('\n'));
}

const linesOf = async (bucket: string, kind: string) => (await lines(bucket, kind)).length;

const keysOf = async (bucket: string, kind: string) =>
  new Set((await lines(bucket, kind)).map((line) => JSON.parse(line).ind ?? JSON.parse(line).index));
