import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { folderStore, readSnapshot, scanSnapshot } from '../../runtime/delta/index.ts';
import { add, metaData, protocol, writeLog } from './helpers/logs.ts';
import { commit, numbersOf, openEngine, rowsOf, schemaOf, temporaryFolder, values } from './helpers/tables.ts';

test('a table without files has its columns with their types', async (t) => {
  const connection = await openEngine(t);
  const schema = schemaOf({
    'n!': 'integer',
    'a "quoted" name': 'timestamp',
    list: { type: 'array', elementType: 'double', containsNull: true },
  });
  const store = folderStore(temporaryFolder(t));
  writeLog(store.location, [[protocol, metaData(schema)]]);
  const described = await connection.runAndReadAll(
    `describe select * from ${await scanSnapshot(store, await readSnapshot(connection, store))}`,
  );
  t.deepEqual(
    described.getRows().map(([name, type]) => [name, type]),
    [
      ['n', 'INTEGER'],
      ['a "quoted" name', 'TIMESTAMP WITH TIME ZONE'],
      ['list', 'DOUBLE[]'],
    ],
  );
  t.deepEqual(await rowsOf(connection, store), []);
});

for (const name of ["it's", 'n=7', '[ab]*?', 'a b', '%20', 'é😀']) {
  test(`a table in a folder named ${name} is written and read`, async (t) => {
    const connection = await openEngine(t);
    const store = folderStore(join(temporaryFolder(t), name));
    for (let n = 0; n <= 11; n++) await commit(connection, store, values(n));
    t.deepEqual(
      await rowsOf(connection, store),
      Array.from({ length: 12 }, (_, n) => ({ n })),
    );
  });
}

// As PROTOCOL.md has partition values; the folders say something else to show that they do not count.
test('columns of partitions come from the log', async (t) => {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  const schema = schemaOf({ n: 'integer', day: 'date', t: 'timestamp', s: 'string' });
  const partitions = [
    {
      path: 'day=x/t=11%3A11/1.parquet',
      encoded: 'day=x/t=11%253A11/1.parquet',
      day: '2020-02-29',
      t: '2020-01-01T11:11:00.000001Z',
      s: "it's",
    },
    { path: 's=%20/2.parquet', encoded: 's=%2520/2.parquet', day: null, t: '2020-01-01 11:11:00', s: '' },
  ];
  const adds = [];
  for (const [index, { path, encoded, ...partitionValues }] of partitions.entries()) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    await connection.run(
      `copy (select unnest([${index}, ${index + 10}]::integer[]) as n) to '${file.replaceAll("'", "''")}' (format parquet)`,
    );
    adds.push(add(encoded, { partitionValues }));
  }
  writeLog(folder, [[protocol, metaData(schema, { partitionColumns: ['day', 't', 's'] }), ...adds]]);
  const one = { day: '2020-02-29', t: '2020-01-01 11:11:00.000001+00', s: "it's" };
  const two = { day: null, t: '2020-01-01 11:11:00+00', s: null };
  t.deepEqual(await rowsOf(connection, folder), [
    { n: 0, ...one },
    { n: 1, ...two },
    { n: 10, ...one },
    { n: 11, ...two },
  ]);
});

test('a file whose columns stand in another order, or that has one too many, is read by name', async (t) => {
  const connection = await openEngine(t);
  const folder = temporaryFolder(t);
  await connection.run(
    `copy (select 'x' as more, 'b' as s, 2::integer as n) to '${folder}/1.parquet' (format parquet)`,
  );
  await connection.run(`copy (select 1::integer as n, 'a' as s) to '${folder}/2.parquet' (format parquet)`);
  writeLog(folder, [[protocol, metaData(schemaOf({ n: 'integer', s: 'string' })), add('1.parquet'), add('2.parquet')]]);
  t.deepEqual(await rowsOf(connection, folder), [
    { n: 1, s: 'a' },
    { n: 2, s: 'b' },
  ]);
});

test('a reader keeps its version while others commit', async (t) => {
  const connection = await openEngine(t);
  const store = folderStore(temporaryFolder(t));
  await commit(connection, store, values(1));
  const relation = await scanSnapshot(store, await readSnapshot(connection, store));
  await commit(connection, store, values(2), { mode: 'overwrite' });
  t.deepEqual((await connection.runAndReadAll(`from ${relation}`)).getRowsJson(), [[1]]);
  t.deepEqual(await numbersOf(connection, store), [2]);
});
