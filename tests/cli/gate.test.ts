import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { main, pinflow, resultOf } from '../helpers/cli.ts';
import { readGolden } from '../helpers/golden.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/previews/${name}`, import.meta.url));

function folder(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'pinflow-gate-'));
  t.teardown(() => rmSync(made, { recursive: true }));
  return made;
}

test('a preview that keeps all data passes and its comment is printed', async (t) => {
  const { status, stdout, stderr } = await pinflow('gate', fixture('create.json'));
  t.is(status, 0);
  t.is(stdout, readGolden('review/create.md') ?? '');
  t.is(stderr, '');
});

test('a preview that loses data fails with the code, what goes and what to do', async (t) => {
  const { status, stdout, stderr } = await pinflow(
    'gate',
    fixture('data-goes.json'),
    '--pull-request',
    fixture('data-goes.md'),
  );
  t.is(status, 1);
  t.is(stdout, readGolden('review/data-goes.md') ?? '');
  t.is(
    stderr,
    [
      'error PREVIEW_REFUSED: dev:',
      '  would replace streams-pin (aws:kinesis/stream:Stream); lost with it: its records',
      '  would delete lake (aws:s3/bucket:Bucket); lost with it: nothing: it stays in the account, no longer managed, and keeps its name or range until it is imported again or deleted by hand',
      "  Do what the message says instead, keep the resource, or add a line such as `pinflow-intended: delete NAME` to the pull request's description.",
      '',
    ].join('\n'),
  );
});

test('what the description names passes', async (t) => {
  const description = join(folder(t), 'description.md');
  const lines = ['replace streams-pin', 'delete lake', 'delete kafka-pin'].map((line) => `pinflow-intended: ${line}`);
  writeFileSync(description, lines.join('\r\n'));
  t.is((await pinflow('gate', fixture('data-goes.json'), '--pull-request', description)).status, 0);
  t.is((await pinflow('gate', fixture('data-goes.json'))).status, 1);
});

test('--comment writes the comment to a file, also when the preview is refused', async (t) => {
  const file = join(folder(t), 'comment.md');
  const refused = await pinflow('gate', fixture('failed.json'), '--comment', file);
  t.is(refused.status, 1);
  t.is(refused.stdout, '');
  t.is(readFileSync(file, 'utf8'), readGolden('review/failed.md') ?? '');
  const passed = await pinflow('gate', fixture('no-change.json'), '--comment', file);
  t.is(passed.stdout, `passed  dev\ncomment  ${file}\n`);
  t.is(readFileSync(file, 'utf8'), readGolden('review/no-change.md') ?? '');
});

test('--json prints the result alone', async (t) => {
  const ran = await pinflow('gate', fixture('data-goes.json'), '--json');
  t.is(ran.status, 1);
  t.is(ran.stdout.split('\n').length, 2);
  const result = resultOf(ran);
  t.like(result, { stack: 'dev', refused: true, errors: [], unreadableIntentions: [] });
  t.deepEqual(
    (result.losses as { urn: string; retained: boolean }[]).map(({ urn, retained }) => [
      urn.split('::').at(-1),
      retained,
    ]),
    [
      ['streams-pin', false],
      ['lake', true],
      ['kafka-pin', false],
    ],
  );
  // Before: key 1, two streams 29.2 each, NAT 32.85; after: the NAT is gone and a dashboard 3 more.
  t.like(result.monthlyCost, { before: { usd: 92.25, unknown: [] }, after: { usd: 62.4, unknown: [] } });
});

test('- reads standard input', (t) => {
  const run = (input: string) => spawnSync(process.execPath, [main, 'gate', '-'], { input, encoding: 'utf8' });
  t.is(run(readFileSync(fixture('no-change.json'), 'utf8')).stdout, readGolden('review/no-change.md') ?? '');
  const empty = run('');
  t.is(empty.status, 1);
  t.regex(empty.stderr, /^error PREVIEW_INVALID: standard input: is empty;/);
});

test('a preview of another stack is refused', async (t) => {
  const { status, stderr } = await pinflow('gate', fixture('create.json'), '--stack', 'prod');
  t.is(status, 1);
  t.regex(stderr, /^error PREVIEW_INVALID: .*create\.json: is a preview of the stack dev, not of prod\n/);
  t.is((await pinflow('gate', fixture('create.json'), '--stack', 'dev')).status, 0);
});

test('files that are not there, or larger than any preview, are named', async (t) => {
  const made = folder(t);
  const missing = await pinflow('gate', join(made, 'preview.json'));
  t.is(missing.status, 1);
  t.regex(missing.stderr, /^error PREVIEW_INVALID: .*preview\.json: ENOENT/);
  const description = await pinflow('gate', fixture('create.json'), '--pull-request', join(made, 'none.md'));
  t.is(description.status, 2);
  t.regex(description.stderr, /^error USAGE: --pull-request: ENOENT/);
  const large = join(made, 'large.json');
  writeFileSync(large, '{');
  truncateSync(large, 300 * 1024 * 1024);
  t.regex(
    (await pinflow('gate', large)).stderr,
    /^error PREVIEW_INVALID: .*large\.json: is larger than 256 MiB; no preview is\n/,
  );
  const place = await pinflow('gate', fixture('create.json'), '--comment', join(made, 'none', 'comment.md'));
  t.regex(place.stderr, /^error STORAGE_FAILED: .*comment\.md: ENOENT/);
});
