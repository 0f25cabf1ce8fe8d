import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { localStage } from '../../runtime/blueprint/index.ts';
import { signer } from '../../runtime/cli/signing.ts';
import { startTwin } from '../../runtime/twin/index.ts';
import { main, pinflow, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { recordsIn } from '../helpers/topics.ts';
import { printing, standIn } from './helpers/pulumi.ts';

const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** What a signature covers, as it arrived. */
interface Arrived {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

/** The signature that AWS documents ("Create a signed AWS API request"), worked out anew from what arrived, and the scope that it names. */
function documentedSignature({ method, url, headers }: Arrived, body: string): { signature: string; scope: string } {
  const header = (name: string) => String(headers[name] ?? '');
  const [, scope = '', signedHeaders = ''] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(header('authorization')) ?? [];
  const canonical = [
    method,
    url,
    '',
    ...signedHeaders.split(';').map((name) => `${name}:${header(name).trim()}`),
    '',
    signedHeaders,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const hmac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();
  const signing = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${key.secretAccessKey}`);
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const signature = hmac(signing, ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, hashed].join('\n'));
  return { signature: signature.toString('hex'), scope };
}

/** Whether a request is signed for the API Gateway of a region. */
function isSigned(request: Arrived, body: string, region: string): boolean {
  const { signature, scope } = documentedSignature(request, body);
  const { authorization } = request.headers;
  return (
    new RegExp(`^\\d{8}/${region}/execute-api/aws4_request$`).test(scope) &&
    String(authorization).endsWith(`Signature=${signature}`)
  );
}

/** A gateway below `/dev` that stores records of requests which `admits` and answers 403 to others. */
async function gateway(t: ExecutionContext, admits: (request: IncomingMessage, body: string) => boolean) {
  const paths: string[] = [];
  let offset = 0;
  const answer = (request: IncomingMessage, body: string): [number, object] => {
    paths.push(request.url ?? '');
    if (!admits(request, body)) return [403, { message: 'The request signature we calculated does not match' }];
    const { records } = JSON.parse(body) as { records: unknown[] };
    if (request.method === 'PUT') {
      const Records = records.map(() => ({ ShardId: 'shardId-000000000000', SequenceNumber: String(offset++) }));
      return [200, { FailedRecordCount: 0, Records }];
    }
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

/** Lets a process of the AWS configuration give credentials that expire after some minutes, each time with another key. */
function lendCredentials(t: ExecutionContext, minutes: number): void {
  const folder = temporaryFolder(t);
  const lent = {
    Version: 1,
    AccessKeyId: 'KEY$$',
    SecretAccessKey: key.secretAccessKey,
    Expiration: new Date(Date.now() + minutes * 60_000).toISOString(),
  };
  writeFileSync(join(folder, 'lend'), `echo "${JSON.stringify(lent).replaceAll('"', '\\"')}"\n`);
  writeFileSync(join(folder, 'config'), `[default]\ncredential_process = sh ${join(folder, 'lend')}\n`);
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) delete process.env[name];
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
}

const path = process.env.PATH ?? '';

test.beforeEach(() => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey });
});
test.afterEach.always(() => {
  process.env.PATH = path;
  delete process.env.AWS_CONFIG_FILE;
  delete process.env.AWS_ENDPOINT_URL_KINESIS;
});

test.serial(
  'requests to an API that asks for IAM carry the signature that AWS documents, below the stage of the URL',
  async (t) => {
    const { url, paths } = await gateway(t, (request, body) => isSigned(request, body, 'eu-west-1'));
    standIn(t, printing({ invokeUrl: url, authorization: 'iam' }));
    const ran = await pinflow('emulate', '--stack', 'dev', '--messages', '5', '--json');
    t.is(ran.status, 0, ran.stderr);
    t.deepEqual([...new Set(paths)].sort(), ['/dev/topics/demo.geo', '/dev/topics/demo.pin', '/dev/topics/demo.user']);
  },
);

test.serial('requests to the streams of a stack are signed too', async (t) => {
  const { url, paths } = await gateway(t, (request, body) => isSigned(request, body, 'eu-west-1'));
  standIn(t, printing({ invokeUrl: url, authorization: 'iam', streams: { pin: 'streaming-demo-pin' } }));
  const ran = await pinflow('emulate', '--stack', 'dev', '--target', 'stream', '--messages', '5', '--json');
  t.is(ran.status, 0, ran.stderr);
  t.deepEqual(
    [...new Set(paths)].sort(),
    ['geo', 'pin', 'user'].map((kind) => `/dev/streams/streaming-demo-${kind}/records`),
  );
});

test.serial(
  'the streams of a stack are put into directly, in its region and with the credentials of the usual chain',
  async (t) => {
    const scopes = new Set<string | undefined>();
    // As the AWS SDK speaks to Kinesis: HTTP/2.
    const server = createHttp2Server((request, response) => {
      scopes.add(/Credential=([^/]+)\/\d{8}\/([^,]+),/.exec(String(request.headers.authorization))?.slice(1).join(' '));
      request.resume().once('end', () => {
        response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ ShardId: 'shardId-000000000000', SequenceNumber: '1' }));
      });
    }).listen(0, '127.0.0.1');
    t.teardown(() => server.close());
    await once(server, 'listening');
    process.env.AWS_ENDPOINT_URL_KINESIS = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    standIn(t, printing({ streams: { pin: 'streaming-demo-pin' } }));
    const ran = await pinflow('emulate', '--stack', 'dev', '--target', 'kinesis', '--messages', '5', '--json');
    t.is(ran.status, 0, ran.stderr);
    t.deepEqual([...scopes], [`${key.accessKeyId} eu-west-1/kinesis/aws4_request`]);
  },
);

test("the signatures of these tests are AWS's own: get-vanilla of its test suite", (t) => {
  const headers = {
    host: 'example.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=?',
  };
  t.is(
    documentedSignature({ method: 'GET', url: '/', headers }, '').signature,
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  );
});

test('nothing of AWS is loaded until a request is to be signed', async (t) => {
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => {
      if (/^@(aws|smithy)/.test(name)) throw new Error('loads ' + name);
      return next(name, context);
    } });`;
  const { stderr } = await promisify(execFile)(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(hook)}`,
    main,
    'emulate',
    '--help',
  ]);
  t.is(stderr, '');
  await t.throwsAsync(
    promisify(execFile)(process.execPath, [
      '--import',
      `data:text/javascript,${encodeURIComponent(hook)}`,
      '--input-type=module',
      '--eval',
      `await (await import('${new URL('../../runtime/cli/signing.ts', import.meta.url)}')).openSigner('us-east-1')`,
    ]),
    { message: /loads @aws/ },
  );
});

test.serial('a signature covers the bytes of the body, whatever letters it has', async (t) => {
  const { url, paths } = await gateway(
    t,
    (request, body) => isSigned(request, body, 'eu-west-1') && body.includes('🎨 שלום é'),
  );
  standIn(t, printing({ invokeUrl: url, authorization: 'iam' }));
  const folder = temporaryFolder(t);
  for (const [kind, field] of Object.entries({ pin: 'index', geo: 'ind', user: 'ind' }))
    writeFileSync(join(folder, `${kind}.ndjson`), `{"${field}":0,"text":"🎨 שלום é"}\n`);
  const source = ['--source', `files:${folder}`, '--rows', '1'];
  const ran = await pinflow('emulate', '--stack', 'dev', '--messages', '1', ...source);
  t.is(ran.status, 0, ran.stderr);
  t.is(paths.length, 3);
});

for (const [title, minutes, keys] of [
  ['credentials that expire are asked for anew', 1, (asked: Set<string>) => asked.size > 1],
  ['credentials that last are asked for once', 60, (asked: Set<string>) => asked.size === 1],
] as const) {
  test.serial(title, async (t) => {
    const asked = new Set<string>();
    const { url } = await gateway(t, (request, body) => {
      asked.add(/Credential=(\w+)\//.exec(String(request.headers.authorization))?.[1] ?? '');
      return isSigned(request, body, 'eu-west-1');
    });
    lendCredentials(t, minutes);
    standIn(t, printing({ invokeUrl: url, authorization: 'iam' }));
    const ran = await pinflow('emulate', '--stack', 'dev', '--messages', '5', '--concurrency', '1');
    t.is(ran.status, 0, ran.stderr);
    t.true(keys(asked), [...asked].join());
  });
}

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

for (const [title, script, says, options = []] of [
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
  [
    'no project in this folder, and of a newer version beside it',
    `echo "warning: A new version of Pulumi is available" >&2
     echo "error: no Pulumi.yaml project file found" >&2; exit 255`,
    /STACK_UNREADABLE: stack dev: no Pulumi.yaml project file found/,
  ],
  ['a stack that was never deployed', "echo '{}'", /has not been deployed.*outputs lack stage, userId, region, bucket/],
  [
    'outputs that are not what they should be',
    printing({ userId: 'Secret!', invokeUrl: '[secret]' }),
    /outputs are not what they should be \(userId: use 3 to 20 lower-case [^;]*; invokeUrl: [^;]*\)\n/,
  ],
  ['outputs that are a list', 'echo "[]"', /outputs are not what they should be/],
  [
    'an API that does not say who may post',
    printing({ invokeUrl: 'https://a/dev' }),
    /its output authorization is missing/,
  ],
  ['an answer that is no JSON', 'echo hello', /what pulumi printed is not JSON/],
  ['a stack without an API', printing({}), /has no ingest API to post to/],
  [
    'a stack without streams',
    printing({ invokeUrl: 'https://a/dev', authorization: 'none' }),
    /it has no streams \(its output streams is missing\)/,
    ['--target', 'stream'],
  ],
  ['a stack without streams to put into directly', printing({}), /it has no streams/, ['--target', 'kinesis']],
  [
    'an API key that is missing',
    printing({ invokeUrl: 'https://a/dev', authorization: 'apiKey' }),
    /ingestApiKey is missing/,
  ],
] as readonly (readonly [string, string, RegExp, string[]?])[]) {
  test.serial(`it says what to do about ${title}`, async (t) => {
    standIn(t, script);
    const { status, stderr, stdout } = await pinflow('emulate', '--stack', 'dev', '--json', ...options);
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

for (const [option, value] of [
  ['--url <url>', 'http://127.0.0.1:1'],
  ['--id <user-id>', 'alice'],
  ['--region <region>', 'us-east-1'],
  ['--endpoint <url>', 'http://127.0.0.1:1'],
] as const) {
  test(`a stack has its own: ${option} beside it is wrong usage`, async (t) => {
    const { status, stderr } = await pinflow('emulate', '--stack', 'dev', option.split(' ')[0] ?? '', value);
    t.is(status, 2);
    t.true(stderr.includes(`'--stack <stack>' cannot be used with option '${option}'`), stderr);
  });
}

test.serial('records of a stack arrive in the topics of its user: a stack whose gateway runs here', async (t) => {
  const twin = await startTwin({ stage: localStage('alice'), dir: temporaryFolder(t) });
  t.teardown(() => twin.close());
  standIn(t, printing({ userId: 'alice', invokeUrl: twin.gatewayUrl, authorization: 'none' }));
  const ran = await pinflow('emulate', '--stack', 'dev', '--messages', '20', '--json');
  t.is(ran.status, 0, ran.stderr);
  t.is(await recordsIn(twin, 'alice.pin'), 20);
});
