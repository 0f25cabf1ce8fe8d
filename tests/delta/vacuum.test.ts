import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { folderStore, optimizeTable, readSnapshot, vacuumTable } from '../../runtime/delta/index.ts';
import { add, metaData, protocol, remove, writeLog } from './helpers/logs.ts';
import { commit, filesIn, numbers, numbersOf, openEngine, temporaryFolder, values } from './helpers/tables.ts';

const hourMs = 3_600_000;
const uuid = 'b5a0a2f5-7b8c-4c5e-9d3e-0f6f4f0d3a11';

/** Puts a file that is so many hours old. */
function put(folder: string, path: string, hours: number): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'rows');
  const then = (Date.now() - hours * hourMs) / 1000;
  utimesSync(file, then, then);
}

/** A table by hand: `kept` is in it, the others were removed so many hours ago; each file is 1,000 hours old. */
async function openTableOf(t: ExecutionContext, removed: Record<string, number | undefined>, configuration = {}) {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const files = ['kept', ...Object.keys(removed)];
  for (const name of files) put(folder, `${name}.parquet`, 1000);
  const since = (hours: number | undefined) =>
    hours === undefined ? {} : { deletionTimestamp: Date.now() - hours * hourMs };
  writeLog(folder, [
    [protocol, metaData(numbers, { configuration }), ...files.map((name) => add(`${name}.parquet`))],
    [{ commitInfo: {} }, ...Object.entries(removed).map(([name, hours]) => remove(`${name}.parquet`, since(hours)))],
  ]);
  const store = folderStore(folder);
  const data = () => filesIn(folder).filter((name) => !name.startsWith('_delta_log/0'));
  return { connection, folder, store, data };
}

test('files go that were removed longer ago than the retention, a week when the table does not say', async (t) => {
  const { connection, store, data } = await openTableOf(t, { young: 167, old: 169, 'a b': 169, always: undefined });
  const gone = await vacuumTable(connection, store);
  t.deepEqual(gone.map(({ path }) => path).sort(), ['a b.parquet', 'always.parquet', 'old.parquet']);
  t.true(gone.every(({ size }) => size === 4));
  t.deepEqual(data(), ['kept.parquet', 'young.parquet']);
  t.deepEqual(await vacuumTable(connection, store), []);
});

for (const [interval, left] of [
  ['interval 1 day', ['kept', 'h23']],
  ['interval 2 days 3 hours', ['kept', 'h23', 'h50']],
  ['interval 1 WEEK', ['kept', 'h23', 'h50', 'h52']],
  ['3000 minutes', ['kept', 'h23']],
  ['forever', ['kept', 'h23', 'h50', 'h52', 'h900']],
] as const) {
  test(`the table says how long removed files stay: ${interval}`, async (t) => {
    const { connection, store, data } = await openTableOf(
      t,
      { h23: 23, h50: 50.5, h52: 52, h900: 900 },
      { 'delta.deletedFileRetentionDuration': interval },
    );
    await vacuumTable(connection, store);
    t.deepEqual(data(), left.map((name) => `${name}.parquet`).sort());
  });
}

test('a dry run lists and deletes nothing', async (t) => {
  const { connection, folder, store } = await openTableOf(t, { old: 169 });
  const before = filesIn(folder);
  t.like(await vacuumTable(connection, store, { dryRun: true }), [{ path: 'old.parquet', size: 4 }]);
  t.deepEqual(filesIn(folder), before);
});

test('a shorter time is refused with the reason unless it is forced, and a longer one always', async (t) => {
  const { connection, folder, store, data } = await openTableOf(t, { young: 2 });
  const before = filesIn(folder);
  for (const dryRun of [true, false]) {
    await t.throwsAsync(vacuumTable(connection, store, { retainMs: hourMs, dryRun }), {
      code: 'RETENTION_REFUSED',
      message: /keeps removed files for 168 h; after 1 h, readers of older versions and jobs/,
    });
  }
  await t.throwsAsync(vacuumTable(connection, store, { retainMs: 169 * hourMs, force: true }), {
    code: 'RETENTION_REFUSED',
    message: /younger than 169 h is not known/,
  });
  t.deepEqual(filesIn(folder), before);
  await vacuumTable(connection, store, { retainMs: 168 * hourMs });
  t.deepEqual(filesIn(folder), before);
  await vacuumTable(connection, store, { retainMs: hourMs, force: true });
  t.deepEqual(data(), ['kept.parquet']);
});

test('what a job wrote and never committed goes when it is old, and what other engines keep stays', async (t) => {
  const { connection, folder, store, data } = await openTableOf(t, {});
  const drafts = [`.part.parquet.${uuid}.tmp`, `_delta_log/.${'0'.repeat(19)}2.json.${uuid}.tmp`];
  const lost = ['lost.parquet', 'folder/lost.parquet'];
  const others = [
    '_change_data/cdc.parquet',
    '_delta_index/x',
    '.hidden',
    'day=1/_temporary/x',
    '.crc/x.tmp',
    `_delta_log/_staged/${uuid}.json`,
  ];
  for (const path of [...drafts, ...lost, ...others]) put(folder, path, 169);
  const young = [...drafts, ...lost].map((path) => path.replace('b5a0', 'ffff').replace('lost', 'young'));
  for (const path of young) put(folder, path, 167);
  await vacuumTable(connection, store);
  t.deepEqual(data(), ['kept.parquet', ...others, ...young].sort());
});

test('a file that is committed while others are looked for stays', async (t) => {
  const { connection, folder, store, data } = await openTableOf(t, {});
  put(folder, 'slow.parquet', 169);
  const slow = {
    ...store,
    files: async function* () {
      yield* store.files();
      writeLog(folder, [[add('slow.parquet')]], 2);
    },
  };
  t.deepEqual(await vacuumTable(connection, slow), []);
  t.deepEqual(data(), ['kept.parquet', 'slow.parquet']);
});

test('no file goes of a table that cannot be read or written', async (t) => {
  const { connection, folder, store } = await openTableOf(t, { old: 169 });
  writeLog(folder, [[{ protocol: { minReaderVersion: 1, minWriterVersion: 4 } }]], 2);
  const before = filesIn(folder);
  await t.throwsAsync(vacuumTable(connection, store), { code: 'TABLE_UNSUPPORTED' });
  writeLog(folder, [[{ add: 1 } as never]], 3);
  await t.throwsAsync(vacuumTable(connection, store), { code: 'TABLE_DAMAGED' });
  t.deepEqual(filesIn(folder).length, before.length + 1);
  await t.throwsAsync(vacuumTable(connection, folderStore(join(folder, 'none'))), { code: 'TABLE_MISSING' });
});

test('after a compaction the small files go, and the table is read as before', async (t) => {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const store = folderStore(folder);
  for (const n of [1, 2, 3]) await commit(connection, store, values(n));
  await optimizeTable(connection, store);
  t.deepEqual(await vacuumTable(connection, store), []);
  t.is((await vacuumTable(connection, store, { retainMs: 0, force: true })).length, 3);
  t.deepEqual(await numbersOf(connection, store), [1, 2, 3]);
  const { files } = await readSnapshot(connection, store);
  t.deepEqual(
    filesIn(folder).filter((name) => name.endsWith('.parquet')),
    [...files.keys()],
  );
});
