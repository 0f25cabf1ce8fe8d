import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { beginTransaction, folderStore, openTable, readSnapshot, type TableStore } from '../../runtime/delta/index.ts';
import { add, metaData, protocol, remove, writeLog, writeLogFile } from './helpers/logs.ts';
import {
  commit,
  failuresIn,
  filesIn,
  numbers,
  numbersOf,
  openEngine,
  temporaryFolder,
  values,
} from './helpers/tables.ts';

const log = (folder: string, name: string) => join(folder, '_delta_log', name);
const checkpoint = (version: number) => `${String(version).padStart(20, '0')}.checkpoint.parquet`;
const checkpointsIn = (folder: string) =>
  readdirSync(join(folder, '_delta_log')).filter((name) => /checkpoint\./.test(name));

/** A table of versions 0 to `last`; each holds the number of its version and of all before. */
async function openVersions(t: ExecutionContext, last: number, properties: Record<string, string> = {}) {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const table = await openTable(connection, folderStore(folder));
  for (let n = 0; n <= last; n++) {
    const transaction = beginTransaction(table, {
      mode: 'append',
      schema: numbers,
      properties,
      txn: { appId: 'app', version: n },
    });
    await transaction.write(values(n));
    await transaction.commit();
  }
  return { connection, folder, store: folderStore(folder) };
}

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, n) => n);

test('a checkpoint follows every tenth commit, and is named as the newest', async (t) => {
  const { folder } = await openVersions(t, 21);
  t.deepEqual(checkpointsIn(folder), [checkpoint(10), checkpoint(20)]);
  // protocol, metaData, txn and 21 files
  t.like(JSON.parse(readFileSync(log(folder, '_last_checkpoint'), 'utf8')), {
    version: 20,
    size: 24,
    numOfAddFiles: 21,
  });
});

test('a table of many files has a checkpoint at every hundredth commit, unless it says how many', async (t) => {
  for (const [properties, last, expected] of [
    [{}, 110, [100]],
    [{ 'delta.checkpointInterval': '10' }, 40, [10, 20, 30, 40]],
  ] as const) {
    const connection = await openEngine(t);
    const folder = temporaryFolder(t);
    const many = Array.from({ length: 300 }, (_, n) => add(`${n}.parquet`));
    writeLog(folder, [[protocol, metaData(numbers, { configuration: properties }), ...many]]);
    const table = await openTable(connection, folderStore(folder));
    for (let version = 1; version <= last; version++) {
      await beginTransaction(table, { mode: 'append', schema: numbers }).commit();
    }
    t.deepEqual(checkpointsIn(folder), expected.map(checkpoint));
    t.is((await readSnapshot(connection, folderStore(folder))).files.size, 300);
  }
});

test('the table says how many commits there are between checkpoints', async (t) => {
  const { folder } = await openVersions(t, 5, { 'delta.checkpointInterval': '2' });
  t.deepEqual(checkpointsIn(folder), [checkpoint(2), checkpoint(4)]);
});

test('a checkpoint holds everything: what it covers may be deleted', async (t) => {
  const { connection, folder, store } = await openVersions(t, 12);
  const before = await readSnapshot(connection, store);
  for (const version of upTo(10)) rmSync(log(folder, `${String(version).padStart(20, '0')}.json`));
  t.deepEqual(await numbersOf(connection, store), upTo(12));
  const after = await readSnapshot(connection, store);
  t.deepEqual({ ...after, files: undefined }, { ...before, files: undefined });
  // A checkpoint changes no data.
  const content = ({ files }: typeof after) => [...files.values()].map((file) => ({ ...file, dataChange: true }));
  t.deepEqual(content(after), content(before));
  t.like(await commit(connection, store, values(12), { txn: { appId: 'app', version: 12 } }), { isSkipped: true });
  await t.throwsAsync(readSnapshot(connection, store, 9), {
    code: 'TABLE_VERSION_MISSING',
    message: /versions 10 to 12, but not 9/,
  });
});

for (const [what, content] of [
  ['missing', undefined],
  ['garbled', '{"version":'],
  ['empty', ''],
  ['of another shape', '[2]'],
  ['of a version that is none', '{"version":"ten","size":1}'],
  ['of a negative version', '{"version":-1}'],
  ['of a checkpoint that is not there', '{"version":3,"size":1}'],
  ['of a version far ahead', '{"version":900,"size":1}'],
  ['old', '{"version":2,"size":1}'],
] as const) {
  test(`a _last_checkpoint that is ${what} does no harm`, async (t) => {
    const { connection, folder, store } = await openVersions(t, 5, { 'delta.checkpointInterval': '2' });
    if (content === undefined) rmSync(log(folder, '_last_checkpoint'));
    else writeFileSync(log(folder, '_last_checkpoint'), content);
    t.deepEqual(await numbersOf(connection, store), upTo(5));
    t.like(await commit(connection, store, values(6)), { version: 6 });
  });
}

test('the newest version is read from the newest checkpoint on, without a look at the log before', async (t) => {
  const { connection, store } = await openVersions(t, 5, { 'delta.checkpointInterval': '2' });
  const asked: string[] = [];
  const watched: TableStore = {
    ...store,
    list: (folder, after) => {
      asked.push(`${folder} after ${after}`);
      return store.list(folder, after);
    },
    read: (path) => {
      asked.push(path);
      return store.read(path);
    },
  };
  await readSnapshot(connection, watched);
  t.deepEqual(asked, [
    '_delta_log/_last_checkpoint',
    '_delta_log after 00000000000000000004',
    '_delta_log/00000000000000000005.json',
  ]);
});

test('a checkpoint that cannot be written does not undo the commit, and is told', async (t) => {
  const { connection, folder, store } = await openVersions(t, 9);
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const failing: TableStore = {
    ...store,
    putWritten: (path, write) => (path.includes('checkpoint') ? Promise.reject(full) : store.putWritten(path, write)),
  };
  const failures = failuresIn(t, folder);
  t.is((await commit(connection, failing, values(10))).version, 10);
  t.deepEqual(
    failures.map(({ cause }) => cause),
    [full],
  );
  t.deepEqual(await numbersOf(connection, store), upTo(10));
  t.deepEqual(checkpointsIn(folder), []);
});

test('a checkpoint that is damaged is named', async (t) => {
  const { connection, folder, store } = await openVersions(t, 11);
  writeFileSync(log(folder, checkpoint(10)), 'PAR1 and then nothing');
  await t.throwsAsync(readSnapshot(connection, store), { code: 'TABLE_DAMAGED', message: new RegExp(checkpoint(10)) });
});

test('checkpoints in parts that others wrote are read', async (t) => {
  const { connection, folder, store } = await openVersions(t, 12);
  await splitCheckpoint(connection, folder);
  for (const version of upTo(10)) rmSync(log(folder, `${String(version).padStart(20, '0')}.json`));
  t.deepEqual(await numbersOf(connection, store), upTo(12));
  rmSync(log(folder, `${String(10).padStart(20, '0')}.checkpoint.0000000002.0000000003.parquet`));
  await t.throwsAsync(readSnapshot(connection, store), { code: 'TABLE_DAMAGED' });
});

/** Makes the checkpoint of version 10 one of three parts, as Delta's multi-part checkpoints are. */
async function splitCheckpoint(connection: DuckDBConnection, folder: string): Promise<void> {
  const whole = log(folder, checkpoint(10));
  for (const part of [1, 2, 3]) {
    const name = `${String(10).padStart(20, '0')}.checkpoint.${String(part).padStart(10, '0')}.${String(3).padStart(10, '0')}.parquet`;
    await connection.run(
      `copy (select * exclude (row) from (select *, row_number() over () as row from read_parquet('${whole}')) where row % 3 = ${part - 1}) to '${log(folder, name)}' (format parquet)`,
    );
  }
  rmSync(whole);
}

test('files removed within the retention stay in a checkpoint and in memory, older ones go', async (t) => {
  const connection = await openEngine(t);
  const hour = 3_600_000;
  const now = Date.now();
  const keptBy = async (configuration: Record<string, string>) => {
    const folder = temporaryFolder(t);
    const every = { 'delta.checkpointInterval': '1', ...configuration };
    const removed = [0.5, 24, 144, 192, 960].map((hours) =>
      remove(`h${hours}`, { deletionTimestamp: now - hours * hour }),
    );
    writeLog(folder, [
      [protocol, metaData(numbers, { configuration: every }), add('live'), ...removed, remove('undated')],
    ]);
    const table = await openTable(connection, folderStore(folder));
    t.is(table.snapshot?.removed.size, 6);
    await beginTransaction(table, { mode: 'append', schema: numbers }).commit();
    const written = await connection.runAndReadAll(
      `select remove.path from read_parquet('${log(folder, checkpoint(1))}') where remove is not null`,
    );
    t.deepEqual([...(table.snapshot?.removed.keys() ?? [])], written.getRows().flat());
    t.deepEqual([...(table.snapshot?.files.keys() ?? [])], ['live']);
    return written.getRows().flat();
  };
  const retention = (interval: string) => keptBy({ 'delta.deletedFileRetentionDuration': interval });
  t.deepEqual(await keptBy({}), ['h0.5', 'h24', 'h144']);
  t.deepEqual(await retention('interval 7 days'), ['h0.5', 'h24', 'h144']);
  t.deepEqual(await retention('interval 1 hour'), ['h0.5']);
  t.deepEqual(await retention('INTERVAL 6 WEEKS'), ['h0.5', 'h24', 'h144', 'h192', 'h960']);
  t.deepEqual(await retention('interval 1 month 2 days'), ['h0.5', 'h24', 'h144', 'h192', 'h960', 'undated']);
});

test('files removed before the retention make checkpoints no rarer', async (t) => {
  const connection = await openEngine(t);
  for (const [deletionTimestamp, expected] of [
    [1, [100, 110, 120]],
    [Date.now(), [100]],
  ] as const) {
    const folder = temporaryFolder(t);
    const removed = Array.from({ length: 300 }, (_, n) => remove(`${n}.parquet`, { deletionTimestamp }));
    writeLog(folder, [[protocol, metaData(numbers), add('live'), ...removed]]);
    const table = await openTable(connection, folderStore(folder));
    for (let version = 1; version <= 120; version++) {
      await beginTransaction(table, { mode: 'append', schema: numbers }).commit();
    }
    t.deepEqual(checkpointsIn(folder), expected.map(checkpoint));
  }
});

test('what is in a commit but is no action of ours is passed over', async (t) => {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  writeLog(folder, [
    [protocol, metaData(numbers, { someDay: 1 }), { commitInfo: { x: [1] } }, { cdc: { path: 'c' } }],
    [{ domainMetadata: { domain: 'd' } }, add('a', { clusteringProvider: 'x', baseRowId: 4 })],
  ]);
  writeLogFile(folder, '00000000000000000001.crc', 'anything');
  const { version, files } = await readSnapshot(connection, folderStore(folder));
  t.deepEqual([version, [...files.keys()]], [1, ['a']]);
});

for (const [what, line, message] of [
  ['is not JSON', '{"add":', /00000000000000000001.json, line 2: not JSON/],
  ['lacks a field', '{"add":{"path":"a"}}', /line 2: add\.size/],
  ['has a field of another type', '{"txn":{"appId":"a","version":"1"}}', /line 2: txn\.version/],
  ['has a number that JSON cannot hold', '{"txn":{"appId":"a","version":9007199254740993}}', /line 2: txn\.version/],
] as const) {
  test(`a commit with a line that ${what} is named with its line`, async (t) => {
    const connection = await openEngine(t);
    const folder = temporaryFolder(t);
    writeLog(folder, [[protocol, metaData(numbers)]]);
    writeLogFile(folder, '00000000000000000001.json', `{"commitInfo":{}}\n${line}\n`);
    await t.throwsAsync(readSnapshot(connection, folderStore(folder)), { code: 'TABLE_DAMAGED', message });
  });
}

test('a log without protocol or metaData is damaged, and so is a schema that is none', async (t) => {
  const connection = await openEngine(t);
  for (const [actions, message] of [
    [[metaData(numbers)], /no protocol/],
    [[protocol], /no metaData/],
    [[protocol, metaData(numbers, { schemaString: '{"type":"struct"}' })], /schemaString/],
  ] as const) {
    const folder = temporaryFolder(t);
    writeLog(folder, [actions]);
    await t.throwsAsync(readSnapshot(connection, folderStore(folder)), { code: 'TABLE_DAMAGED', message });
  }
});

test('a file is one file, however its path is written', async (t) => {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  writeLog(folder, [
    [protocol, metaData(numbers), add('a%20b'), add('c=d')],
    [remove('a b'), remove('c%3Dd')],
  ]);
  t.is((await readSnapshot(connection, folderStore(folder))).files.size, 0);
  t.deepEqual(filesIn(folder).length, 2);
});

test('a commit of very many files is read', async (t) => {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const count = 150_000;
  writeLog(folder, [[protocol, metaData(numbers), ...Array.from({ length: count }, (_, index) => add(`f${index}`))]]);
  t.is((await readSnapshot(connection, folderStore(folder))).files.size, count);
});
