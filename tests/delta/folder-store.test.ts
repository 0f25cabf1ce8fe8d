import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { folderStore } from '../../runtime/delta/index.ts';
import { filesIn, temporaryFolder } from './helpers/tables.ts';

test('of many puts where none is, one wins and its content is whole', async (t) => {
  const folder = temporaryFolder(t);
  const contents = Array.from({ length: 20 }, (_, writer) => `${writer}`.repeat(10_000));
  const won = await Promise.all(
    contents.map((content) => folderStore(folder).putIfAbsent('_delta_log/0.json', content)),
  );
  t.is(won.filter(Boolean).length, 1);
  t.is(readFileSync(join(folder, '_delta_log/0.json'), 'utf8'), contents[won.indexOf(true)] ?? '');
  t.deepEqual(filesIn(folder), ['_delta_log/0.json']);
});

test('a put replaces, a read of nothing is nothing, and a delete of nothing is no error', async (t) => {
  const store = folderStore(join(temporaryFolder(t), 'not', 'there'));
  t.is(await store.read('a/b'), undefined);
  t.deepEqual(await store.list('a'), []);
  await store.delete('a/b');
  await store.put('a/b', 'one');
  await store.put('a/b', 'two');
  t.is(String(await store.read('a/b')), 'two');
  await store.delete('a/b');
  t.is(await store.read('a/b'), undefined);
});

test('names are listed in UTF-8 byte order from behind one on', async (t) => {
  const store = folderStore(temporaryFolder(t));
  // In UTF-16, which JavaScript sorts by, the last two change places.
  const names = ['10', '10.json', '11', 'a', '\uffe6', '😀'];
  for (const name of [...names].reverse()) await store.put(`log/${name}`, '');
  t.deepEqual(await store.list('log'), names);
  t.deepEqual(await store.list('log', '10'), names.slice(1));
  t.deepEqual(await store.list('log', '😀'), []);
});

test('a file that is being written is seen by nobody, and is gone when its writer fails', async (t) => {
  const folder = temporaryFolder(t);
  const store = folderStore(folder);
  const seen = await store.putWritten('part.parquet', async (file) => {
    writeFileSync(file, 'half');
    return {
      there: existsSync(join(folder, 'part.parquet')),
      hidden: filesIn(folder).every((name) => name.startsWith('.')),
    };
  });
  t.deepEqual(seen, { there: false, hidden: true });
  t.is(String(await store.read('part.parquet')), 'half');
  const failure = new Error('no more');
  const failing = store.putWritten('other.parquet', async (file) => {
    writeFileSync(file, 'half');
    throw failure;
  });
  t.is(await t.throwsAsync(failing), failure);
  t.deepEqual(filesIn(folder), ['part.parquet']);
});

test('a file where a folder should be is a storage error that names the place', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'table'), '');
  const store = folderStore(join(folder, 'table'));
  const message = new RegExp(join(folder, 'table'));
  await t.throwsAsync(store.list('_delta_log'), { code: 'STORAGE_FAILED', message });
  await t.throwsAsync(store.put('a', ''), { code: 'STORAGE_FAILED', message });
  await t.throwsAsync(store.putIfAbsent('_delta_log/a', ''), { code: 'STORAGE_FAILED', message });
});

test('a folder in the place of a file is not taken for another writer', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'a'));
  await t.throwsAsync(folderStore(folder).put('a', 'x'), { code: 'STORAGE_FAILED' });
});
