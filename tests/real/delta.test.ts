import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { contracts } from '../../runtime/contracts/index.ts';
import {
  beginTransaction,
  folderStore,
  openTable,
  readSnapshot,
  type Schema,
  scanSnapshot,
} from '../../runtime/delta/index.ts';
import { runBatchJob } from '../../runtime/jobs/index.ts';
import { commit, failuresIn, rowsOf, schemaOf } from '../delta/helpers/tables.ts';
import { committedRows } from '../helpers/committed-rows.ts';
import { everyTable, makePlace, putObject, tableFolder } from '../jobs/helpers/bucket.ts';
import { real, spark } from './helpers/parts.ts';
import { openDeltalake, openSpark, type Row } from './helpers/python.ts';

const columns = schemaOf({
  'n!': 'integer',
  s: 'string',
  d: 'double',
  at: 'timestamp',
  pair: { type: 'array', elementType: 'double', containsNull: true },
  tags: { type: 'array', elementType: 'string', containsNull: true },
  nothing: 'string',
});

/** Rows that are hard to carry: no value, texts in all of Unicode, instants of every kind, lists with holes. */
const hard = `from (values
  (1, 'plain', 0.5, timestamptz '2018-03-05 14:08:41+00', [1.5, 2.5], ['a'], null),
  (2, null, null, null, null, null, null),
  (3, '', -0.0, timestamptz '1970-01-01 00:00:00+00', [], [], null),
  (4, 'a"b''c\\d' || chr(10) || '😀' || chr(65533), 1e300, timestamptz '1969-12-31 23:59:59.999999+00', [null, -1.0], [null, ''], null),
  (5, repeat('é', 40), -5e-324, timestamptz '2199-12-31 23:59:59.000001+00', [1e-7], ['x', 'y'], null),
  (2147483647, repeat('z', 32) || chr(1114111), 3.0, timestamptz '1900-01-01 00:00:00.5+00', [0], [repeat('w', 500)], null)
) as rows(n, s, d, "at", pair, tags, nothing)`;

real(spark, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-real-'));
  const engine = openSpark();
  const deltalake = openDeltalake();
  let connection: Awaited<ReturnType<DuckDBInstance['connect']>>;
  test.before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run("set timezone = 'UTC'");
  });
  test.after.always(async () => {
    await Promise.all([engine.close(), deltalake.close()]);
    rmSync(folder, { recursive: true });
  });

  const place = (name: string) => join(folder, name);
  const deltalakeRows = (table: string, version?: number) =>
    deltalake.ask(version === undefined ? { table } : { table, version });

  /** Asserts that all three read the same rows of the newest version, and returns them. */
  async function agree(t: ExecutionContext, table: string): Promise<Row[]> {
    const ours = (await rowsOf(connection, table)).map(plain);
    t.deepEqual(sorted(await engine.ask(`select * from delta.\`${table}\``)), sorted(ours), 'Spark');
    t.deepEqual(sorted(await deltalakeRows(table)), sorted(ours), 'deltalake');
    return ours;
  }

  /** What Spark reads of each version, in one statement. */
  async function versionsOfSpark(table: string, columns: string, versions: readonly number[]): Promise<Row[][]> {
    const select = (version: number) =>
      `select ${version} as v, ${columns} from delta.\`${table}\` version as of ${version}`;
    const rows = await engine.ask(versions.map(select).join(' union all '));
    return versions.map((version) => sorted(rows.filter(({ v }) => v === version).map(({ v, ...row }) => row)));
  }

  test('our tables are read by Spark and deltalake row for row, in every version', async (t) => {
    const table = place('ours');
    const store = folderStore(table);
    const more = (n: number) => `select * replace (n + ${n} as n) ${hard} where n < 4`;
    await commit(connection, store, hard, {
      schema: columns,
      properties: { 'pinflow.contract': 'pin' },
      txn: { appId: 'a', version: 1 },
    });
    await commit(connection, store, more(10), { schema: columns });
    await commit(connection, store, `select * ${hard} where false`, { schema: columns });
    await commit(connection, store, more(20), { schema: columns, mode: 'overwrite' });
    await commit(connection, store, more(30), { schema: columns });
    const versions = [0, 1, 2, 3, 4];
    const ours = await Promise.all(
      versions.map(async (version) => sorted((await rowsOf(connection, table, version)).map(plain))),
    );
    t.deepEqual(
      ours.map(({ length }) => length),
      [6, 9, 9, 3, 6],
    );
    t.deepEqual(await versionsOfSpark(table, '*', versions), ours);
    for (const version of versions) t.deepEqual(sorted(await deltalakeRows(table, version)), ours[version]);
    await agree(t, table);
    t.deepEqual(
      (await engine.ask(`describe history delta.\`${table}\``)).map(({ version, operation }) => [version, operation]),
      [4, 3, 2, 1, 0].map((version) => [version, 'WRITE']),
    );
    t.like((await engine.ask(`describe detail delta.\`${table}\``))[0], {
      minReaderVersion: 1,
      minWriterVersion: 2,
      numFiles: 2,
    });
  });

  test('the tables of the batch job are read by Spark and deltalake row for row', async (t) => {
    const job = makePlace(t);
    for (const { kind } of contracts) putObject(job, kind, committedRows()[kind] as object[]);
    const counts = await runBatchJob(job);
    for (const kind of everyTable) {
      const { length } = await agree(t, tableFolder(job, kind));
      t.is(length, counts[kind]?.rows ?? Object.values(counts).reduce((sum, { quarantined }) => sum + quarantined, 0));
      t.true(length > 0);
    }
  });

  /** A table with a file for each row. */
  async function inFiles(table: string, schema: Schema, rows: readonly string[]): Promise<void> {
    const opened = await openTable(connection, folderStore(table));
    for (const row of rows) {
      const transaction = beginTransaction(opened, { mode: 'append', schema });
      await transaction.write(`select ${row}`);
      await transaction.commit();
    }
  }

  /** The `n` of the rows that each condition finds in Spark, in one statement. */
  async function foundBySpark(table: string, conditions: readonly string[]): Promise<number[][]> {
    const rows = await engine.ask(
      conditions
        .map((where, index) => `select ${index} as c, n from delta.\`${table}\` where ${where}`)
        .join(' union all '),
    );
    return conditions.map((_, index) =>
      rows
        .filter(({ c }) => c === index)
        .map(({ n }) => Number(n))
        .sort(),
    );
  }

  test('statistics hide no row from a filter: texts and instants', async (t) => {
    const table = place('skipped');
    const texts = [
      ...['', 'a', 'z'.repeat(40), `${'z'.repeat(32)}\u{10ffff}`, `${'a'.repeat(31)}é…………`],
      ...['é'.repeat(40), '\uffe6'.repeat(33), '😀'.repeat(40)],
    ];
    const instants = [
      '1969-12-31 23:59:59.999999',
      '2018-03-05 14:08:41.123999',
      '2018-03-05 14:08:41.123',
      '2199-12-31 23:59:59',
    ];
    await inFiles(
      table,
      schemaOf({ n: 'integer', s: 'string', at: 'timestamp' }),
      texts.map((text, n) => `${n} as n, '${text}' as s, timestamptz '${instants[n % 4]}+00' as at`),
    );
    const byText = await foundBySpark(
      table,
      texts.map((text) => `s = '${text}'`),
    );
    const byInstant = await foundBySpark(
      table,
      instants.map((instant) => `at = timestamp'${instant}'`),
    );
    t.deepEqual(
      byText,
      texts.map((_, n) => [n]),
    );
    t.deepEqual(
      byInstant,
      instants.map((_, n) => [n, n + 4]),
    );
    for (const [n, text] of texts.entries()) {
      t.deepEqual(
        (await deltalake.ask({ table, filters: [['s', '=', text]] })).map((row) => row.n),
        [n],
        text,
      );
    }
  });

  test('statistics hide no row from a filter: numbers that are none, or have no end', async (t) => {
    const table = place('skipped-numbers');
    const numbers = [
      "'nan'::double",
      "'inf'::double",
      "'-inf'::double",
      "'-0.0'::double",
      '0.0::double',
      '5.0::double',
    ];
    await inFiles(
      table,
      schemaOf({ n: 'integer', d: 'double' }),
      numbers.map((d, n) => `${n} as n, ${d} as d`),
    );
    t.deepEqual(await foundBySpark(table, ['d = 0', 'd > 4', 'd < -1', "d = double('NaN')"]), [
      [3, 4],
      [0, 1, 5],
      [2],
      [0],
    ]);
    const byDeltalake = (operator: string, value: number) =>
      deltalake
        .ask({ table, columns: ['n'], filters: [['d', operator, value]] })
        .then((rows) => rows.map(({ n }) => Number(n)).sort());
    t.deepEqual(await byDeltalake('=', 0), [3, 4]);
    t.deepEqual(await byDeltalake('>', 4), [1, 5]);
    // Bounds that are NaN are no bounds to PyArrow: it gives their rows as well.
    t.deepEqual(
      (await byDeltalake('<', -1)).filter((n) => n !== 0),
      [2],
    );
  });

  test('our checkpoints are read alone: the commits before them are gone', async (t) => {
    const table = place('checkpointed');
    const store = folderStore(table);
    const opened = await openTable(connection, store);
    const failures = failuresIn(t, table);
    for (let n = 0; n <= 12; n++) {
      const transaction = beginTransaction(opened, {
        mode: n === 4 ? 'overwrite' : 'append',
        schema: columns,
        txn: { appId: 'a', version: n },
      });
      await transaction.write(hard);
      await transaction.commit();
    }
    t.deepEqual(failures, []);
    const rows = await agree(t, table);
    t.is(rows.length, 9 * 6);
    for (const name of readdirSync(join(table, '_delta_log'))) {
      if (/^\d+\.json$/.test(name) && Number.parseInt(name, 10) <= 10) rmSync(join(table, '_delta_log', name));
    }
    // Under another name, since Spark remembers a table that it has read.
    t.deepEqual(sorted(await agree(t, moved(table))), sorted(rows));
  });

  test('tables of Spark are read row for row, appended to, and read back', async (t) => {
    const table = place('spark');
    await engine.ask(`
      create table delta.\`${table}\` (n int not null, s string, at timestamp, pair array<double>, f float, l bigint, b boolean, day date,
        price decimal(10, 2), box struct<a: int, list: array<string>>, map map<string, int>, raw binary, h smallint, y tinyint)
      using delta tblproperties ('delta.checkpointInterval' = '2')`);
    const value = (n: number) => `
      select ${n}, 'a"b\\'c\\\\d 😀', timestamp'1969-12-31 23:59:59.999999', array(1.5D, null), 0.25F, 9007199254740991L, true, date'2020-02-29',
        12.34BD, named_struct('a', 1, 'list', array('x', null)), map('k', 1), cast('raw' as binary), 3S, 4Y`;
    for (const n of [1, 2, 3]) await engine.ask(`insert into delta.\`${table}\` ${value(n)}`);
    await engine.ask(`insert into delta.\`${table}\` (n) values (5), (6)`);
    await engine.ask(`delete from delta.\`${table}\` where n in (2, 6)`);
    await engine.ask(`alter table delta.\`${table}\` add columns (later string)`);
    await engine.ask(`update delta.\`${table}\` set later = 'now' where n = 5`);
    const { version, metadata } = await readSnapshot(connection, folderStore(table));
    t.is(metadata.configuration['delta.checkpointInterval'], '2');
    const plainColumns = 'n, s, at, pair, f, b, day, later';
    const select = async () => {
      const rows = await rowsOf(connection, table);
      return rows
        .map(plain)
        .map(({ n, s, at, pair, f, b, day, later }) => ({ n, s, at, pair, f, b, day: day && String(day), later }));
    };
    const bySpark = () =>
      engine.ask(`select ${plainColumns.replace('day', 'cast(day as string) as day')} from delta.\`${table}\``);
    t.deepEqual(sorted(await select()), sorted(await bySpark()));
    t.like(
      (await rowsOf(connection, table)).find(({ n }) => n === 3),
      {
        l: '9007199254740991',
        price: '12.34',
        box: { a: 1, list: ['x', null] },
        map: [{ key: 'k', value: 1 }],
        raw: 'raw',
        h: 3,
        y: 4,
      },
    );
    const old = Array.from({ length: version - 1 }, (_, index) => index + 1);
    const ours = await Promise.all(
      old.map(async (each) => (await rowsOf(connection, table, each)).map(({ n }) => ({ n }))),
    );
    t.deepEqual(await versionsOfSpark(table, 'n', old), ours.map(sorted));

    const opened = await openTable(connection, folderStore(table));
    const schema = opened.snapshot?.schema ?? columns;
    const failures = failuresIn(t, table);
    for (let n = 10; n < 14; n++) {
      const transaction = beginTransaction(opened, { mode: 'append', schema });
      await transaction.write(`select * replace (${n} as n) from (${await newest(table)}) where n = 3`);
      await transaction.commit();
    }
    t.deepEqual(failures, []);
    t.deepEqual(sorted(await select()), sorted(await bySpark()));
    t.is((await bySpark()).length, 7);
    await engine.ask(`insert into delta.\`${table}\` (n) values (20)`);
    await opened.refresh();
    t.is(opened.snapshot?.version, version + 5);
    t.deepEqual(sorted(await select()), sorted(await bySpark()));
  });

  /** The newest rows of a table as a query. */
  async function newest(table: string): Promise<string> {
    const store = folderStore(table);
    return `select * from ${await scanSnapshot(store, await readSnapshot(connection, store))}`;
  }

  test('partitions of Spark are read, whatever their values are', async (t) => {
    const table = place('partitioned');
    await engine.ask(
      `create table delta.\`${table}\` (n int, s string, day date, at timestamp) using delta partitioned by (s, day, at)`,
    );
    await engine.ask(
      `insert into delta.\`${table}\` values (1, 'a b/c=d:e%20é😀', date'2020-02-29', timestamp'2020-01-01 11:11:11.000001'), (2, null, null, null), (3, '11:11', date'1969-12-31', timestamp'1969-12-31 00:00:00')`,
    );
    const rows = await agreeWithDates(t, table);
    t.deepEqual(
      rows.map(({ n }) => n),
      [1, 2, 3],
    );
    const opened = await openTable(connection, folderStore(table));
    t.throws(() => beginTransaction(opened, { mode: 'append', schema: opened.snapshot?.schema ?? columns }), {
      code: 'TABLE_UNSUPPORTED',
      message: /s, day, at/,
    });
  });

  /** Dates have no plain form in an answer of PySpark. */
  async function agreeWithDates(t: ExecutionContext, table: string): Promise<Row[]> {
    const ours = (await rowsOf(connection, table)).map(plain);
    t.deepEqual(
      sorted(await engine.ask(`select n, s, cast(day as string) as day, at from delta.\`${table}\``)),
      sorted(ours),
    );
    return ours;
  }

  test('checkpoints of Spark in several parts are read', async (t) => {
    const table = place('parts');
    await engine.ask('set spark.databricks.delta.checkpoint.partSize = 1');
    await engine.ask(
      `create table delta.\`${table}\` (n int) using delta tblproperties ('delta.checkpointInterval' = '2')`,
    );
    for (let n = 1; n <= 3; n++) await engine.ask(`insert into delta.\`${table}\` values (${n})`);
    await engine.ask('reset spark.databricks.delta.checkpoint.partSize');
    const log = join(table, '_delta_log');
    t.true(readdirSync(log).some((name) => /^\d{20}\.checkpoint\.\d{10}\.\d{10}\.parquet$/.test(name)));
    for (const name of readdirSync(log))
      if (/^\d+\.json$/.test(name) && Number.parseInt(name, 10) <= 2) rmSync(join(log, name));
    t.deepEqual(
      (await rowsOf(connection, table)).map(({ n }) => n),
      [1, 2, 3],
    );
  });

  test('tables of deltalake are read row for row, appended to, and read back', async (t) => {
    const table = place('deltalake');
    const types = { n: 'integer', s: 'string', at: 'timestamp', pair: 'array' } as const;
    const rows = [
      { n: 1, s: 'a"b\'c\\d 😀', at: '1969-12-31T23:59:59.999999+00:00', pair: [1.5, null] },
      { n: 2, s: null, at: null, pair: null },
    ];
    const configuration = { 'delta.checkpointInterval': '3' };
    await deltalake.ask({ table, write: rows, columns: types, mode: 'append', configuration });
    await deltalake.ask({ table, write: [{ n: 3, s: '', at: null, pair: [] }], columns: types, mode: 'append' });
    await deltalake.ask({ table, write: rows, columns: types, mode: 'overwrite', checkpoint: true });
    await deltalake.ask({
      table,
      write: [{ n: 4, s: 'x'.repeat(50), at: null, pair: [] }],
      columns: types,
      mode: 'append',
    });
    for (const version of [0, 1, 2, 3]) {
      const ours = (await rowsOf(connection, table, version)).map(plain);
      t.deepEqual(sorted(await deltalakeRows(table, version)), sorted(ours));
    }
    for (const version of [0, 1]) rmSync(join(table, '_delta_log', `${String(version).padStart(20, '0')}.json`));
    const store = folderStore(table);
    const { schema } = await readSnapshot(connection, store);
    for (let n = 5; n < 10; n++)
      await commit(connection, store, `select ${n} as n, 's' as s, null as at, [${n}] as pair`, { schema });
    await commit(connection, store, "select 10 as n, 's' as s, null as at, null as pair", {
      schema,
      mode: 'overwrite',
    });
    await deltalake.ask({ table, write: rows, columns: types, mode: 'append' });
    t.deepEqual(
      (await agree(t, table)).map(({ n }) => n),
      [1, 2, 10],
    );
  });

  const unknown: [what: string, statements: (table: string) => string[], reads: boolean, message: RegExp][] = [
    [
      'deletion vectors',
      (table) => [
        `create table ${table} (n int) using delta tblproperties ('delta.enableDeletionVectors' = 'true')`,
        `insert into ${table} values (1), (2)`,
        `delete from ${table} where n = 1`,
      ],
      false,
      /reader version 3 with .*deletionVectors/,
    ],
    [
      'column mapping',
      (table) => [`create table ${table} (n int) using delta tblproperties ('delta.columnMapping.mode' = 'name')`],
      false,
      /reader version 2/,
    ],
    [
      'checkpoints of the second version',
      (table) => [`create table ${table} (n int) using delta tblproperties ('delta.checkpointPolicy' = 'v2')`],
      false,
      /v2Checkpoint/,
    ],
    [
      'timestamps without zone',
      (table) => [`create table ${table} (n timestamp_ntz) using delta`],
      false,
      /timestampNtz/,
    ],
    [
      'a CHECK constraint',
      (table) => [`create table ${table} (n int) using delta`, `alter table ${table} add constraint few check (n < 5)`],
      true,
      /writer version 3/,
    ],
    [
      'a change data feed',
      (table) => [`create table ${table} (n int) using delta tblproperties ('delta.enableChangeDataFeed' = 'true')`],
      true,
      /changeDataFeed/,
    ],
  ];

  for (const [what, statements, reads, message] of unknown) {
    test(`a table of Spark with ${what} is refused by name`, async (t) => {
      const table = place(what.replaceAll(' ', '-'));
      for (const statement of statements(`delta.\`${table}\``)) await engine.ask(statement);
      const store = folderStore(table);
      if (reads) t.deepEqual(await rowsOf(connection, store), []);
      else await t.throwsAsync(readSnapshot(connection, store), { code: 'TABLE_UNSUPPORTED', message });
      const schema = schemaOf({ n: 'integer' });
      await t.throwsAsync(commit(connection, store, 'select 1 as n', { schema }), {
        code: 'TABLE_UNSUPPORTED',
        message,
      });
    });
  }

  /** Moves a table to another folder. */
  function moved(table: string): string {
    renameSync(table, `${table}-moved`);
    return `${table}-moved`;
  }
});

/** Columns of 64 bits, which are texts in the engine's JSON. */
const wide: readonly string[] = ['line'];

/** A row of ours as the others give it. */
function plain(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, wide.includes(name) ? Number(value) : instant(value)]),
  );
}

function instant(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?\+00$/;
  return value.replace(text, (_, day, time, part = '') => `${day}T${time}${part === '' ? '' : part.padEnd(7, '0')}Z`);
}

function sorted(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
