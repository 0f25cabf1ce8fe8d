import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parse, stringify } from 'yaml';
import { artifacts } from '../../runtime/blueprint/index.ts';
import { errorTable, type PinflowError } from '../../runtime/errors.ts';
import { pinflowIn, resultOf, startPinflow } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { devStage } from '../helpers/stage.ts';
import {
  type Answer,
  bytesOf,
  digestOf,
  endsEarly,
  fetchesFrom,
  makers,
  only,
  status,
  text,
} from './helpers/makers.ts';

const { confluent, 's3-sink': sink } = artifacts;
const { sha256: _, ...bucket } = devStage.artifacts;
const unpinned = { ...devStage, artifacts: bucket };
const checksums = `${confluent.file}.sha256.txt`;
const hash = digestOf('sha256', bytesOf(confluent.file));

/** A folder with a stage file, for the command itself; its downloads come from loopback. */
async function project(t: ExecutionContext, answer?: Answer, stage: object = unpinned) {
  const { url, fetched } = await makers(t, answer);
  const cwd = temporaryFolder(t);
  const path = join(cwd, 'Pulumi.dev.yaml');
  writeFileSync(path, `# ours\n${stringify({ config: { 'pinflow:stage': stage } })}`);
  process.env.NODE_OPTIONS = fetchesFrom(url);
  // Downloads go below a folder that can be looked into.
  process.env.TMPDIR = temporaryFolder(t);
  t.teardown(() => {
    delete process.env.NODE_OPTIONS;
    delete process.env.TMPDIR;
  });
  return { cwd, path, fetched, downloads: () => readdirSync(tmpdir()), text: () => readFileSync(path, 'utf8') };
}

test.serial('artifacts pin shows size, hash and confirmation, and writes the stage file', async (t) => {
  const { cwd, path, text: read, downloads } = await project(t);
  const before = read();
  const { status: code, stdout, stderr } = await pinflowIn(cwd, 'artifacts', 'pin', '--stage', 'dev');
  t.is(stderr, '');
  t.is(code, 0);
  const sinkHash = digestOf('sha256', bytesOf(sink.file));
  t.deepEqual(stdout.trimEnd().split('\n'), [
    `pinned  confluent ${confluent.version}  ${bytesOf(confluent.file).length} bytes`,
    `  SHA-256 ${hash}`,
    `  has the SHA-256 published at ${confluent.url}.sha256.txt`,
    `pinned  s3-sink ${sink.version}  ${bytesOf(sink.file).length} bytes`,
    `  SHA-256 ${sinkHash}`,
    `  has the SHA-1 published at ${sink.published.url}; SHA-1 is weak: this confirms the transfer, not the maker`,
    'wrote artifacts.sha256 of Pulumi.dev.yaml: review and commit the change',
  ]);
  const added = `      sha256:\n        confluent: '${hash}'\n        s3-sink: '${sinkHash}'\n`;
  t.is(
    read(),
    before.replace('      bucket: demo-artifacts\n', (line) => line + added),
  );
  t.deepEqual(readdirSync(cwd), ['Pulumi.dev.yaml']);
  t.deepEqual(downloads(), []);
  t.is(parse(read()).config['pinflow:stage'].artifacts.sha256.confluent, hash);
  const again = await pinflowIn(cwd, 'artifacts', 'pin', '--stage', 'dev');
  t.is(again.stdout, 'every artifact of Pulumi.dev.yaml has a SHA-256: nothing to pin\n');
  rmSync(path);
});

test.serial('artifacts pin --json prints the pins, and null where nothing is published', async (t) => {
  const { cwd } = await project(t, only(checksums, status(404)));
  const result = resultOf<{ pinned: { name: string; confirmedBy: object | null }[]; written: string[] }>(
    await pinflowIn(cwd, 'artifacts', 'pin', '--stage', 'dev', '--json'),
  );
  t.deepEqual(result.written, ['artifacts.sha256']);
  t.deepEqual(
    result.pinned.map(({ name, confirmedBy }) => [name, confirmedBy]),
    [
      ['confluent', null],
      ['s3-sink', { algorithm: 'sha1', url: sink.published.url }],
    ],
  );
  const again = await pinflowIn(cwd, 'artifacts', 'pin', '--stage', 'dev', '--json');
  t.deepEqual(resultOf(again), { pinned: [], written: [] });
});

test.serial('artifacts pin says that nothing is published to compare with', async (t) => {
  const { cwd } = await project(t, only(checksums, status(404)));
  const { stdout } = await pinflowIn(cwd, 'artifacts', 'pin', '--stage', 'dev');
  t.is(stdout.split('\n')[2], '  nothing published to compare with');
});

for (const [what, answer, code] of [
  ['an early end', only(sink.file, endsEarly), 'ARTIFACT_INCOMPLETE'],
  [
    'a digest that differs',
    only(sink.version, text('{"archive":{"sha1":"0000000000000000000000000000000000000000"}}')),
    'ARTIFACT_DIGEST_MISMATCH',
  ],
  ['an address that does not answer', only(sink.file, status(502)), 'ARTIFACT_UNREACHABLE'],
] as const) {
  test.serial(`${what} of the second artifact leaves the stage file as it was, and no download`, async (t) => {
    const { cwd, text: read, downloads } = await project(t, answer);
    const before = read();
    const { status: exit, stdout, stderr } = await pinflowIn(cwd, 'artifacts', 'pin', '--stage', 'dev', '--json');
    t.is(exit, 1);
    t.regex(stderr, new RegExp(`^error ${code}: s3-sink`));
    t.true(stderr.includes(errorTable[code].remedy));
    t.is(resultOf<{ error: PinflowError }>({ stdout }).error.code, code);
    t.is(read(), before);
    t.deepEqual(readdirSync(cwd), ['Pulumi.dev.yaml']);
    t.deepEqual(downloads(), []);
  });
}

test.serial('a stage as JSON text is refused with the lines to add, and stays', async (t) => {
  const { cwd, text: read } = await project(t, undefined, JSON.stringify(unpinned) as never);
  const before = read();
  const { status: exit, stderr } = await pinflowIn(cwd, 'artifacts', 'pin', '--stage', 'dev');
  t.is(exit, 1);
  t.regex(stderr, /^error STAGE_UNWRITABLE: Pulumi\.dev\.yaml was not changed: its pinflow:stage is a text\./);
  t.true(stderr.includes(`  sha256:\n    confluent: '${hash}'\n`));
  t.is(read(), before);
});

test.serial('a stage file that cannot be written is named', async (t) => {
  let place = '';
  const { cwd, path } = await project(t, (file) => {
    if (file !== sink.version) return undefined;
    // In the middle of the work something else takes its name.
    rmSync(place);
    mkdirSync(place);
    return undefined;
  });
  place = path;
  const { status: exit, stderr } = await pinflowIn(cwd, 'artifacts', 'pin', '--stage', 'dev');
  t.is(exit, 1);
  t.regex(stderr, /^error STORAGE_FAILED: Pulumi\.dev\.yaml: EISDIR/m);
  t.deepEqual(readdirSync(cwd), ['Pulumi.dev.yaml']);
});

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  test.serial(`${name} in a download leaves the stage file as it was, and no download`, async (t) => {
    let arrived = () => {};
    const waiting = new Promise<void>((resolve) => (arrived = resolve));
    const {
      cwd,
      text: read,
      downloads,
    } = await project(
      t,
      only(confluent.file, (_file, response) => {
        response.writeHead(200, { 'content-length': 1000 });
        response.write('the first bytes', arrived);
        return 'done';
      }),
    );
    const before = read();
    const { child, ended } = startPinflow(t, ['artifacts', 'pin', '--stage', 'dev'], { cwd });
    await waiting;
    child.kill(name);
    const { status: exit, stderr } = await ended;
    t.is(exit, 1);
    t.regex(stderr, /^error ARTIFACT_INCOMPLETE: confluent: the download of \S+ was interrupted\n/);
    t.is(read(), before);
    t.deepEqual(downloads(), []);
  });
}
