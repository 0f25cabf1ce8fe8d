import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { localStage } from '../../runtime/blueprint/index.ts';
import { folderStore, readSnapshot } from '../../runtime/delta/index.ts';
import { optimizeTables, vacuumTables } from '../../runtime/jobs/index.ts';
import { commit, filesIn, numbersInOrder, openEngine, values } from '../delta/helpers/tables.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const stage = localStage('demo');

test('all tables of a stack that are there are looked after, or one by its name, and no other', async (t) => {
  const connection = await openEngine(t);
  const tables = temporaryFolder(t);
  const store = (name: string) => folderStore(join(tables, name));
  const names = ['demo_pin_table', 'demo_quarantine_batch', 'demo_replayed', 'other_pin_table'];
  for (const name of names) for (const n of [1, 2, 3]) await commit(connection, store(name), values(n));
  mkdirSync(join(tables, 'demo_geo_table'));

  t.like(await optimizeTables({ stage, tables, table: 'other_pin_table' }, {}), {
    other_pin_table: { removed: { files: 3 } },
  });
  const optimized = await optimizeTables({ stage, tables }, {});
  t.deepEqual(Object.keys(optimized).sort(), names.slice(0, 3));
  t.true(Object.values(optimized).every(({ removed, added }) => removed.files === 3 && added.files === 1));
  const deleted = await vacuumTables({ stage, tables }, { retainMs: 0, force: true });
  t.deepEqual(
    Object.entries(deleted)
      .map(([name, files]) => [name, files.length])
      .sort(),
    names.slice(0, 3).map((name) => [name, 3]),
  );
  for (const name of names) t.deepEqual(await numbersInOrder(connection, store(name)), [1, 2, 3]);
  t.is((await readSnapshot(connection, store('demo_pin_table'))).files.size, 1);
  t.is(filesIn(join(tables, 'other_pin_table')).filter((name) => name.endsWith('.parquet')).length, 4);
});

test('where none is, that is said', async (t) => {
  const tables = temporaryFolder(t);
  for (const table of [undefined, 'demo_pin_table']) {
    await t.throwsAsync(optimizeTables({ stage, tables, table }, {}), { code: 'TABLE_MISSING' });
    await t.throwsAsync(vacuumTables({ stage, tables, table }, {}), { code: 'TABLE_MISSING' });
  }
});
