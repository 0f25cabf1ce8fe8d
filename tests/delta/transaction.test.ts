import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import {
  beginTransaction,
  type Change,
  folderStore,
  openTable,
  readSnapshot,
  type TableStore,
} from '../../runtime/delta/index.ts';
import { overtaken } from './helpers/stores.ts';
import {
  commit,
  filesIn,
  numbers,
  numbersOf,
  openEngine,
  rowsOf,
  schemaOf,
  temporaryFolder,
  values,
} from './helpers/tables.ts';

async function openStore(t: ExecutionContext) {
  const folder = temporaryFolder(t);
  return { connection: await openEngine(t), folder, store: folderStore(folder) };
}

test('appends add up, an overwrite stands alone, and every version stays readable', async (t) => {
  const { connection, store } = await openStore(t);
  t.like(await commit(connection, store, values(1, 2)), { version: 0, isSkipped: false });
  t.like(await commit(connection, store, values(3)), { version: 1 });
  t.like(await commit(connection, store, values(9), { mode: 'overwrite' }), { version: 2 });
  t.like(await commit(connection, store, values(10)), { version: 3 });
  t.deepEqual(await numbersOf(connection, store), [9, 10]);
  t.deepEqual(await numbersOf(connection, store, 0), [1, 2]);
  t.deepEqual(await numbersOf(connection, store, 1), [1, 2, 3]);
  t.deepEqual(await numbersOf(connection, store, 2), [9]);
});

test('a commit of no rows makes a version and no file', async (t) => {
  const { connection, folder, store } = await openStore(t);
  await commit(connection, store, values(), { mode: 'overwrite' });
  t.deepEqual(filesIn(folder), ['_delta_log/00000000000000000000.json']);
  t.deepEqual(await rowsOf(connection, store), []);
  await commit(connection, store, values(1));
  await commit(connection, store, values(), { mode: 'overwrite' });
  t.deepEqual(await rowsOf(connection, store), []);
});

test('a batch that the table has is skipped and says so; an older one as well', async (t) => {
  const { connection, folder, store } = await openStore(t);
  const txn = (version: number, appId = 'stream') => ({ txn: { appId, version } });
  await commit(connection, store, values(1), txn(5));
  const files = filesIn(folder);
  t.like(await commit(connection, store, values(1), txn(5)), { version: 0, isSkipped: true });
  t.like(await commit(connection, store, values(0), { ...txn(4), mode: 'overwrite' }), { isSkipped: true });
  t.deepEqual(filesIn(folder), files);
  t.like(await commit(connection, store, values(2), txn(7)), { version: 1, isSkipped: false });
  t.like(await commit(connection, store, values(3), txn(0, 'other')), { version: 2, isSkipped: false });
  t.deepEqual(await numbersOf(connection, store), [1, 2, 3]);
  t.is((await readSnapshot(connection, store)).txns.get('stream')?.version, 7);
});

test('a change that stands on properties is not made once another writer has changed one, and leaves no file', async (t) => {
  const { connection, folder, store } = await openStore(t);
  const at = (before: string | undefined, now: string) => ({ properties: { place: now }, expected: { place: before } });
  await commit(connection, store, values(1), at(undefined, 'a'));
  await commit(connection, store, values(2), at('a', 'b'));
  const files = filesIn(folder);
  for (const wrong of [undefined, 'a']) {
    await t.throwsAsync(commit(connection, store, values(9), at(wrong, 'c')), {
      code: 'TABLE_CONFLICT',
      message: /property place up to version 1$/,
    });
  }
  const late = overtaken(store, () => commit(connection, store, values(3), at('b', 'c')));
  await t.throwsAsync(commit(connection, late, values(9), at('b', 'd')), { code: 'TABLE_CONFLICT' });
  t.is(filesIn(folder).length, files.length + 2);
  const followed = overtaken(store, () => commit(connection, store, values(4), { properties: { other: 'x' } }));
  await commit(connection, followed, values(5), at('c', 'd'));
  t.deepEqual(await numbersOf(connection, store), [1, 2, 3, 4, 5]);
  t.like((await readSnapshot(connection, store)).metadata.configuration, { place: 'd', other: 'x' });
});

test('a table whose log is gone while it is open takes no commit, and the commit leaves nothing', async (t) => {
  const { connection, folder, store } = await openStore(t);
  await commit(connection, store, values(1));
  const table = await openTable(connection, store);
  rmSync(folder, { recursive: true });
  const transaction = beginTransaction(table, { mode: 'append', schema: numbers });
  await transaction.write(values(2));
  await t.throwsAsync(transaction.commit(), {
    code: 'TABLE_DAMAGED',
    message: `${folder}/_delta_log/00000000000000000000.json is missing`,
  });
  t.deepEqual(filesIn(folder), []);
});

test('a commit that a failing disk has cut after any of its lines is damage, and not a smaller commit', async (t) => {
  const { connection, folder, store } = await openStore(t);
  await commit(connection, store, values(1));
  await commit(connection, store, values(2), { properties: { place: 'a' } });
  await commit(connection, store, values(3));
  const file = join(folder, '_delta_log', '00000000000000000001.json');
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  t.true(lines.length > 2);
  for (let kept = 0; kept < lines.length; kept++) {
    writeFileSync(
      file,
      lines
        .slice(0, kept)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const error = await t.throwsAsync(readSnapshot(connection, store), { code: 'TABLE_DAMAGED' });
    t.true(error?.message.startsWith(file), error?.message);
  }
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  t.deepEqual(await numbersOf(connection, store), [1, 2, 3]);
});

for (const [what, theirs, expired] of [
  ['has fewer versions', 1, []],
  ['has as many versions', 2, []],
  ['has more versions', 3, []],
  ['has forgotten its first versions', 12, [0, 1, 2]],
] as const) {
  test(`a table made anew while it is open takes no commit, and the commit leaves nothing: the new one ${what}`, async (t) => {
    const { connection, folder, store } = await openStore(t);
    for (const n of [1, 2]) await commit(connection, store, values(n));
    for (const knows of ['by reading', 'by its own commit']) {
      const table = await openTable(connection, store);
      if (knows === 'by its own commit') await beginTransaction(table, { mode: 'append', schema: numbers }).commit();
      rmSync(folder, { recursive: true });
      const versions = theirs + (table.snapshot?.version ?? 0) - 1;
      for (let n = 0; n < versions; n++) await commit(connection, store, values(n));
      for (const version of expired) rmSync(join(folder, `_delta_log/${String(version).padStart(20, '0')}.json`));
      const files = filesIn(folder);
      const transaction = beginTransaction(table, { mode: 'append', schema: numbers });
      await transaction.write(values(9));
      const message = new RegExp(`^${folder}/_delta_log/\\d{20}.json is (missing|of another table)`);
      await t.throwsAsync(table.refresh(), { code: 'TABLE_DAMAGED', message });
      await t.throwsAsync(transaction.commit(), { code: 'TABLE_DAMAGED', message });
      t.deepEqual(filesIn(folder), files);
    }
  });
}

test("properties are the table's from its first version on, and change without a change of the schema", async (t) => {
  const { connection, store } = await openStore(t);
  await commit(connection, store, values(1), { properties: { 'a.version': '1', other: 'x' } });
  const first = (await readSnapshot(connection, store)).metadata;
  await commit(connection, store, values(2), { properties: { 'a.version': '2' } });
  const second = (await readSnapshot(connection, store)).metadata;
  t.deepEqual(second, { ...first, configuration: { 'a.version': '2', other: 'x' } });
  t.regex(first.id, /^[0-9a-f-]{36}$/);
  t.true(Number.isSafeInteger(first.createdTime));
});

test('a commit holds the actions of the protocol', async (t) => {
  const { connection, folder, store } = await openStore(t);
  await commit(connection, store, values(1, 2));
  await commit(connection, store, values(3), { mode: 'overwrite', txn: { appId: 'a', version: 1 } });
  const [first = [], second = []] = await Promise.all(
    [0, 1].map(async (version) =>
      String(await store.read(`_delta_log/${String(version).padStart(20, '0')}.json`))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ),
  );
  const parquet = filesIn(folder).filter((name) => name.endsWith('.parquet'));
  t.deepEqual(
    first.map((action) => Object.keys(action)),
    [['commitInfo'], ['protocol'], ['metaData'], ['add']],
  );
  t.deepEqual(first[1].protocol, { minReaderVersion: 1, minWriterVersion: 2 });
  t.like(first[2].metaData, { format: { provider: 'parquet', options: {} }, partitionColumns: [], configuration: {} });
  t.deepEqual(JSON.parse(first[2].metaData.schemaString), numbers);
  t.like(first[3].add, { partitionValues: {}, dataChange: true });
  t.true(parquet.includes(first[3].add.path));
  t.is(statSync(join(folder, first[3].add.path)).size, first[3].add.size);
  t.deepEqual(
    second.map((action) => Object.keys(action)),
    [['commitInfo'], ['txn'], ['remove'], ['add']],
  );
  t.like(second[1].txn, { appId: 'a', version: 1 });
  t.like(second[2].remove, {
    path: first[3].add.path,
    dataChange: true,
    extendedFileMetadata: true,
    partitionValues: {},
    size: first[3].add.size,
  });
});

test('an append follows another one', async (t) => {
  const { connection, store } = await openStore(t);
  await commit(connection, store, values(1));
  const slow = overtaken(store, () => commit(connection, store, values(2)));
  t.like(await commit(connection, slow, values(3)), { version: 2 });
  t.deepEqual(await numbersOf(connection, store), [1, 2, 3]);
});

test('two writers make one table: the second follows the first', async (t) => {
  const { connection, store } = await openStore(t);
  for (const mode of ['append', 'overwrite'] as const) {
    const slow = overtaken(store, () => commit(connection, store, values(1), { mode: 'overwrite' }));
    await commit(connection, slow, values(2), { mode });
    t.deepEqual(await numbersOf(connection, store), mode === 'append' ? [1, 2] : [2]);
  }
});

test('an overwrite is made anew over what was appended meanwhile', async (t) => {
  const { connection, store } = await openStore(t);
  await commit(connection, store, values(1));
  const slow = overtaken(store, () => commit(connection, store, values(2)));
  t.like(await commit(connection, slow, values(3), { mode: 'overwrite' }), { version: 2 });
  t.deepEqual(await numbersOf(connection, store), [3]);
});

test('a batch that another process committed meanwhile is skipped, whatever else that one changed', async (t) => {
  const { connection, folder, store } = await openStore(t);
  const txn = { appId: 'a', version: 1 };
  await commit(connection, store, values(1));
  const schema = schemaOf({ 'n!': 'integer', s: 'string' });
  const slow = overtaken(store, () => commit(connection, store, "select 2 as n, '' as s", { txn, schema }));
  t.like(await commit(connection, slow, values(2), { txn, mode: 'overwrite' }), { version: 1, isSkipped: true });
  t.deepEqual(await numbersOf(connection, store), [1, 2]);
  t.is(filesIn(folder).filter((name) => name.endsWith('.parquet')).length, 2);
});

const wider = { schema: schemaOf({ 'n!': 'integer', s: 'string' }) };
const other = { schema: schemaOf({ 'n!': 'integer', x: 'integer' }) };
const meanwhile: [
  what: string,
  theirs: [string, Partial<Change>],
  ours: [string, Partial<Change>],
  message: RegExp | undefined,
][] = [
  ['an append follows a widened schema', ["select 2 as n, 's' as s", wider], [values(3), {}], undefined],
  ['an append follows changed properties', [values(2), { properties: { a: '1' } }], [values(3), {}], undefined],
  [
    'an append that widens follows the same widening',
    ["select 2 as n, 's' as s", wider],
    ["select 3 as n, 't' as s", wider],
    undefined,
  ],
  [
    'an append that widens refuses another widening',
    ["select 2 as n, 's' as s", wider],
    ['select 3 as n, 4 as x', other],
    /schema/,
  ],
  [
    'an overwrite refuses a widened schema',
    ["select 2 as n, 's' as s", wider],
    [values(3), { mode: 'overwrite' }],
    /schema/,
  ],
  [
    'an overwrite refuses changed properties',
    [values(2), { properties: { a: '1' } }],
    [values(3), { mode: 'overwrite' }],
    /properties/,
  ],
  [
    'an overwrite follows the same widening',
    ["select 2 as n, 's' as s", wider],
    ["select 3 as n, 't' as s", { ...wider, mode: 'overwrite' }],
    undefined,
  ],
];

for (const [what, theirs, ours, message] of meanwhile) {
  test(`meanwhile: ${what}`, async (t) => {
    const { connection, folder, store } = await openStore(t);
    await commit(connection, store, values(1));
    const slow = overtaken(store, () => commit(connection, store, ...theirs));
    if (message === undefined) {
      await commit(connection, slow, ...ours);
      t.deepEqual(await numbersOf(connection, store), ours[1].mode === 'overwrite' ? [3] : [1, 2, 3]);
    } else {
      await t.throwsAsync(commit(connection, slow, ...ours), { code: 'TABLE_CONFLICT', message });
      t.deepEqual(await numbersOf(connection, store), [1, 2]);
      t.is(filesIn(folder).filter((name) => name.endsWith('.parquet')).length, 2);
    }
  });
}

test('a change of the protocol meanwhile is a conflict or unknown, and never followed', async (t) => {
  const { connection, folder, store } = await openStore(t);
  await commit(connection, store, values(1));
  for (const [version, minWriterVersion, code] of [
    [1, 1, 'TABLE_CONFLICT'],
    [2, 4, 'TABLE_CONFLICT'],
  ] as const) {
    const upgrade = JSON.stringify({ protocol: { minReaderVersion: 1, minWriterVersion } });
    const slow = overtaken(store, () =>
      store.put(`_delta_log/${String(version).padStart(20, '0')}.json`, `${upgrade}\n`),
    );
    await t.throwsAsync(commit(connection, slow, values(2)), { code });
  }
  await t.throwsAsync(commit(connection, store, values(2)), { code: 'TABLE_UNSUPPORTED' });
  t.deepEqual(await numbersOf(connection, store), [1]);
  t.is(filesIn(folder).filter((name) => name.endsWith('.parquet')).length, 1);
});

test('a writer that others always come before gives up and leaves nothing', async (t) => {
  const { connection, folder, store } = await openStore(t);
  await commit(connection, store, values(1));
  const unlucky: TableStore = {
    ...store,
    putIfAbsent: async (path, content) => {
      await store.putIfAbsent(path, `${JSON.stringify({ commitInfo: {} })}\n`);
      return store.putIfAbsent(path, content);
    },
  };
  await t.throwsAsync(commit(connection, unlucky, values(2)), { code: 'TABLE_CONFLICT', message: /100 times/ });
  t.deepEqual(await numbersOf(connection, store), [1]);
  t.is(filesIn(folder).filter((name) => name.endsWith('.parquet')).length, 1);
});

test('a long-lived table commits on and on, and sees what others commit', async (t) => {
  const { connection, store } = await openStore(t);
  const table = await openTable(connection, store);
  t.is(table.snapshot, undefined);
  for (let n = 0; n < 5; n++) {
    const transaction = beginTransaction(table, { mode: 'append', schema: numbers });
    await transaction.write(values(n));
    t.is((await transaction.commit()).version, n * 2);
    await commit(connection, store, values(n + 10));
    await table.refresh();
    t.is(table.snapshot?.version, n * 2 + 1);
  }
  t.deepEqual(await numbersOf(connection, store), [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]);
});

test('a transaction of several writes becomes visible as a whole', async (t) => {
  const { connection, folder, store } = await openStore(t);
  await commit(connection, store, values(1));
  const transaction = beginTransaction(await openTable(connection, store), { mode: 'append', schema: numbers });
  await transaction.write(values(2));
  await transaction.write(values(3, 4));
  t.is(transaction.rows, 3);
  t.deepEqual(await numbersOf(connection, store), [1]);
  await transaction.commit();
  await transaction.discard();
  t.deepEqual(await numbersOf(connection, store), [1, 2, 3, 4]);
  const given = beginTransaction(await openTable(connection, store), { mode: 'overwrite', schema: numbers });
  const files = filesIn(folder);
  await given.write(values(5));
  await given.discard();
  t.deepEqual(filesIn(folder), files);
});
