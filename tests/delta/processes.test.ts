import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { folderStore, readSnapshot } from '../../runtime/delta/index.ts';
import { filesIn, numbersOf, openEngine, temporaryFolder } from './helpers/tables.ts';

const writers = 4;
const commits = 12;

test('several processes that append to one table lose nothing and double nothing', async (t) => {
  const folder = temporaryFolder(t);
  const script = fileURLToPath(new URL('helpers/append.ts', import.meta.url));
  const run = (writer: number) => promisify(execFile)(process.execPath, [script, folder, `${writer}`, `${commits}`]);
  const ends = await Promise.all(Array.from({ length: writers }, (_, writer) => run(writer)));

  const versions = ends.flatMap(({ stdout }) => stdout.trimEnd().split('\n').map(Number));
  const all = Array.from({ length: writers * commits }, (_, version) => version);
  t.deepEqual(
    versions.toSorted((a, b) => a - b),
    all,
  );

  const connection = await openEngine(t);
  const expected = all.map((n) => Math.floor(n / commits) * 1000 + (n % commits));
  t.deepEqual(await numbersOf(connection, folder), expected);
  for (const version of [0, 7, 20, 33]) t.is((await numbersOf(connection, folder, version)).length, version + 1);
  const { txns } = await readSnapshot(connection, folderStore(folder));
  t.deepEqual(new Set([...txns.values()].map(({ version }) => version)), new Set([commits - 1]));
  t.is(txns.size, writers);
  t.deepEqual(
    filesIn(folder).filter((name) => name.includes('tmp')),
    [],
  );
});
