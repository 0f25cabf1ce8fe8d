import test, { type ExecutionContext } from 'ava';
import { run } from '../../runtime/cli/program.ts';
import { answerNames, questions } from '../../runtime/transforms/index.ts';
import { pinflow, resultOf } from '../helpers/cli.ts';
import { readGolden } from '../helpers/golden.ts';
import { printing, standIn } from './helpers/pulumi.ts';
import {
  type Column,
  chunk,
  ofStatement,
  type Reply,
  statementId,
  succeeded,
  type Values,
  workspace,
} from './helpers/workspace.ts';

const token = 'dapi-a-token-that-nobody-may-see';
const secret = 'dose-a-secret-that-nobody-may-see';
const clientId = '11111111-2222-3333-4444-555555555555';
const statements = 'POST /api/2.0/sql/statements';

const state = (state: string, error?: object): Reply => [200, { statement_id: statementId, status: { state, error } }];
const byYear: readonly Column[] = [
  ['post_year', 'INT'],
  ['category', 'STRING'],
  ['category_count', 'LONG'],
];
const rowsByYear: readonly Values[] = [
  ['2018', 'art', '3'],
  ['2019', 'home-decor', '12'],
];
const answerByYear = [
  { post_year: 2018, category: 'art', category_count: 3 },
  { post_year: 2019, category: 'home-decor', category_count: 12 },
];

/** Stands in for a stack whose workspace gives these replies. */
async function stack(t: ExecutionContext, replies: readonly (Reply | (() => Reply))[]) {
  const service = await workspace(t, replies);
  standIn(t, printing({ ...outputs, workspaceHost: service.url }));
  return service;
}

const outputs = { warehouseId: '0123456789abcdef', catalog: 'main', schema: 'dev' };
const ask = (...more: string[]) => pinflow('query', 'top_category_by_year', '--stack', 'dev', ...more);

test.beforeEach(() => {
  process.env.DATABRICKS_TOKEN = token;
});
test.afterEach.always(() => {
  for (const name of ['DATABRICKS_TOKEN', 'DATABRICKS_CLIENT_ID', 'DATABRICKS_CLIENT_SECRET']) delete process.env[name];
});

test.serial(
  "a question is asked in one statement over the stack's tables, and its values have their types",
  async (t) => {
    const { arrived } = await stack(t, [succeeded(byYear, [rowsByYear])]);
    const ran = await ask('--json');
    t.is(ran.status, 0, ran.stderr);
    t.deepEqual(resultOf(ran), { top_category_by_year: answerByYear });
    t.like(arrived, { 0: { line: statements, authorization: `Bearer ${token}` }, length: 1 });
    t.deepEqual(arrived[0]?.body, {
      statement: readGolden('sql/statements/batch-top_category_by_year.sql')?.trimEnd(),
      warehouse_id: '0123456789abcdef',
      catalog: 'main',
      schema: 'dev',
      wait_timeout: '30s',
      on_wait_timeout: 'CONTINUE',
      format: 'JSON_ARRAY',
      disposition: 'INLINE',
    });
  },
);

test.serial('all are asked, one after the other, from the tables of the asked path', async (t) => {
  const replies = answerNames.map((name) =>
    succeeded(
      questions[name].columns.map((column) => [column, 'STRING']),
      [[]],
    ),
  );
  const { arrived } = await stack(t, replies);
  const ran = await pinflow('query', '--all', '--from', 'stream', '--stack', 'dev', '--json');
  t.is(ran.status, 0, ran.stderr);
  t.deepEqual(resultOf(ran), Object.fromEntries(answerNames.map((name) => [name, []])));
  for (const [index, name] of answerNames.entries())
    t.like(arrived[index]?.body, { statement: readGolden(`sql/statements/stream-${name}.sql`)?.trimEnd() });
});

test.serial('an answer is printed as one from tables of this machine: as text and as CSV', async (t) => {
  await stack(t, [succeeded(byYear, [rowsByYear]), succeeded(byYear, [rowsByYear])]);
  const plain = await ask();
  t.is(plain.status, 0, plain.stderr);
  t.deepEqual(plain.stdout.split('\n'), [
    '2. Which category was posted most in each year from 2018 to 2022?  (top_category_by_year)',
    'post_year  category    category_count',
    '─────────  ──────────  ──────────────',
    '     2018  art                      3',
    '     2019  home-decor              12',
    '',
    '',
  ]);
  t.is((await ask('--csv')).stdout, 'post_year,category,category_count\r\n2018,art,3\r\n2019,home-decor,12\r\n');
});

test.serial('every number of SQL is a number, NULL is null, and everything else is text', async (t) => {
  const types = { BYTE: '1', SHORT: '-2', INT: '3', LONG: '4', FLOAT: '0.5', DOUBLE: '1.0E10', DECIMAL: '6.25' };
  const others = { STRING: '7', BOOLEAN: 'true', DATE: '2020-01-01' };
  const columns = Object.keys({ ...types, ...others }).map((type) => [type, type] as const);
  const values = Object.values({ ...types, ...others });
  await stack(t, [succeeded(columns, [[values, values.map(() => null)]])]);
  const [first, second] = resultOf<Record<string, object[]>>(await ask('--json')).top_category_by_year ?? [];
  t.deepEqual(first, { BYTE: 1, SHORT: -2, INT: 3, LONG: 4, FLOAT: 0.5, DOUBLE: 1e10, DECIMAL: 6.25, ...others });
  t.deepEqual(second, Object.fromEntries(columns.map(([name]) => [name, null])));
});

test.serial('a statement that takes longer is asked for until it is done', async (t) => {
  const { arrived } = await stack(t, [state('PENDING'), state('RUNNING'), succeeded(byYear, [rowsByYear])]);
  const ran = await ask('--json');
  t.deepEqual(resultOf(ran), { top_category_by_year: answerByYear }, ran.stderr);
  t.deepEqual(
    arrived.map(({ line }) => line),
    [statements, `GET ${ofStatement()}`, `GET ${ofStatement()}`],
  );
});

test.serial('every chunk of a result is fetched, in order', async (t) => {
  const chunks = [...rowsByYear, ['2020', 'art', '1']].map((row) => [row]);
  const { arrived } = await stack(t, [succeeded(byYear, chunks), [200, chunk(chunks, 1)], [200, chunk(chunks, 2)]]);
  const ran = await ask('--json');
  const last = { post_year: 2020, category: 'art', category_count: 1 };
  t.deepEqual(resultOf(ran), { top_category_by_year: [...answerByYear, last] }, ran.stderr);
  t.deepEqual(
    arrived.slice(1).map(({ line }) => line),
    [1, 2].map((index) => `GET ${ofStatement(`/result/chunks/${index}`)}`),
  );
});

for (const [title, busy] of [
  ['has too much to do', [429, { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'slow down' }, { 'Retry-After': '0' }]],
  ['is away for a moment', [503, 'upstream connect error']],
] as readonly [string, Reply][]) {
  test.serial(`a workspace that ${title} is asked again`, async (t) => {
    const { arrived } = await stack(t, [busy, busy, succeeded(byYear, [rowsByYear])]);
    const ran = await ask('--json');
    t.is(ran.status, 0, ran.stderr);
    t.is(arrived.length, 3);
  });
}

const busy: Reply = [503, { error_code: 'TEMPORARILY_UNAVAILABLE', message: 'not now' }, { 'Retry-After': '0' }];
const failures: [title: string, replies: Reply[], code: string, says: RegExp][] = [
  [
    'a statement that fails',
    [state('FAILED', { error_code: 'BAD_REQUEST', message: '[TABLE_OR_VIEW_NOT_FOUND] demo_pin_batch' })],
    'STATEMENT_FAILED',
    /01eef0da-.*: FAILED: BAD_REQUEST: \[TABLE_OR_VIEW_NOT_FOUND\] demo_pin_batch\n.*USE CATALOG/s,
  ],
  ['a statement that was cancelled', [state('CANCELED')], 'STATEMENT_FAILED', /: CANCELED\n/],
  ['a result that is gone', [state('CLOSED')], 'STATEMENT_FAILED', /: CLOSED\n/],
  [
    'a truncated result',
    [succeeded(byYear, [rowsByYear], { truncated: true })],
    'STATEMENT_FAILED',
    /larger than the service gives/,
  ],
  [
    'rows that are missing',
    [succeeded(byYear, [rowsByYear], { total_row_count: 3 })],
    'STATEMENT_FAILED',
    /2 rows came of 3/,
  ],
  [
    'a token that has expired',
    [[401, { error_code: 'UNAUTHENTICATED', message: 'Credential was not sent or was of an unsupported type' }]],
    'WORKSPACE_CREDENTIALS_REFUSED',
    /it answered 401, UNAUTHENTICATED: Credential was not sent.*has not expired/s,
  ],
  [
    'a caller without rights',
    [[403, { error_code: 'PERMISSION_DENIED', message: 'You do not have permission to use the SQL Warehouse.' }]],
    'WORKSPACE_REFUSED',
    /it answered 403, PERMISSION_DENIED: You do not.*CAN USE/s,
  ],
  [
    'a warehouse that is not there',
    [[404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'SQL warehouse 0123456789abcdef does not exist' }]],
    'WAREHOUSE_MISSING',
    /it answered 404, .*0123456789abcdef does not exist.*workspace\.warehouseId/s,
  ],
  ['a workspace that stays away', Array(5).fill(busy), 'WORKSPACE_UNREACHABLE', /it answered 503, .*not now/],
  ['an answer that is no JSON', [[200, '<html>']], 'WORKSPACE_UNREACHABLE', /not as documented: it is not JSON/],
  [
    'an answer of something else',
    [[200, { status: 'up' }]],
    'WORKSPACE_UNREACHABLE',
    /not as documented.*statement_id/s,
  ],
  ['a page to sign in', [[302, '', { Location: '/login.html' }]], 'WORKSPACE_UNREACHABLE', /it answered 302\n/],
];

for (const [title, replies, code, says] of failures) {
  test.serial(`it says what to do about ${title}`, async (t) => {
    const { left } = await stack(t, replies);
    const { status, stderr, stdout } = await ask('--json');
    t.is(status, 1);
    t.regex(stderr, says);
    t.is(resultOf<{ error: { code: string } }>({ stdout }).error.code, code);
    t.deepEqual(left, []);
    t.false((stderr + stdout).includes(token));
  });
}

test.serial('a workspace that cannot be reached is named', async (t) => {
  const { close } = await stack(t, []);
  close();
  const { status, stderr } = await ask();
  t.is(status, 1);
  t.regex(stderr, /WORKSPACE_UNREACHABLE: http:\/\/127\.0\.0\.1:\d+\/.*ECONNREFUSED/);
});

test.serial('a service principal gets a token for its secret', async (t) => {
  delete process.env.DATABRICKS_TOKEN;
  Object.assign(process.env, { DATABRICKS_CLIENT_ID: clientId, DATABRICKS_CLIENT_SECRET: secret });
  const lent = { access_token: 'lent', token_type: 'Bearer', expires_in: 3600, scope: 'all-apis' };
  const { arrived } = await stack(t, [[200, lent], succeeded(byYear, [rowsByYear])]);
  const ran = await ask('--json');
  t.is(ran.status, 0, ran.stderr);
  t.deepEqual(
    arrived.map(({ line, authorization }) => [line, authorization]),
    [
      ['POST /oidc/v1/token', `Basic ${btoa(`${clientId}:${secret}`)}`],
      [statements, 'Bearer lent'],
    ],
  );
});

for (const [title, reply, code] of [
  [
    'a wrong secret',
    [401, { error: 'invalid_client', error_description: 'Client authentication failed' }],
    'WORKSPACE_CREDENTIALS_REFUSED',
  ],
  ['a token in a broken answer', [200, `{"access_token": "${secret}`], 'WORKSPACE_UNREACHABLE'],
  ['a token that is none', [200, { access_token: `${secret}\n` }], 'WORKSPACE_CREDENTIALS_REFUSED'],
] as readonly [string, Reply, string][]) {
  test.serial(`${title} is told without showing it`, async (t) => {
    delete process.env.DATABRICKS_TOKEN;
    Object.assign(process.env, { DATABRICKS_CLIENT_ID: clientId, DATABRICKS_CLIENT_SECRET: secret });
    await stack(t, [reply]);
    const { status, stderr, stdout } = await ask('--json');
    t.is(status, 1);
    t.is(resultOf<{ error: { code: string } }>({ stdout }).error.code, code, stderr);
    t.false((stderr + stdout).includes(secret));
    t.false((stderr + stdout).includes(btoa(`${clientId}:${secret}`)));
  });
}

for (const [given, says] of [
  [{}, /DATABRICKS_TOKEN is not set/],
  [{ DATABRICKS_CLIENT_ID: clientId }, /DATABRICKS_CLIENT_SECRET is not set/],
  [{ DATABRICKS_CLIENT_SECRET: secret }, /DATABRICKS_CLIENT_ID is not set/],
] as const) {
  test.serial(`it says what to set when there is ${Object.keys(given)[0] ?? 'nothing'} alone`, async (t) => {
    delete process.env.DATABRICKS_TOKEN;
    Object.assign(process.env, given);
    const { arrived } = await stack(t, []);
    const { status, stderr } = await ask();
    t.is(status, 1);
    t.regex(stderr, /WORKSPACE_CREDENTIALS_MISSING.*Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and/s);
    t.regex(stderr, says);
    t.deepEqual(arrived, []);
  });
}

test.serial('a statement that nobody waits for any more is cancelled', async (t) => {
  const stop = new AbortController();
  const running = () => {
    stop.abort();
    return state('RUNNING');
  };
  const { arrived } = await stack(t, [state('PENDING'), running, [200, {}]]);
  let said = '';
  const output = { write: (text: string) => (said += text) };
  const args = ['query', 'top_category_by_year', '--stack', 'dev'];
  t.is(await run(args, { stdout: output, stderr: output, signal: stop.signal }), 1);
  t.regex(said, /STATEMENT_FAILED: statement 01eef0da-.*aborted/);
  t.is(arrived.at(-1)?.line, `POST ${ofStatement('/cancel')}`);
});

for (const [title, more, says] of [
  [
    'without a workspace',
    {},
    /no Databricks workspace \(its outputs lack workspaceHost, .*\): give the stage a `workspace`/,
  ],
  ['whose workspace is not private', { ...outputs, workspaceHost: 'http://a.b' }, /workspaceHost: use https/],
] as const) {
  test.serial(`it says what to do about a stack ${title}`, async (t) => {
    standIn(t, printing(more));
    const { status, stderr } = await ask();
    t.is(status, 1);
    t.regex(stderr, /STACK_UNREADABLE: stack dev: /);
    t.regex(stderr, says);
  });
}

for (const [option, value] of [
  ['--tables <dir>', 'x'],
  ['--id <user-id>', 'alice'],
] as const) {
  test(`a stack has its own: ${option} beside it is wrong usage`, async (t) => {
    const { status, stderr } = await ask(option.split(' ')[0] ?? '', value);
    t.is(status, 2);
    t.true(stderr.includes(`'--stack <stack>' cannot be used with option '${option}'`), stderr);
  });
}
