import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import type { Add } from '../../runtime/delta/actions.ts';
import {
  beginTransaction,
  type Change,
  folderStore,
  openTable,
  optimizeTable,
  readSnapshot,
} from '../../runtime/delta/index.ts';
import { planCompaction } from '../../runtime/delta/optimize.ts';
import { overtaken } from './helpers/stores.ts';
import {
  commit,
  filesIn,
  numbers,
  numbersInOrder,
  openEngine,
  rowsOf,
  schemaOf,
  temporaryFolder,
  values,
} from './helpers/tables.ts';

/** A table with a file for each list of numbers. */
async function openFiles(t: ExecutionContext, lists: readonly number[][], properties: Record<string, string> = {}) {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const store = folderStore(folder);
  for (const list of lists) await commit(connection, store, values(...list), { properties });
  const inOrder = (version?: number) => numbersInOrder(connection, store, version);
  return { connection, folder, store, inOrder };
}

const wider = schemaOf({ 'n!': 'integer', s: 'string' });
const lists = [[5, 1], [9], [3, 3], [7], [2, 8]];

test('small files become one, rows keep their order, and every version stays readable', async (t) => {
  const { connection, store, inOrder } = await openFiles(t, lists, { 'delta.checkpointInterval': '2' });
  const before = await readSnapshot(connection, store);
  const { version, removed, added } = await optimizeTable(connection, store);
  t.deepEqual([version, removed.files, added.files], [5, 5, 1]);
  t.is(
    removed.bytes,
    [...before.files.values()].reduce((sum, { size }) => sum + size, 0),
  );
  t.deepEqual(await inOrder(), lists.flat());
  for (const at of lists.keys()) t.deepEqual(await inOrder(at), lists.slice(0, at + 1).flat());
  const { files, metadata } = await readSnapshot(connection, store);
  t.deepEqual(
    [...files.values()].map(({ size }) => size),
    [added.bytes],
  );
  t.deepEqual(metadata, before.metadata);
});

test('a table whose files are large enough or one is left alone', async (t) => {
  const { connection, folder, store } = await openFiles(t, lists);
  await optimizeTable(connection, store);
  const all = filesIn(folder);
  const again = await optimizeTable(connection, store);
  t.deepEqual(again, { version: 5, removed: { files: 0, bytes: 0 }, added: { files: 0, bytes: 0 } });
  t.deepEqual(filesIn(folder), all);
  await t.throwsAsync(optimizeTable(connection, folderStore(join(folder, 'none'))), { code: 'TABLE_MISSING' });
});

test('a dry run says what there is to do and does nothing', async (t) => {
  const { connection, folder, store } = await openFiles(t, lists);
  const all = filesIn(folder);
  t.like(await optimizeTable(connection, store, { dryRun: true }), {
    version: 4,
    removed: { files: 5 },
    added: { files: 1 },
  });
  t.deepEqual(filesIn(folder), all);
});

test('the commit says that nothing changed but where the rows are', async (t) => {
  const { connection, store } = await openFiles(t, [[1], [2]]);
  await optimizeTable(connection, store);
  const actions = String(await store.read('_delta_log/00000000000000000002.json'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(
    actions.map((action) => Object.keys(action)),
    [['commitInfo'], ['remove'], ['remove'], ['add']],
  );
  t.like(actions[0].commitInfo, {
    operation: 'OPTIMIZE',
    isBlindAppend: false,
    operationMetrics: { numRemovedFiles: '2', numAddedFiles: '1' },
  });
  for (const { remove } of actions.slice(1, 3)) t.like(remove, { dataChange: false, extendedFileMetadata: true });
  t.like(actions[3].add, { dataChange: false, partitionValues: {} });
  t.like(JSON.parse(actions[3].add.stats), {
    numRecords: 2,
    minValues: { n: 1 },
    maxValues: { n: 2 },
    nullCount: { n: 0 },
  });
});

test('files of before and after a column was added become one', async (t) => {
  const { connection, store } = await openFiles(t, [[1]]);
  await commit(connection, store, "select 2 as n, 'two' as s", { schema: wider });
  await optimizeTable(connection, store);
  t.deepEqual(await rowsOf(connection, store), [
    { n: 1, s: null },
    { n: 2, s: 'two' },
  ]);
});

test('rows may be moved in a table that takes appends alone', async (t) => {
  const { connection, store, inOrder } = await openFiles(t, [[1], [2]], { 'delta.appendOnly': 'true' });
  t.is((await optimizeTable(connection, store)).added.files, 1);
  t.deepEqual(await inOrder(), [1, 2]);
});

test('an append that was begun before follows, and stands behind the rows that were moved', async (t) => {
  const { connection, store, inOrder } = await openFiles(t, lists, { place: 'a' });
  const late = overtaken(store, () => optimizeTable(connection, store));
  await commit(connection, late, values(0), { properties: { place: 'b' }, expected: { place: 'a' } });
  t.deepEqual(await inOrder(), [...lists.flat(), 0]);
  t.is((await readSnapshot(connection, store)).files.size, 2);
});

const meanwhile: [what: string, query: string, change: Partial<Change>, files: number, rows: number[]][] = [
  ['an append', values(0), {}, 2, [...lists.flat(), 0]],
  ['an append of other properties', values(0), { properties: { place: 'b' } }, 2, [...lists.flat(), 0]],
  ['an append that adds a column', "select 0 as n, '' as s", { schema: wider }, 2, [...lists.flat(), 0]],
  ['an overwrite', values(0), { mode: 'overwrite' }, 1, [0]],
];

for (const [what, query, change, files, rows] of meanwhile) {
  test(`meanwhile: ${what}`, async (t) => {
    const { connection, folder, store, inOrder } = await openFiles(t, lists);
    const slow = overtaken(store, () => commit(connection, store, query, change));
    await optimizeTable(connection, slow);
    t.deepEqual(await inOrder(), rows);
    const snapshot = await readSnapshot(connection, store);
    t.is(snapshot.files.size, files);
    t.is(snapshot.metadata.configuration.place, change.properties?.place);
    const parquet = filesIn(folder).filter((name) => name.endsWith('.parquet'));
    t.is(parquet.length, snapshot.files.size + snapshot.removed.size);
  });
}

test('of two compactions one wins: the other does what is left', async (t) => {
  const { connection, folder, store, inOrder } = await openFiles(t, lists);
  const paths = [...(await readSnapshot(connection, store)).files.keys()];
  const first = async () => {
    const table = await openTable(connection, store);
    const transaction = beginTransaction(table, { mode: 'compact', compacted: paths.slice(0, 2), schema: numbers });
    await transaction.write(values(5, 1, 9));
    await transaction.commit();
  };
  t.like(await optimizeTable(connection, overtaken(store, first)), { removed: { files: 3 }, added: { files: 1 } });
  t.deepEqual(await inOrder(), lists.flat());
  const all = () => optimizeTable(connection, store);
  t.like(await optimizeTable(connection, overtaken(store, all)), { removed: { files: 0 }, added: { files: 0 } });
  t.deepEqual(await inOrder(), lists.flat());
  const { files, removed } = await readSnapshot(connection, store);
  t.is(files.size, 1);
  const parquet = filesIn(folder).filter((name) => name.endsWith('.parquet'));
  t.deepEqual(parquet, [...files.keys(), ...removed.keys()].sort());
});

test('files that hold other rows than the log says are not taken over', async (t) => {
  const { connection, folder, store } = await openFiles(t, lists);
  const [path] = [...(await readSnapshot(connection, store)).files.keys()];
  await connection.run(`copy (${values(5)}) to '${join(folder, path ?? '')}' (format parquet)`);
  const all = filesIn(folder);
  await t.throwsAsync(optimizeTable(connection, store), {
    code: 'TABLE_DAMAGED',
    message: /hold 7 rows, and by the log 8/,
  });
  t.deepEqual(filesIn(folder), all);
});

test('the table says how large its files are to be', async (t) => {
  const { connection, store } = await openFiles(t, lists);
  const [size = 0] = [...(await readSnapshot(connection, store)).files.values()].map((file) => file.size);
  const table = await openTable(connection, store);
  for (const [target, files] of [
    [`${size}`, []],
    [`${size * 3.9}`.split('.')[0], [3, 2]],
    ['2k', [5]],
    ['2 KB', [5]],
    ['100mb', [5]],
    ['large', [5]],
  ] as const) {
    const properties = { 'delta.targetFileSize': target ?? '' };
    await beginTransaction(table, { mode: 'append', schema: numbers, properties }).commit();
    const plan = await optimizeTable(connection, store, { dryRun: true });
    t.deepEqual(
      [plan.added.files, plan.removed.files],
      [files.length, files.reduce((sum, each) => sum + each, 0)],
      target,
    );
  }
});

const someFiles = fc.array(fc.record({ size: fc.integer({ min: 1, max: 120 }), isKnown: fc.boolean() }), {
  maxLength: 30,
});

test('files that become one follow one another, are known, and fit together; one more would not', (t) => {
  const isRight = (all: readonly { size: number; isKnown: boolean }[]) => {
    const files = new Map(all.map(({ size }, index) => [String(index), { size } as Add]));
    const known = new Set(all.flatMap(({ isKnown }, index) => (isKnown ? [String(index)] : [])));
    for (const bin of planCompaction(files, known, 100)) {
      const indexes = [...bin.keys()].map(Number);
      const [first = 0] = indexes;
      const sizes = indexes.map((index) => all[index]?.size ?? 0);
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      const after = all[first + indexes.length];
      assert.deepEqual(
        indexes,
        indexes.map((_, place) => first + place),
      );
      assert.ok(indexes.length > 1 && indexes.every((index) => all[index]?.isKnown));
      assert.ok(bytes <= 100 && (!after?.isKnown || bytes + after.size > 100));
    }
    const once = planCompaction(files, known, 100).flatMap((bin) => [...bin.keys()]);
    const pairs = all.flatMap(({ size, isKnown }, index) => {
      const next = all[index + 1];
      const fit = isKnown && next?.isKnown && size + next.size <= 100;
      return fit && !once.includes(`${index}`) && !once.includes(`${index + 1}`) ? [index] : [];
    });
    assert.deepEqual(pairs, []);
  };
  t.notThrows(() => fc.assert(fc.property(someFiles, isRight), { numRuns: 300 }));
});
