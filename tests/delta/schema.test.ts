import test from 'ava';
import { beginTransaction, type DataType, folderStore, openTable, type Schema } from '../../runtime/delta/index.ts';
import { parquetFault, readParquetLeaves } from '../../runtime/delta/parquet-schema.ts';
import { mergeSchemas } from '../../runtime/delta/schema.ts';
import { commit, filesIn, openEngine, rowsOf, schemaOf, temporaryFolder } from './helpers/tables.ts';

const doubles: DataType = { type: 'array', elementType: 'double', containsNull: true };
const table = schemaOf({ 'ind!': 'integer', pair: doubles, at: 'timestamp' });

test('data of the same schema leaves the table as it is, in whatever order its columns are', (t) => {
  t.is(mergeSchemas(table, table).schema, table);
  t.is(mergeSchemas(table, { ...table, fields: [...table.fields].reverse() }).schema, table);
  t.is(mergeSchemas(schemaOf({ n: 'integer' }), schemaOf({ 'n!': 'integer' })).fault, undefined);
});

test('columns that may be NULL are added at the end', (t) => {
  const wider = schemaOf({ more: 'string', 'ind!': 'integer', pair: doubles, at: 'timestamp' });
  const merged = mergeSchemas(table, wider).schema;
  t.deepEqual(
    merged?.fields.map(({ name }) => name),
    ['ind', 'pair', 'at', 'more'],
  );
});

const refused: [what: string, data: Schema, message: RegExp][] = [
  [
    'a new column that may not be NULL',
    schemaOf({ 'ind!': 'integer', pair: doubles, at: 'timestamp', 'more!': 'long' }),
    /column more/,
  ],
  ['a wider type', schemaOf({ 'ind!': 'long', pair: doubles, at: 'timestamp' }), /column ind is integer .* long/],
  [
    'another element type',
    schemaOf({ 'ind!': 'integer', pair: { ...doubles, elementType: 'decimal(2,1)' }, at: 'timestamp' }),
    /column pair/,
  ],
  [
    'a column that may be NULL now',
    schemaOf({ ind: 'integer', pair: doubles, at: 'timestamp' }),
    /column ind may not be NULL/,
  ],
  ['a missing column', schemaOf({ 'ind!': 'integer', at: 'timestamp' }), /column pair of the table is not/],
  ['a name in other letters', schemaOf({ 'ind!': 'integer', pair: doubles, At: 'timestamp' }), /column At is at/],
];

for (const [what, data, message] of refused) {
  test(`${what} is refused, and nothing is written`, async (t) => {
    const connection = await openEngine(t);
    const folder = temporaryFolder(t);
    const store = folderStore(folder);
    await commit(connection, store, "select 1 as ind, [1.5] as pair, timestamptz '2020-01-01' as at", {
      schema: table,
    });
    const files = filesIn(folder);
    const opened = await openTable(connection, store);
    for (const mode of ['append', 'overwrite'] as const) {
      t.throws(() => beginTransaction(opened, { mode, schema: data }), { code: 'TABLE_SCHEMA_MISMATCH', message });
    }
    t.deepEqual(filesIn(folder), files);
  });
}

for (const [what, query, message] of [
  ['lack a column', 'select 1 as ind, [1.5] as pair', /column at is not there/],
  [
    'have a column too many',
    "select 1 as ind, [1.5] as pair, timestamptz '2020-01-01' as at, 1 as more",
    /column more has no place/,
  ],
  [
    'hold NULL where none may be',
    "select null as ind, [1.5] as pair, timestamptz '2020-01-01' as at",
    /column ind holds NULL/,
  ],
] as const) {
  test(`rows that ${what} are refused, and nothing is left`, async (t) => {
    const connection = await openEngine(t);
    const folder = temporaryFolder(t);
    await t.throwsAsync(commit(connection, folderStore(folder), query, { schema: table }), {
      code: 'TABLE_SCHEMA_MISMATCH',
      message,
    });
    t.deepEqual(filesIn(folder), []);
  });
}

test('a list that may not be NULL is looked at as a whole', async (t) => {
  const connection = await openEngine(t);
  const schema = schemaOf({ 'pair!': doubles });
  const store = folderStore(temporaryFolder(t));
  await commit(connection, store, 'select unnest([[1.5], [], [null]]) as pair', { schema });
  await t.throwsAsync(commit(connection, store, 'select unnest([[1.5], null]) as pair', { schema }), {
    code: 'TABLE_SCHEMA_MISMATCH',
    message: /pair/,
  });
});

test('values are cast to the types of the table', async (t) => {
  const connection = await openEngine(t);
  const store = folderStore(temporaryFolder(t));
  // A list of decimals is what DuckDB makes of [1.5, 2.5]; Spark reads it as [15, 25] under array<double>.
  await commit(
    connection,
    store,
    "select 1::bigint as ind, [1.5, 2.5] as pair, timestamp_ns '2020-01-01 00:00:00.123456789' as at",
    { schema: table },
  );
  t.deepEqual(await rowsOf(connection, store), [{ ind: 1, pair: [1.5, 2.5], at: '2020-01-01 00:00:00.123456+00' }]);
});

// Files as careless writers make them: each is read wrong, or not at all, by some engine.
for (const [what, columns, message] of [
  [
    'decimals under doubles',
    "1::integer as ind, [1.5, 2.5] as pair, timestamptz '2020-01-01' as at",
    /column pair is double in the table and DECIMAL\(2,1\)/,
  ],
  [
    'BIGINT under integer',
    "1::bigint as ind, [1.5::double] as pair, timestamptz '2020-01-01' as at",
    /column ind is integer/,
  ],
  [
    'instants without a zone',
    "1::integer as ind, [1.5::double] as pair, timestamp '2020-01-01' as at",
    /column at is timestamp/,
  ],
  [
    'instants in nanoseconds',
    "1::integer as ind, [1.5::double] as pair, timestamp_ns '2020-01-01' as at",
    /column at is timestamp/,
  ],
  [
    'a plain value under a list',
    "1::integer as ind, 1.5::double as pair, timestamptz '2020-01-01' as at",
    /column pair has no place/,
  ],
  ['a column of its own', '1::integer as ind, 2 as more', /column more has no place/],
  [
    'no column that may not be NULL',
    '[1.5::double] as pair',
    /column ind may not be NULL in the table and is not in the file/,
  ],
] as const) {
  test(`a Parquet file with ${what} is none of the table`, async (t) => {
    const connection = await openEngine(t);
    const file = `${temporaryFolder(t)}/file.parquet`;
    await connection.run(`copy (select ${columns}) to '${file}' (format parquet)`);
    t.regex(parquetFault(table, await readParquetLeaves(connection, file)) ?? '', message);
  });
}

test('a Parquet file with every type of the protocol is one of its table', async (t) => {
  const connection = await openEngine(t);
  const store = folderStore(temporaryFolder(t));
  const schema = schemaOf({
    s: 'string',
    l: 'long',
    i: 'integer',
    h: 'short',
    b: 'byte',
    f: 'float',
    d: 'double',
    y: 'boolean',
    r: 'binary',
    day: 'date',
    at: 'timestamp',
    small: 'decimal(4,2)',
    wide: 'decimal(38,0)',
    list: doubles,
    lists: { type: 'array', elementType: doubles, containsNull: true },
    map: { type: 'map', keyType: 'string', valueType: 'integer', valueContainsNull: true },
    box: { type: 'struct', fields: schemaOf({ 'a b': 'integer', 'q"q': doubles }).fields },
  });
  await commit(
    connection,
    store,
    `select 'x' as s, 1 as l, 2 as i, 3 as h, 4 as b, 1.5 as f, 2.5 as d, true as y, 'z'::blob as r, date '2020-02-29' as day,
      timestamptz '2020-01-01' as at, 12.34 as small, 12345678901234567890 as wide, [1] as list, [[1], null] as lists,
      map {'k': 1} as map, {'a b': 1, 'q"q': [2]} as box`,
    { schema },
  );
  t.deepEqual(await rowsOf(connection, store), [
    {
      s: 'x',
      l: '1',
      i: 2,
      h: 3,
      b: 4,
      f: 1.5,
      d: 2.5,
      y: true,
      r: 'z',
      day: '2020-02-29',
      at: '2020-01-01 00:00:00+00',
      small: '12.34',
      wide: '12345678901234567890',
      list: [1],
      lists: [[1], null],
      map: [{ key: 'k', value: 1 }],
      box: { 'a b': 1, 'q"q': [2] },
    },
  ]);
});

test('a widened table keeps its rows, which have NULL in the new columns', async (t) => {
  const connection = await openEngine(t);
  const store = folderStore(temporaryFolder(t));
  await commit(connection, store, 'select 1 as n', { schema: schemaOf({ 'n!': 'integer' }) });
  await commit(connection, store, "select 2 as n, 'b' as s", { schema: schemaOf({ 'n!': 'integer', s: 'string' }) });
  t.deepEqual(await rowsOf(connection, store), [
    { n: 1, s: null },
    { n: 2, s: 'b' },
  ]);
  t.deepEqual(await rowsOf(connection, store, 0), [{ n: 1 }]);
});
