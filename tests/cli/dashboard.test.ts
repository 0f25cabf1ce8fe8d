import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { livePath, readLive, writeLive } from '../../runtime/cli/live-file.ts';
import { browserCommand } from '../../runtime/cli/open-browser.ts';
import { endedReport, type RunRecord } from '../../runtime/report/index.ts';
import { renderPage, renderReport } from '../../runtime/report/page.ts';
import { pinflow, type Running, startPinflow } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { bothPaths, underWay } from '../report/sample.ts';

async function urlOf(running: Running): Promise<string> {
  const [, url = ''] = /^page {2}(\S+)$/m.exec(await running.sees('stdout', /^page .*\n/m)) ?? [];
  return url;
}

const pageAt = async (url: string) => (await fetch(url)).text();

/** Reads events until the page is the wanted one. */
async function follow(url: string, wanted: string): Promise<void> {
  const { body } = await fetch(`${url}/events`);
  let text = '';
  for await (const chunk of (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes(`data: ${JSON.stringify(wanted)}\n\n`)) return;
  }
  throw new Error('the events ended before');
}

/** A run that several tests read, in a folder that held the report of another one. */
const run = mkdtempSync(join(tmpdir(), 'pinflow-test-'));
test.before(async (t) => {
  writeLive(run, endedReport(bothPaths()));
  t.is((await pinflow('demo', '--out', run, '--force', '--messages', '20')).status, 0);
});
test.after.always(() => rmSync(run, { recursive: true }));

test('the page of a run that has ended is its report; the command ends once it was shown', async (t) => {
  const running = startPinflow(t, ['dashboard', '--out', run, '--no-open']);
  t.is(await pageAt(await urlOf(running)), readFileSync(join(run, 'report.html'), 'utf8'));
  t.is((await running.ended).status, 0);
});

test('the page follows a run that another process makes, and the command ends with it', async (t) => {
  const out = temporaryFolder(t);
  writeLive(out, underWay(0.2));
  const running = startPinflow(t, ['dashboard', '--out', out, '--no-open']);
  const url = await urlOf(running);
  t.is(await pageAt(url), renderPage(underWay(0.2)));
  const half = { ...underWay(0.5), at: '2026-03-05T14:08:42Z' };
  const seen = follow(url, renderPage(half));
  writeLive(out, half);
  await seen;
  const ended = follow(url, renderReport(bothPaths()));
  writeLive(out, endedReport(bothPaths()));
  await ended;
  t.is((await running.ended).status, 0);
});

test('Ctrl-C ends the command while the run goes on, and the pages that are open', async (t) => {
  const out = temporaryFolder(t);
  writeLive(out, underWay(0.2));
  const running = startPinflow(t, ['dashboard', '--out', out, '--no-open']);
  const url = await urlOf(running);
  const events = await fetch(`${url}/events`);
  running.child.kill('SIGINT');
  t.is((await running.ended).status, 0);
  t.true((await events.text()).startsWith('event: page\n'));
});

test('a run that is killed before its last report has failed', async (t) => {
  const out = temporaryFolder(t);
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  const report = underWay(0.2);
  writeLive(out, report);
  const told = JSON.parse(readFileSync(livePath(out), 'utf8'));
  writeFileSync(livePath(out), JSON.stringify({ ...told, pid: child.pid }));
  t.is(readLive(out)?.phase, report.phase);
  const running = startPinflow(t, ['dashboard', '--out', out, '--no-open']);
  const url = await urlOf(running);
  const failed = { ...report, phase: 'failed' as const, failure: 'its process is gone: it was killed' };
  const seen = follow(url, renderPage(failed));
  child.kill('SIGKILL');
  await seen;
  t.is((await running.ended).status, 0);
});

for (const [title, prepare] of [
  ['holds no run', () => undefined],
  ['holds a report that is cut', (out: string) => writeFileSync(livePath(out), '{"phase":"posting","counts":')],
  ['holds something else under its name', (out: string) => writeFileSync(livePath(out), '[]')],
] as const) {
  test(`a folder that ${title} is named`, async (t) => {
    const out = temporaryFolder(t);
    prepare(out);
    const { status, stderr } = await pinflow('dashboard', '--out', out);
    t.is(status, 1);
    t.regex(stderr, /^error RUN_MISSING: /);
    t.true(stderr.includes(out));
  });
}

test('a report in a file is as it was told, but that counts are plain numbers', (t) => {
  const out = temporaryFolder(t);
  const told = endedReport(bothPaths());
  writeLive(out, told);
  const read = readLive(out);
  t.is(renderPage(read as typeof told), renderReport(bothPaths()));
});

test('a run in the same folder does not begin with the report of the one before', (t) => {
  t.is(readLive(run)?.run.messages, 20);
});

test('the record of a run that knows no replays and no streaming path still makes its page', async (t) => {
  const out = temporaryFolder(t);
  cpSync(run, out, { recursive: true });
  const path = join(out, 'run.json');
  const record = JSON.parse(readFileSync(path, 'utf8')) as RunRecord;
  const before = Object.entries(record.counts).map(([kind, { replayed: _, ...others }]) => [kind, others]);
  writeFileSync(path, JSON.stringify({ run: record.run, counts: Object.fromEntries(before) }));
  t.is((await pinflow('report', '--out', out)).status, 0);
  const page = readFileSync(join(out, 'report.html'), 'utf8');
  t.regex(page, /Every record is accounted for/);
  t.notRegex(page, /Streaming path/);
});

test('a browser is opened by what the system has for it, and by nothing where there is no screen', (t) => {
  t.deepEqual(browserCommand('darwin', {}), ['open']);
  t.is(browserCommand('win32', {})?.[0], 'cmd');
  t.deepEqual(browserCommand('linux', { DISPLAY: ':0' }), ['xdg-open']);
  t.deepEqual(browserCommand('linux', { WAYLAND_DISPLAY: 'wayland-0' }), ['xdg-open']);
  t.is(browserCommand('linux', {}), undefined);
});
