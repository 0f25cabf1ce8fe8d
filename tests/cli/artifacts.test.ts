import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { artifacts, parseStage } from '../../runtime/blueprint/index.ts';
import { type Synced, syncArtifacts } from '../../runtime/cli/artifacts.ts';
import { main, pinflow, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { devStage } from '../helpers/stage.ts';

const bytesOf = (file: string) => Buffer.from(`the content of ${file}`);
const sha256 = (bytes: Buffer, encoding: 'hex' | 'base64') => createHash('sha256').update(bytes).digest(encoding);
const pinned = Object.fromEntries(
  Object.values(artifacts).map(({ name, file }) => [name, sha256(bytesOf(file), 'hex')]),
);

async function serve(t: ExecutionContext, handle: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A bucket as S3 answers: an object is taken only when its checksum is that of its bytes. */
async function bucket(t: ExecutionContext, objects = new Map<string, Buffer>()) {
  const puts: string[] = [];
  const url = await serve(t, async (request, response) => {
    const key = decodeURIComponent((request.url ?? '').split('?')[0]?.replace(/^\/demo-artifacts\//, '') ?? '');
    if (request.method === 'HEAD') {
      const object = objects.get(key);
      if (object === undefined) return response.writeHead(404).end();
      return response.writeHead(200, { 'x-amz-checksum-sha256': sha256(object, 'base64') }).end();
    }
    const bytes = Buffer.concat(await request.toArray());
    const isRight = request.headers['x-amz-checksum-sha256'] === sha256(bytes, 'base64');
    if (isRight) objects.set(key, bytes);
    puts.push(key);
    response.writeHead(isRight ? 200 : 400).end();
  });
  return { url, objects, puts };
}

/** The makers' servers: fetches go to loopback, with the file's name. */
async function makers(t: ExecutionContext, content: (file: string) => Buffer | undefined) {
  const fetched: string[] = [];
  const url = await serve(t, (request, response) => {
    const file = (request.url ?? '').slice(1);
    fetched.push(file);
    const bytes = content(file);
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  });
  const fetch: typeof globalThis.fetch = async (address, options) =>
    await globalThis.fetch(`${url}/${String(address).split('/').at(-1)}`, options);
  return { fetch, fetched };
}

async function sync(endpoint: string, fetch: typeof globalThis.fetch, hashes: object = pinned) {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
  });
  const synced: Synced[] = [];
  const stage = parseStage({ ...devStage, artifacts: { ...devStage.artifacts, sha256: hashes } });
  const signal = new AbortController().signal;
  await syncArtifacts(stage, { signal, fetch, onSynced: (one) => synced.push(one) });
  return synced;
}

test.serial('what is missing is fetched, checked and put; what is there stays', async (t) => {
  const { url, objects, puts } = await bucket(t);
  const { fetch, fetched } = await makers(t, bytesOf);
  const first = await sync(url, fetch);
  t.deepEqual(
    first.map(({ name, was }) => [name, was]),
    [
      ['java', 'copied'],
      ['confluent', 'copied'],
      ['msk-iam-auth', 'copied'],
      ['s3-sink', 'copied'],
    ],
  );
  const { version, file } = artifacts.confluent;
  t.deepEqual(objects.get(`pinflow/confluent/${version}/${file}`), bytesOf(file));
  const second = await sync(url, fetch);
  t.deepEqual([...new Set(second.map(({ was }) => was))], ['there']);
  t.is(puts.length, 4);
  t.is(fetched.length, 4);
});

test.serial('another content under the same key is put right', async (t) => {
  const { version, file } = artifacts.java;
  const { url, objects } = await bucket(t, new Map([[`pinflow/java/${version}/${file}`, Buffer.from('other')]]));
  const { fetch } = await makers(t, bytesOf);
  t.is((await sync(url, fetch))[0]?.was, 'copied');
  t.deepEqual(objects.get(`pinflow/java/${version}/${file}`), bytesOf(file));
});

test.serial('what is not what was pinned is not put, and both hashes are told', async (t) => {
  const { url, puts } = await bucket(t);
  const { fetch } = await makers(t, () => Buffer.from('something else'));
  const error = await t.throwsAsync(sync(url, fetch), { code: 'ARTIFACT_MISMATCH' });
  t.true(error?.message.includes(sha256(Buffer.from('something else'), 'hex')));
  t.true(error?.message.includes(pinned.java ?? ''));
  t.deepEqual(puts, []);
});

test.serial('a file that its maker does not have is named, with the address', async (t) => {
  const { url } = await bucket(t);
  const { fetch } = await makers(t, () => undefined);
  await t.throwsAsync(sync(url, fetch), {
    code: 'ARTIFACT_UNREACHABLE',
    message: /java: https:\/\/corretto\S+ answered 404/,
  });
  await t.throwsAsync(
    sync(url, async () => await Promise.reject(new TypeError('fetch failed', { cause: new Error('no route') }))),
    {
      code: 'ARTIFACT_UNREACHABLE',
      message: /java: https:\S+: no route/,
    },
  );
});

test.serial('a bucket that refuses is named', async (t) => {
  const url = await serve(t, (_, response) => response.writeHead(403).end());
  const { fetch } = await makers(t, bytesOf);
  await t.throwsAsync(sync(url, fetch), { code: 'ARTIFACT_BUCKET_REFUSED', message: /^s3:\/\/demo-artifacts: / });
});

test.serial('an artifact without a hash is refused before anything is fetched, every one by name', async (t) => {
  const { url } = await bucket(t);
  const { fetch, fetched } = await makers(t, bytesOf);
  const error = await t.throwsAsync(sync(url, fetch, {}), { code: 'ARTIFACT_UNPINNED' });
  t.true(error?.message.includes('run `npx pinflow artifacts pin --stage dev`'));
  for (const { name, sha256: hash } of Object.values(artifacts)) {
    t.is(new RegExp(`^ {2}${name} `, 'm').test(error?.message ?? ''), hash.length === 0);
  }
  t.deepEqual(fetched, []);
});

test.serial('the command takes the stage from its stack file, and says what became of each artifact', async (t) => {
  const keys = Object.values(artifacts).map(({ name, version, file }) => `pinflow/${name}/${version}/${file}`);
  const full = new Map(keys.map((key) => [key, bytesOf(key.split('/').at(-1) ?? '')]));
  const { url, puts } = await bucket(t, full);
  const cwd = temporaryFolder(t);
  const stage = { ...devStage, artifacts: { ...devStage.artifacts, sha256: pinned } };
  writeFileSync(join(cwd, 'Pulumi.dev.yaml'), stringify({ config: { 'pinflow:stage': stage } }));
  const env = { ...process.env, AWS_ENDPOINT_URL_S3: url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'artifacts', 'sync', '--stage', 'dev'], {
    cwd,
    env,
  });
  t.deepEqual(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => [line.split(' ')[0], line.split(' ').at(-1)]),
    keys.map((key) => ['there', key]),
  );
  t.deepEqual(puts, []);
});

test.serial('the list names each artifact once, from an address of its maker by TLS', async (t) => {
  const { artifacts: listed } = resultOf<{ artifacts: { name: string; url: string; file: string; sha256: string }[] }>(
    await pinflow('artifacts', 'list', '--json'),
  );
  t.is(new Set(listed.map(({ name }) => name)).size, listed.length);
  for (const { url, file, sha256: hash } of listed) {
    t.regex(url, /^https:\/\//);
    t.true(url.endsWith(`/${file}`));
    t.regex(hash, /^([0-9a-f]{64})?$/);
  }
});
