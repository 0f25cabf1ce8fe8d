import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { folderStore, optimizeTable, readSnapshot, vacuumTable } from '../../runtime/delta/index.ts';
import { PythonRandom } from '../../runtime/emulator/index.ts';
import { commit, filesIn, numbersInOrder, openEngine, temporaryFolder, values } from './helpers/tables.ts';

const script = fileURLToPath(new URL('helpers/optimize.ts', import.meta.url));
const kills = 6;
const files = 12;
/** Some of them make one. */
const targetBytes = 1500;

test('a compaction that is killed at any moment leaves the table whole, and another one and a clean-up finish its work', async (t) => {
  const random = new PythonRandom(5);
  const connection = await openEngine(t);
  const origin = join(temporaryFolder(t), 'table');
  const all = Array.from({ length: files }, (_, n) => n);
  const properties = { 'delta.checkpointInterval': '2' };
  for (const n of all) await commit(connection, folderStore(origin), values(n), { properties });
  const copy = (name: string) => {
    const folder = `${origin}-${name}`;
    cpSync(origin, folder, { recursive: true });
    return folder;
  };
  const { events } = await run(copy('whole'), Number.POSITIVE_INFINITY);

  let killed = 0;
  for (let round = 0; round < kills; round++) {
    const folder = copy(`${round}`);
    const store = folderStore(folder);
    killed += (await run(folder, random.randint(1, events - 1))).signal === 'SIGKILL' ? 1 : 0;
    t.deepEqual(await numbersInOrder(connection, store), all);
    t.deepEqual(await numbersInOrder(connection, store, files - 2), all.slice(0, -1));
    await optimizeTable(connection, store);
    await vacuumTable(connection, store, { retainMs: 0, force: true });
    t.deepEqual(await numbersInOrder(connection, store), all);
    const left = filesIn(folder).filter((name) => !/^_delta_log\/[_0-9]/.test(name));
    t.deepEqual(left, [...(await readSnapshot(connection, store)).files.keys()]);
    t.is(left.length, 1);
  }
  t.true(killed >= kills / 2);
});

/** Runs a compaction in a process and kills it when so many files have come, changed or gone in the table. */
async function run(folder: string, killAt: number) {
  let events = 0;
  const child = spawn(process.execPath, [script, folder, `${targetBytes}`], { stdio: 'ignore' });
  const watcher = watch(folder, { recursive: true }, () => {
    events += 1;
    if (events === killAt) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  watcher.close();
  return { events, signal: signal as string | null };
}
