import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { localStage, names, type Stage } from '../../runtime/blueprint/index.ts';
import { startTwin, type TwinOptions, twinFolders } from '../../runtime/twin/index.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { send } from './helpers/http.ts';
import { readPartition } from './helpers/logs.ts';
import { textOf } from './helpers/records.ts';
import { objectsIn } from './helpers/sinks.ts';

const stage = localStage('demo');

async function start(t: ExecutionContext, options: Partial<TwinOptions> = {}) {
  const twin = await startTwin({ stage, dir: temporaryFolder(t), ...options });
  t.teardown(() => twin.close());
  return twin;
}

const produced = {
  method: 'POST',
  path: '/topics/demo.pin',
  headers: ['Content-Type', 'application/vnd.kafka.json.v2+json'],
  body: '{"records":[{"key":1,"value":{"index":1}},{"key":1,"value":null}]}',
};

test("a record posted to the gateway lands in the bucket as the stage's settings say, with every count", async (t) => {
  const dir = temporaryFolder(t);
  const twin = await start(t, { dir });
  const answer = await send(twin.gatewayUrl, produced);
  t.is(answer.status, 200);
  t.is(answer.headers['content-type'], 'application/vnd.kafka.v2+json');
  await twin.sink.drained();
  // murmur2 of "1" by the Java client is -1993445489: partition 0 of 3.
  const key = 'topics/demo.pin/partition=0/demo.pin+0+0000000000.json';
  t.deepEqual(objectsIn(twinFolders(dir).bucket), { [key]: '{"index":1}\n' });
  const none = { landed: 0, deadLettered: 0, skipped: 0 };
  t.deepEqual(twin.sink.counts(), {
    'demo.geo': none,
    'demo.pin': { landed: 1, deadLettered: 1, skipped: 0 },
    'demo.user': none,
  });
});

test('the gateway leads to the REST proxy, which has the topics of the stage', async (t) => {
  const twin = await start(t);
  const { topics, deadLetterTopic } = names(stage);
  for (const url of [twin.gatewayUrl, twin.restProxyUrl]) {
    const listed = JSON.parse((await send(url, { path: '/topics' })).text);
    t.deepEqual(listed, [...Object.values(topics), deadLetterTopic].sort());
  }
  t.is((await send(twin.gatewayUrl)).status, 403);
});

test('the twin listens on loopback alone', async (t) => {
  const twin = await start(t);
  const ports = [twin.gatewayUrl, twin.restProxyUrl].map((url) => {
    t.is(new URL(url).hostname, '127.0.0.1');
    return Number(new URL(url).port);
  });
  if (!existsSync('/proc/net/tcp')) return;
  for (const port of ports) t.deepEqual(listenersOn(port), ['0100007F']);
});

/** The local addresses, in the kernel's hexadecimal, of the sockets that listen on a port. */
function listenersOn(port: number): string[] {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [],
  );
  return lines.flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', hexPort] = local.split(':');
    return state === '0A' && Number.parseInt(hexPort ?? '', 16) === port ? [address] : [];
  });
}

for (const service of ['gateway', 'restProxy'] as const) {
  test(`a port of the ${service} that is taken ends the start and lets go of everything else`, async (t) => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    t.teardown(() => other.close());
    const { port } = other.address() as { port: number };
    const dir = temporaryFolder(t);
    const error = await t.throwsAsync(start(t, { dir, ports: { [service]: port } }), { code: 'PORT_TAKEN' });
    t.true(error?.message.includes(`cannot listen on 127.0.0.1:${port}`), error?.message);
    await start(t, { dir });
  });
}

test('ports that are given are the ones that are taken, again after a restart', async (t) => {
  const dir = temporaryFolder(t);
  const first = await start(t, { dir });
  const [gateway, restProxy] = [first.gatewayUrl, first.restProxyUrl].map((url) => Number(new URL(url).port));
  await first.close();
  const second = await start(t, { dir, ports: { gateway: gateway as number, restProxy: restProxy as number } });
  t.deepEqual([second.gatewayUrl, second.restProxyUrl], [first.gatewayUrl, first.restProxyUrl]);
});

test('a folder has one twin at a time', async (t) => {
  const dir = temporaryFolder(t);
  const first = await start(t, { dir });
  await t.throwsAsync(start(t, { dir }), { code: 'LOG_LOCKED' });
  await first.close();
  await first.close();
  await start(t, { dir });
});

test('a twin that starts again goes on where the last one was, with the partitions that its topics have', async (t) => {
  const dir = temporaryFolder(t);
  const withPartitions = (partitions: number): Stage => ({ ...stage, topics: { ...stage.topics, partitions } });
  const first = await start(t, { dir, stage: withPartitions(2) });
  await send(first.restProxyUrl, produced);
  await first.close();
  const second = await start(t, { dir, stage: withPartitions(5) });
  t.is((await second.log.describe('demo.pin'))?.partitions, 2);
  const answer = await send(second.gatewayUrl, produced);
  t.deepEqual(
    JSON.parse(answer.text).offsets.map(({ offset }: { offset: number }) => offset),
    [2, 3],
  );
  await second.sink.drained();
  t.deepEqual(second.sink.counts()['demo.pin'], { landed: 2, deadLettered: 2, skipped: 0 });
});

test('closing in the middle of requests answers some and refuses the rest; the answered ones are there', async (t) => {
  const dir = temporaryFolder(t);
  const first = await start(t, { dir });
  const posts = Array.from({ length: 40 }, (_, index) =>
    send(first.gatewayUrl, { ...produced, body: `{"records":[{"key":1,"value":${index}}]}` }),
  );
  await Promise.race(posts);
  await first.close();
  const answered = (await Promise.allSettled(posts)).flatMap((post, index) => {
    if (post.status === 'rejected') return [];
    t.is(post.value.status, 200);
    return [[JSON.parse(post.value.text).offsets[0].offset, String(index)]];
  });
  t.true(answered.length > 0);
  const second = await start(t, { dir });
  const stored = await readPartition(second.log, 'demo.pin', 0);
  for (const [offset, value] of answered) t.is(textOf(stored[offset]), value);
});

test('a folder that cannot be made, or a log that is damaged, is named', async (t) => {
  const dir = temporaryFolder(t);
  writeFileSync(join(dir, 'file'), '');
  await t.throwsAsync(start(t, { dir: join(dir, 'file') }), { code: 'STORAGE_FAILED' });
  const topic = join(twinFolders(dir).state, 'log', 'topics', 'demo.pin');
  mkdirSync(topic, { recursive: true });
  writeFileSync(join(topic, '0.log'), 'not a record');
  const error = await t.throwsAsync(start(t, { dir }), { code: 'LOG_DAMAGED' });
  t.true(error?.message.startsWith(join(topic, '0.log')), error?.message);
});
