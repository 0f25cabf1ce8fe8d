import test from 'ava';
import { beginTransaction, folderStore, openTable, readSnapshot, type Schema } from '../../runtime/delta/index.ts';
import { add, type ForeignAction, metaData, protocol, writeLog } from './helpers/logs.ts';
import { numbers, openEngine, schemaOf, temporaryFolder } from './helpers/tables.ts';

const asks = (minReaderVersion: number, minWriterVersion: number, more: object = {}) => ({
  protocol: { minReaderVersion, minWriterVersion, ...more },
});
const invariant = (schema: Schema): Schema => ({
  ...schema,
  fields: schema.fields.map((field) => ({
    ...field,
    metadata: { 'delta.invariants': '{"expression":{"expression":"n > 3"}}' },
  })),
});

const unreadable: [what: string, actions: ForeignAction[], message: RegExp][] = [
  [
    'deletion vectors',
    [asks(3, 7, { readerFeatures: ['deletionVectors'], writerFeatures: ['deletionVectors'] }), metaData(numbers)],
    /reader version 3 with deletionVectors/,
  ],
  [
    'column mapping',
    [asks(2, 5), metaData(numbers, { configuration: { 'delta.columnMapping.mode': 'name' } })],
    /reader version 2/,
  ],
  [
    'a type that is not known',
    [
      protocol,
      metaData(schemaOf({ 'n!': 'integer', v: { type: 'array', elementType: 'variant', containsNull: true } })),
    ],
    /type variant of column v/,
  ],
  [
    'timestamps without zone',
    [protocol, metaData(schemaOf({ at: 'timestamp_ntz' }))],
    /type timestamp_ntz of column at/,
  ],
  [
    'files of another format',
    [protocol, metaData(numbers, { format: { provider: 'orc', options: {} } })],
    /format orc/,
  ],
  [
    'a deletion vector without its feature',
    [protocol, metaData(numbers), add('a', { deletionVector: { storageType: 'u' } })],
    /deletionVector of a/,
  ],
  ['files of another table', [protocol, metaData(numbers), add('s3://elsewhere/a.parquet')], /s3:\/\/elsewhere/],
];

for (const [what, actions, message] of unreadable) {
  test(`a table with ${what} is neither read nor written`, async (t) => {
    const connection = await openEngine(t);
    const store = folderStore(temporaryFolder(t));
    writeLog(store.location, [actions]);
    await t.throwsAsync(readSnapshot(connection, store), { code: 'TABLE_UNSUPPORTED', message });
    await t.throwsAsync(openTable(connection, store), { code: 'TABLE_UNSUPPORTED', message });
  });
}

const unwritable: [what: string, actions: ForeignAction[], message: RegExp][] = [
  [
    'CHECK constraints',
    [asks(1, 3), metaData(numbers, { configuration: { 'delta.constraints.c': 'n > 3' } })],
    /writer version 3/,
  ],
  [
    'writer features',
    [asks(1, 7, { writerFeatures: ['rowTracking', 'domainMetadata'] }), metaData(numbers)],
    /writer version 7 with rowTracking, domainMetadata/,
  ],
  ['invariants', [protocol, metaData(invariant(numbers))], /delta\.invariants of column n/],
  [
    'invariants deep inside',
    [protocol, metaData(schemaOf({ box: { type: 'array', elementType: invariant(numbers), containsNull: true } }))],
    /delta\.invariants of column box/,
  ],
  ['partitions', [protocol, metaData(numbers, { partitionColumns: ['n'] })], /partition \(n\)/],
];

for (const [what, actions, message] of unwritable) {
  test(`a table with ${what} is read, but not written`, async (t) => {
    const connection = await openEngine(t);
    const store = folderStore(temporaryFolder(t));
    writeLog(store.location, [actions]);
    t.is((await readSnapshot(connection, store)).version, 0);
    const table = await openTable(connection, store);
    for (const mode of ['append', 'overwrite'] as const) {
      const begin = () => beginTransaction(table, { mode, schema: table.snapshot?.schema ?? numbers });
      t.throws(begin, { code: 'TABLE_UNSUPPORTED', message });
    }
  });
}

test('a table that only grows is appended to, but not overwritten', async (t) => {
  const connection = await openEngine(t);
  const store = folderStore(temporaryFolder(t));
  writeLog(store.location, [[protocol, metaData(numbers, { configuration: { 'delta.appendOnly': 'true' } })]]);
  const table = await openTable(connection, store);
  t.throws(() => beginTransaction(table, { mode: 'overwrite', schema: numbers }), {
    code: 'TABLE_UNSUPPORTED',
    message: /appendOnly/,
  });
  await beginTransaction(table, { mode: 'append', schema: numbers }).commit();
  t.is(table.snapshot?.version, 1);
});

test('where there is no table, reading says so and writing makes one', async (t) => {
  const connection = await openEngine(t);
  const store = folderStore(`${temporaryFolder(t)}/nowhere`);
  await t.throwsAsync(readSnapshot(connection, store), { code: 'TABLE_MISSING', message: new RegExp(store.location) });
  t.is((await openTable(connection, store)).snapshot, undefined);
});
