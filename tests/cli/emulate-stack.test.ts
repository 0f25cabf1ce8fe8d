import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { signer } from '../../runtime/cli/signing.ts';
import { pinflow, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** The signature that AWS documents ("Create a signed AWS API request"), worked out anew from what arrived. */
function documentedSignature(request: IncomingMessage, body: string, region: string): string {
  const header = (name: string) => String(request.headers[name] ?? '');
  const [, scope = '', signedHeaders = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(header('authorization')) ?? [];
  const canonical = [
    request.method,
    request.url,
    '',
    ...signedHeaders.split(';').map((name) => `${name}:${header(name).trim()}`),
    '',
    signedHeaders,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();
  const [day = ''] = scope.split('/');
  const signing = [day, region, 'execute-api', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${key.secretAccessKey}`,
  );
  const hashed = createHash('sha256').update(canonical).digest('hex');
  return hmac(signing, ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, hashed].join('\n')).toString('hex');
}

/** A gateway below `/dev` that stores records of requests which `admits` and answers 403 to others. */
async function gateway(t: ExecutionContext, admits: (request: IncomingMessage, body: string) => boolean) {
  const paths: string[] = [];
  let offset = 0;
  const answer = (request: IncomingMessage, body: string): [number, object] => {
    paths.push(request.url ?? '');
    if (!admits(request, body)) return [403, { message: 'The request signature we calculated does not match' }];
    const { records } = JSON.parse(body) as { records: unknown[] };
    return [200, { offsets: records.map(() => ({ partition: 0, offset: offset++, error_code: null, error: null })) }];
  };
  const server = createServer((request, response) => {
    void request
      .setEncoding('utf8')
      .toArray()
      .then((chunks) => {
        const [status, body] = answer(request, chunks.join(''));
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      });
  }).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev`, paths };
}

/** Puts a `pulumi` on the path that does what a shell script says. */
function standIn(t: ExecutionContext, script: string): void {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'pulumi'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'pulumi'), 0o755);
  process.env.PATH = [folder, path].join(delimiter);
}

const path = process.env.PATH ?? '';
const outputs = (more: object) => ({
  stage: 'dev',
  userId: 'demo',
  region: 'eu-west-1',
  bucket: 'user-demo-bucket',
  ...more,
});
const printing = (more: object) => `echo '${JSON.stringify(outputs(more))}'`;

test.beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey });
});
test.afterEach.always(() => {
  process.env.PATH = path;
});

test.serial(
  'requests to an API that asks for IAM carry the signature that AWS documents, below the stage of the URL',
  async (t) => {
    const { url, paths } = await gateway(t, (request, body) =>
      String(request.headers.authorization).endsWith(`Signature=${documentedSignature(request, body, 'eu-west-1')}`),
    );
    standIn(t, printing({ invokeUrl: url, authorization: 'iam' }));
    const ran = await pinflow('emulate', '--stack', 'dev', '--messages', '5', '--json');
    t.is(ran.status, 0, ran.stderr);
    t.deepEqual([...new Set(paths)].sort(), ['/dev/topics/demo.geo', '/dev/topics/demo.pin', '/dev/topics/demo.user']);
  },
);

test.serial('a signature names its key, its scope and what it covers', async (t) => {
  const sign = await signer('us-east-1', async () => await Promise.resolve(key));
  const headers = await sign({
    method: 'POST',
    url: new URL('https://example.amazonaws.com/dev/topics/a.b'),
    headers: [],
    body: '',
  });
  const authorization = headers[headers.indexOf('authorization') + 1] ?? '';
  t.regex(
    authorization,
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/execute-api\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
  );
});

test.serial('a session token is sent with the signature', async (t) => {
  const sign = await signer('us-east-1', async () => await Promise.resolve({ ...key, sessionToken: 'a-token' }));
  const headers = await sign({
    method: 'POST',
    url: new URL('https://example.amazonaws.com/dev'),
    headers: [],
    body: '',
  });
  t.is(headers[headers.indexOf('x-amz-security-token') + 1], 'a-token');
});

test.serial('an API that does not know the signature ends the run and says what to look at', async (t) => {
  const { url } = await gateway(t, () => false);
  standIn(t, printing({ invokeUrl: url, authorization: 'iam' }));
  const { status, stderr } = await pinflow('emulate', '--stack', 'dev', '--messages', '5');
  t.is(status, 1);
  t.regex(stderr, /DELIVERY_FAILED.*403.*signature we calculated does not match.*credentials.*clock/);
});

test.serial('an API key is sent with every request, and never shown', async (t) => {
  const { url } = await gateway(t, (request) => request.headers['x-api-key'] === 'a-key-of-more-than-twenty-letters');
  standIn(t, printing({ invokeUrl: url, authorization: 'apiKey', ingestApiKey: 'a-key-of-more-than-twenty-letters' }));
  const ran = await pinflow('emulate', '--stack', 'dev', '--messages', '2', '--json');
  t.is(ran.status, 0, ran.stderr);
  t.false((ran.stdout + ran.stderr).includes('a-key-of'));
});

test.serial('an API without authorization gets none, and the stack is named to pulumi', async (t) => {
  const { url } = await gateway(t, (request) => request.headers.authorization === undefined);
  standIn(
    t,
    `[ "$*" = "stack output --json --show-secrets --non-interactive --stack team/one" ] || exit 9\n${printing({ invokeUrl: url, authorization: 'none' })}`,
  );
  t.is((await pinflow('emulate', '--stack', 'team/one', '--messages', '2', '--json')).status, 0);
});

for (const [title, script, says] of [
  [
    'a stack that does not exist',
    'echo "error: no stack named \'dev\' found" >&2; exit 255',
    /STACK_UNREADABLE: stack dev: no stack named 'dev' found/,
  ],
  [
    'nobody signed in',
    'echo "error: PULUMI_ACCESS_TOKEN must be set for login" >&2; exit 255',
    /must be set for login.*pulumi login/s,
  ],
  ['a stack that was never deployed', "echo '{}'", /has not been deployed.*outputs lack stage, userId, region, bucket/],
  ['an answer that is no JSON', 'echo hello', /what pulumi printed is not JSON/],
  ['a stack without an API', printing({}), /has no ingest API to post to/],
  [
    'an API key that is missing',
    printing({ invokeUrl: 'https://a/dev', authorization: 'apiKey' }),
    /ingestApiKey is missing/,
  ],
] as const) {
  test.serial(`it says what to do about ${title}`, async (t) => {
    standIn(t, script);
    const { status, stderr, stdout } = await pinflow('emulate', '--stack', 'dev', '--json');
    t.is(status, 1);
    t.regex(stderr, says);
    t.is(resultOf<{ error: { code: string } }>({ stdout }).error.code, 'STACK_UNREADABLE');
  });
}

test.serial('it says so when there is no pulumi', async (t) => {
  process.env.PATH = temporaryFolder(t);
  const { status, stderr } = await pinflow('emulate', '--stack', 'dev');
  t.is(status, 1);
  t.regex(stderr, /no `pulumi` on the path/);
});

test.serial('it says what to do without credentials', async (t) => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) delete process.env[name];
  Object.assign(process.env, {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(temporaryFolder(t), 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(temporaryFolder(t), 'none'),
  });
  standIn(t, printing({ invokeUrl: 'https://example.com/dev', authorization: 'iam' }));
  const { status, stderr } = await pinflow('emulate', '--stack', 'dev');
  t.is(status, 1);
  t.regex(stderr, /CREDENTIALS_MISSING.*aws sso login/s);
});

test('a URL and a stack exclude one another', async (t) => {
  const { status, stderr } = await pinflow('emulate', '--stack', 'dev', '--url', 'http://127.0.0.1:1');
  t.is(status, 2);
  t.regex(stderr, /give either --url, a gateway, or --stack/);
});
