import { existsSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { beginTransaction, folderStore, openTable, type TableStore } from '../../runtime/delta/index.ts';
import { storageError } from '../../runtime/errors.ts';
import { commit, filesIn, numbers, numbersOf, openEngine, temporaryFolder, values } from './helpers/tables.ts';

const full = () =>
  storageError(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }), 'disk');

async function openStore(t: ExecutionContext) {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const store = folderStore(folder);
  await commit(connection, store, values(1));
  return { connection, folder, store, files: filesIn(folder) };
}

for (const mode of ['append', 'overwrite'] as const) {
  test(`a disk that is full while rows are written leaves the table as it was: ${mode}`, async (t) => {
    const { connection, folder, store, files } = await openStore(t);
    const failing: TableStore = {
      ...store,
      putWritten: (path, write) =>
        store.putWritten(path, async (file) => {
          await write(file);
          t.true(existsSync(file));
          throw full();
        }),
    };
    await t.throwsAsync(commit(connection, failing, values(2), { mode }), { code: 'STORAGE_FULL' });
    t.deepEqual(filesIn(folder), files);
    t.deepEqual(await numbersOf(connection, store), [1]);
  });

  test(`a disk that is full when the commit is written leaves the table as it was: ${mode}`, async (t) => {
    const { connection, folder, store, files } = await openStore(t);
    const failing: TableStore = { ...store, putIfAbsent: () => Promise.reject(full()) };
    await t.throwsAsync(commit(connection, failing, values(2), { mode }), { code: 'STORAGE_FULL' });
    t.deepEqual(filesIn(folder), files);
    await commit(connection, store, values(2), { mode });
    t.deepEqual(await numbersOf(connection, store), mode === 'append' ? [1, 2] : [2]);
  });
}

test('a query that fails leaves nothing', async (t) => {
  const { connection, folder, store, files } = await openStore(t);
  const query = "select case when n = 150000 then error('broken') else 1 end as n from range(200000) as r(n)";
  await t.throwsAsync(commit(connection, store, query), { message: /broken/ });
  t.deepEqual(filesIn(folder), files);
});

test('a commit that is there although its put failed has happened', async (t) => {
  const { connection, store } = await openStore(t);
  const failing: TableStore = {
    ...store,
    putIfAbsent: async (path, content) => {
      await store.putIfAbsent(path, content);
      throw new Error('the answer was lost');
    },
  };
  t.is((await commit(connection, failing, values(2))).version, 1);
  t.deepEqual(await numbersOf(connection, store), [1, 2]);
});

test('a put that was repeated because its answer was lost is no other writer', async (t) => {
  const { connection, store } = await openStore(t);
  const repeating: TableStore = {
    ...store,
    putIfAbsent: async (path, content) => {
      await store.putIfAbsent(path, content);
      return store.putIfAbsent(path, content);
    },
  };
  t.is((await commit(connection, repeating, values(2))).version, 1);
  t.deepEqual(await numbersOf(connection, store), [1, 2]);
});

test('files stay while it is not known whether their commit is there', async (t) => {
  const { connection, store } = await openStore(t);
  let isDown = false;
  const failing: TableStore = {
    ...store,
    read: (path) => (isDown ? Promise.reject(new Error('down')) : store.read(path)),
    putIfAbsent: async (path, content) => {
      isDown = true;
      await store.putIfAbsent(path, content);
      throw new Error('down');
    },
  };
  const transaction = beginTransaction(await openTable(connection, failing), { mode: 'append', schema: numbers });
  await transaction.write(values(2));
  await t.throwsAsync(transaction.commit(), { code: 'STORAGE_FAILED', message: /not known whether/ });
  await transaction.discard();
  t.deepEqual(await numbersOf(connection, store), [1, 2]);
});

test('an error of deleting does not hide the error before it', async (t) => {
  const { connection, store } = await openStore(t);
  const failing: TableStore = {
    ...store,
    putIfAbsent: () => Promise.reject(full()),
    delete: () => Promise.reject(new Error('cannot delete')),
  };
  await t.throwsAsync(commit(connection, failing, values(2)), { code: 'STORAGE_FULL' });
});
