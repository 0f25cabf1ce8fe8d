import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { artifacts, parseStage } from '../../runtime/blueprint/index.ts';
import { type SyncOptions, syncArtifacts } from '../../runtime/cli/artifacts.ts';
import { errorTable } from '../../runtime/errors.ts';
import { pinflow, pinflowIn, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { devStage, objectOf } from '../helpers/stage.ts';
import { bytesOf, digestOf, makers, serve, status } from './helpers/makers.ts';

const sha256 = (bytes: Buffer, encoding: 'hex' | 'base64') => digestOf('sha256', bytes, encoding);
const pinned = Object.fromEntries(
  Object.values(artifacts).map(({ name, file }) => [name, sha256(bytesOf(file), 'hex')]),
);
const keys = Object.values(artifacts).map(({ name, version, file }) => `pinflow/${name}/${version}/${file}`);
const full = () => keys.map((key) => [key, bytesOf(key.split('/').at(-1) ?? '')] as const);

interface BucketOptions {
  readonly objects?: readonly (readonly [string, Buffer])[];
  /** The answer of GetBucketVersioning. */
  readonly versioning?: 'Enabled' | 'Suspended' | 'never configured';
  /** The version that objects have from the beginning. */
  readonly oldVersion?: string;
}

/**
 * A bucket as S3 answers: an object is taken only when its checksum is that of its bytes, and gets a version of its own where versions are kept.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
 */
async function bucket(t: ExecutionContext, options: BucketOptions = {}) {
  const { objects: old = [], versioning = 'Enabled', oldVersion } = options;
  const objects = new Map(old.map(([key, bytes], at) => [key, { bytes, version: oldVersion ?? `old-${at + 1}` }]));
  const puts: string[] = [];
  const url = await serve(t, async (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const key = decodeURIComponent(path.replace(/^\/demo-artifacts\/?/, ''));
    if (request.method === 'GET' && new URLSearchParams(query).has('versioning')) {
      const inner = versioning === 'never configured' ? '' : `<Status>${versioning}</Status>`;
      return response.end(
        `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</VersioningConfiguration>`,
      );
    }
    if (request.method === 'HEAD') {
      const object = objects.get(key);
      if (object === undefined) return response.writeHead(404).end();
      const { bytes, version } = object;
      const checksum = sha256(bytes, 'base64');
      return response.writeHead(200, { 'x-amz-checksum-sha256': checksum, 'x-amz-version-id': version }).end();
    }
    const bytes = Buffer.concat(await request.toArray());
    if (request.headers['x-amz-checksum-sha256'] !== sha256(bytes, 'base64')) return response.writeHead(400).end();
    puts.push(key);
    const version = `new-${puts.length}`;
    objects.set(key, { bytes, version });
    return response.writeHead(200, versioning === 'Enabled' ? { 'x-amz-version-id': version } : {}).end();
  });
  return { url, objects, puts };
}

async function sync(endpoint: string, options: Partial<SyncOptions>, hashes: object = pinned) {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
  });
  const stage = parseStage({ ...devStage, artifacts: { ...devStage.artifacts, sha256: hashes } });
  const signal = new AbortController().signal;
  return await syncArtifacts(stage, { signal, fetch: globalThis.fetch, onSynced: () => {}, ...options });
}

test.serial('uploads missing artifacts after a check, and keeps those in the bucket with their versions', async (t) => {
  const { url, objects, puts } = await bucket(t);
  const { fetch, fetched } = await makers(t);
  const first = await sync(url, { fetch });
  t.deepEqual(
    first.map(({ name, was, objectVersion }) => [name, was, objectVersion]),
    [
      ['java', 'copied', 'new-1'],
      ['confluent', 'copied', 'new-2'],
      ['msk-iam-auth', 'copied', 'new-3'],
      ['s3-sink', 'copied', 'new-4'],
    ],
  );
  const { version, file } = artifacts.confluent;
  t.deepEqual(objects.get(`pinflow/confluent/${version}/${file}`)?.bytes, bytesOf(file));
  const second = await sync(url, { fetch });
  t.deepEqual(
    second,
    first.map((one) => ({ ...one, was: 'there' })),
  );
  t.is(puts.length, 4);
  t.is(fetched.length, 4);
});

test.serial('another content under the same key is replaced by a new version', async (t) => {
  const { version, file } = artifacts.java;
  const key = `pinflow/java/${version}/${file}`;
  const { url, objects } = await bucket(t, { objects: [[key, Buffer.from('other')]] });
  const { fetch } = await makers(t);
  const [java] = await sync(url, { fetch });
  t.like(java, { was: 'copied', objectVersion: 'new-1' });
  t.deepEqual(objects.get(key)?.bytes, bytesOf(file));
});

test.serial('an object from before versioning is uploaded again: its version could be replaced', async (t) => {
  const { url } = await bucket(t, { objects: full(), oldVersion: 'null' });
  const { fetch } = await makers(t);
  t.deepEqual(
    (await sync(url, { fetch })).map(({ was, objectVersion }) => `${was} ${objectVersion}`),
    ['copied new-1', 'copied new-2', 'copied new-3', 'copied new-4'],
  );
});

for (const versioning of ['never configured', 'Suspended'] as const) {
  test.serial(
    `a bucket whose versioning is ${versioning.toLowerCase()} is refused before any download, with the command`,
    async (t) => {
      const { url, puts } = await bucket(t, { versioning });
      const { fetch, fetched } = await makers(t);
      for (const onPinned of [undefined, () => {}]) {
        const error = await t.throwsAsync(sync(url, { fetch, ...(onPinned && { onPinned }) }), {
          code: 'ARTIFACT_BUCKET_UNVERSIONED',
        });
        t.true(
          error?.message.endsWith(
            'run `aws s3api put-bucket-versioning --bucket demo-artifacts --versioning-configuration Status=Enabled`',
          ),
        );
      }
      t.deepEqual([fetched, puts], [[], []]);
    },
  );
}

test.serial('refuses content that differs from the pinned hash, and names both hashes', async (t) => {
  const { url, puts } = await bucket(t);
  const { fetch } = await makers(t, () => Buffer.from('something else'));
  const error = await t.throwsAsync(sync(url, { fetch }), { code: 'ARTIFACT_MISMATCH' });
  t.true(error?.message.includes(sha256(Buffer.from('something else'), 'hex')));
  t.true(error?.message.includes(pinned.java ?? ''));
  t.deepEqual(puts, []);
});

test.serial('a file that its maker does not have is named, with the address', async (t) => {
  const { url } = await bucket(t);
  const { fetch } = await makers(t, status(404));
  await t.throwsAsync(sync(url, { fetch }), {
    code: 'ARTIFACT_UNREACHABLE',
    message: /java: https:\/\/corretto\S+ answered 404/,
  });
  const unreachable = async () => await Promise.reject(new TypeError('fetch failed', { cause: new Error('no route') }));
  await t.throwsAsync(sync(url, { fetch: unreachable }), {
    code: 'ARTIFACT_UNREACHABLE',
    message: /java: https:\S+: no route/,
  });
});

test.serial('a bucket that refuses is named', async (t) => {
  const { fetch } = await makers(t);
  const refusals = [() => true, (method?: string) => method === 'HEAD', (method?: string) => method === 'PUT'];
  for (const isRefused of refusals) {
    const { url: inner } = await bucket(t);
    const url = await serve(t, async (request, response) => {
      if (isRefused(request.method)) return response.writeHead(403).end();
      const answer = await globalThis.fetch(`${inner}${request.url}`, { method: request.method ?? 'GET' });
      return response.writeHead(answer.status).end(await answer.text());
    });
    await t.throwsAsync(sync(url, { fetch }), { code: 'ARTIFACT_BUCKET_REFUSED', message: /^s3:\/\/demo-artifacts: / });
  }
});

test.serial('an artifact without a hash is refused before anything is downloaded, every one by name', async (t) => {
  const { url } = await bucket(t);
  const { fetch, fetched } = await makers(t);
  const error = await t.throwsAsync(sync(url, { fetch }, {}), { code: 'ARTIFACT_UNPINNED' });
  t.true(error?.message.includes('run `npx pinflow artifacts pin --stage dev`'));
  for (const { name, sha256: hash } of Object.values(artifacts)) {
    t.is(new RegExp(`^ {2}${name} `, 'm').test(error?.message ?? ''), hash.length === 0);
  }
  t.deepEqual(fetched, []);
});

test.serial('downloads an artifact once when it is pinned and uploaded', async (t) => {
  const { url, puts } = await bucket(t);
  const { fetch, fetched } = await makers(t);
  const { confluent: _, 's3-sink': __, ...known } = pinned;
  const names: string[] = [];
  const synced = await sync(url, { fetch, onPinned: ({ name }) => names.push(name) }, known);
  t.deepEqual(names, ['confluent', 's3-sink']);
  t.is(synced.length, 4);
  t.is(puts.length, 4);
  t.is(new Set(fetched).size, fetched.length);
});

/** A folder with a stage file, for the command itself; its downloads come from loopback. */
async function project(t: ExecutionContext, hashes: object, options: BucketOptions = {}) {
  const { url: makersUrl, fetched } = await makers(t);
  const { url, puts } = await bucket(t, options);
  const cwd = temporaryFolder(t);
  const path = join(cwd, 'Pulumi.dev.yaml');
  const stage = { ...devStage, artifacts: { ...devStage.artifacts, sha256: hashes } };
  writeFileSync(path, stringify({ config: { 'pinflow:stage': stage } }));
  const reroute = `const { fetch } = globalThis; globalThis.fetch = (url, options) => fetch('${makersUrl}/' + String(url).split('/').at(-1), options);`;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(reroute)}`,
  });
  t.teardown(() => {
    delete process.env.NODE_OPTIONS;
  });
  return { cwd, fetched, puts, text: () => readFileSync(path, 'utf8') };
}

test.serial('artifacts sync reports each artifact, and writes the versions of the objects', async (t) => {
  const { cwd, puts, text } = await project(t, pinned, { objects: full() });
  const before = text();
  const { status: code, stdout, stderr } = await pinflowIn(cwd, 'artifacts', 'sync', '--stage', 'dev');
  t.is(`${code}${stderr}`, '0');
  const names = Object.values(artifacts).map(({ name }) => name);
  t.deepEqual(stdout.trimEnd().split('\n'), [
    ...Object.values(artifacts).map(({ name, version }, at) => `there   ${name} ${version}  ${keys[at]}`),
    'wrote artifacts.versions of Pulumi.dev.yaml: review and commit the change',
  ]);
  t.deepEqual(puts, []);
  const versions = names.map((name, at) => `        ${name}: '${objectOf(name, `old-${at + 1}`)}'\n`).join('');
  t.is(text(), `${before}      versions:\n${versions}`);
  const again = await pinflowIn(cwd, 'artifacts', 'sync', '--stage', 'dev');
  t.is(again.stdout.trimEnd().split('\n').at(-1), 'Pulumi.dev.yaml has these versions already');
});

test.serial('artifacts sync --pin writes hashes and versions in one change', async (t) => {
  const { 's3-sink': _, ...known } = pinned;
  const { cwd, text } = await project(t, known);
  const refused = await pinflowIn(cwd, 'artifacts', 'sync', '--stage', 'dev');
  t.is(refused.status, 1);
  t.regex(refused.stderr, /^error ARTIFACT_UNPINNED: .*s3-sink.*npx pinflow artifacts pin --stage NAME/s);
  const before = text();
  const result = resultOf<{ artifacts: object[]; pinned: { name: string }[]; written: string[] }>(
    await pinflowIn(cwd, 'artifacts', 'sync', '--stage', 'dev', '--pin', '--json'),
  );
  t.deepEqual(result.written, ['artifacts.sha256', 'artifacts.versions']);
  t.deepEqual(
    result.pinned.map(({ name }) => name),
    ['s3-sink'],
  );
  t.like(result.artifacts[3], { name: 's3-sink', was: 'copied', objectVersion: 'new-4' });
  const added = `        s3-sink: '${pinned['s3-sink']}'\n      versions:\n        java: '${objectOf('java', 'new-1')}'\n`;
  t.true(text().startsWith(`${before}${added}`));
});

test.serial('a refused bucket leaves the stage file as it was', async (t) => {
  const { cwd, text, fetched } = await project(t, {}, { versioning: 'Suspended' });
  const before = text();
  const {
    status: code,
    stderr,
    stdout,
  } = await pinflowIn(cwd, 'artifacts', 'sync', '--stage', 'dev', '--pin', '--json');
  t.is(code, 1);
  t.true(stderr.includes(errorTable.ARTIFACT_BUCKET_UNVERSIONED.remedy));
  t.like(resultOf({ stdout }), { error: { code: 'ARTIFACT_BUCKET_UNVERSIONED' } });
  t.is(text(), before);
  t.deepEqual(fetched, []);
});

test.serial('a stage that installs nothing needs no bucket', async (t) => {
  const cwd = temporaryFolder(t);
  const stage = { ...devStage, network: { type: 'none' }, artifacts: { type: 'none' } };
  writeFileSync(join(cwd, 'Pulumi.dev.yaml'), stringify({ config: { 'pinflow:stage': stage } }));
  const { stdout } = await pinflowIn(cwd, 'artifacts', 'sync', '--stage', 'dev');
  t.is(stdout, 'Pulumi.dev.yaml installs nothing: there is nothing to download\n');
});

test.serial('the help of pin and sync names the changes of the stage file', async (t) => {
  t.regex((await pinflow('artifacts', 'pin', '--help')).stdout, /write its SHA-256 into the\s+stage file/);
  t.regex(
    (await pinflow('artifacts', 'sync', '--help')).stdout,
    /write the versions of the\s+objects into the stage file/,
  );
  t.regex((await pinflow('artifacts', 'sync', '--help')).stdout, /--pin +pin artifacts without a SHA-256/);
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
