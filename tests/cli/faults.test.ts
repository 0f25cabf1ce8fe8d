import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { errorTable } from '../../runtime/errors.ts';
import { pinflow, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';

/** A folder that this user may not write to: root may write everywhere but to the kernel's own file systems. */
function deniedFolder(t: ExecutionContext): string {
  if (process.getuid?.() === 0) return '/sys';
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o555);
  return folder;
}

/** Runs a command that must fail with a code, and returns what it told people. */
async function failure(t: ExecutionContext, code: keyof typeof errorTable, ...args: string[]): Promise<string> {
  const plain = await pinflow(...args);
  t.is(plain.status, 1);
  t.regex(plain.stderr, new RegExp(`^error ${code}: `, 'm'));
  t.true(plain.stderr.includes(errorTable[code].remedy));
  const { status, stdout } = await pinflow(...args, '--json');
  t.is(status, 1);
  t.is(resultOf<{ error: { code: string } }>({ stdout }).error.code, code);
  return plain.stderr;
}

test('a port that is taken is named', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const said = await failure(t, 'PORT_TAKEN', 'twin', '--dir', temporaryFolder(t), '--gateway-port', String(port));
  t.regex(said, new RegExp(`gateway: cannot listen on 127\\.0\\.0\\.1:${port}`));
});

test('an output folder without rights is named', async (t) => {
  const folder = join(deniedFolder(t), 'pinflow');
  t.true((await failure(t, 'STORAGE_DENIED', 'demo', '--messages', '1', '--out', folder)).includes(folder));
});

test('an output folder that is a file is named', async (t) => {
  const file = join(temporaryFolder(t), 'out');
  writeFileSync(file, '');
  t.true((await failure(t, 'STORAGE_FAILED', 'demo', '--messages', '1', '--out', join(file, 'run'))).includes(file));
});

test('tables that cannot be written fail the job with their place', async (t) => {
  const tables = join(deniedFolder(t), 'tables');
  const said = await failure(t, 'STORAGE_DENIED', 'job', 'batch', '--bucket', temporaryFolder(t), '--tables', tables);
  t.true(said.includes(tables));
});

test('tables that are not there are named', async (t) => {
  const tables = temporaryFolder(t);
  const said = await failure(t, 'TABLE_MISSING', 'query', 'users_joined_by_year', '--tables', tables);
  t.true(said.includes(join(tables, 'demo_')));
  t.true(
    (await failure(t, 'TABLE_MISSING', 'quarantine', 'list', '--tables', tables)).includes('demo_quarantine_batch'),
  );
});

test('an object that the sink did not write fails the job, and the tables stay as they were', async (t) => {
  const out = join(temporaryFolder(t), 'run');
  t.is((await pinflow('demo', '--messages', '20', '--out', out)).status, 0);
  const places = ['--bucket', join(out, 'bucket'), '--tables', join(out, 'tables')];
  const before = await pinflow('query', '--all', '--tables', join(out, 'tables'));
  const stray = join(out, 'bucket/topics/demo.user/notes.txt');
  writeFileSync(stray, 'mine');
  t.true((await failure(t, 'OBJECT_UNREADABLE', 'job', 'batch', ...places)).includes(stray));
  t.deepEqual(await pinflow('query', '--all', '--tables', join(out, 'tables')), before);
});

test('a folder that is no run has no report', async (t) => {
  const folder = temporaryFolder(t);
  t.true((await failure(t, 'RUN_MISSING', 'report', '--out', folder)).includes(join(folder, 'run.json')));
  writeFileSync(join(folder, 'run.json'), '[]');
  await failure(t, 'RUN_MISSING', 'report', '--out', folder);
});

test('a gateway that refuses every record: the account says so, with its words, and nothing is sent twice', async (t) => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"message":"Missing Authentication Token"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stdout } = await pinflow('emulate', '--url', url, '--messages', '5', '--batch-size', '1');
  t.is(requests, 15);
  t.regex(stdout, /^pin +5 +0 +5 +0 +0$/m);
  t.regex(stdout, /Missing Authentication Token/);
});

test('quarantine shows what a payload holds and lets it steer no terminal', async (t) => {
  const folder = temporaryFolder(t);
  const object = join(folder, 'bucket/topics/demo.user/partition=0/demo.user+0+0000000000.json');
  mkdirSync(join(object, '..'), { recursive: true });
  writeFileSync(object, '{"ind":"\u001b[2J"}\n{"ind":1,"age":200,"date_joined":"now"}\n');
  const tables = join(folder, 'tables');
  t.is((await pinflow('job', 'batch', '--bucket', join(folder, 'bucket'), '--tables', tables)).status, 0);
  const { stdout } = await pinflow('quarantine', 'list', '--tables', tables);
  t.false(stdout.includes('\u001b'));
  t.regex(
    stdout,
    /user +topics\/demo\.user\/partition=0\/demo\.user\+0\+0000000000\.json:2 +age_invalid, date_joined_invalid/,
  );
  const { total, records } = resultOf<{ total: number; records: { payload: string }[] }>(
    await pinflow('quarantine', 'list', '--tables', tables, '--json', '--limit', '1'),
  );
  t.is(total, 2);
  t.deepEqual(
    records.map(({ payload }) => payload),
    [readFileSync(object, 'utf8').split('\n')[0]],
  );
});
