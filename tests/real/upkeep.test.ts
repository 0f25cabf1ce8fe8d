import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { folderStore, optimizeTable, readSnapshot, vacuumTable } from '../../runtime/delta/index.ts';
import { commit, rowsOf, schemaOf } from '../delta/helpers/tables.ts';
import { real, spark } from './helpers/parts.ts';
import { openDeltalake, openSpark, type Row } from './helpers/python.ts';

const schema = schemaOf({
  'n!': 'integer',
  s: 'string',
  pair: { type: 'array', elementType: 'double', containsNull: true },
});

/** A row whose text and list are of every sort as `n` goes on. */
const row = (n: number) =>
  `select ${n} as n, ['plain', null, '', 'é"😀' || chr(10)][${(n % 4) + 1}] as s, [[1.5, null], null, []][${(n % 3) + 1}]::double[] as pair`;

const properties = { 'pinflow.stream.pin': '{"shards":{}}', 'delta.checkpointInterval': '4' };
const force = { retainMs: 0, force: true };

real(spark, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-real-'));
  const engine = openSpark();
  const deltalake = openDeltalake();
  let connection: DuckDBConnection;
  test.before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await engine.ask('set spark.databricks.delta.retentionDurationCheck.enabled = false');
  });
  test.after.always(async () => {
    await Promise.all([engine.close(), deltalake.close()]);
    rmSync(folder, { recursive: true });
  });

  /** Asserts that all three read the rows 0 to `last`, and the properties of the table. */
  async function agree(t: ExecutionContext, table: string, last: number): Promise<void> {
    const store = folderStore(table);
    const ours = await rowsOf(connection, table);
    t.deepEqual(
      ours.map(({ n }) => n),
      Array.from({ length: last + 1 }, (_, n) => n),
    );
    t.deepEqual(byNumber(await engine.ask(`select * from delta.\`${table}\``)), ours, 'Spark');
    t.deepEqual(byNumber(await deltalake.ask({ table })), ours, 'deltalake');
    t.deepEqual((await readSnapshot(connection, store)).metadata.configuration, properties);
  }

  const append = async (table: string, ...numbers: number[]) => {
    for (const n of numbers) await commit(connection, folderStore(table), row(n), { schema, properties });
  };
  const filesOf = (table: string) => readdirSync(table).filter((name) => name.endsWith('.parquet')).length;

  test('a table that we compacted and cleaned is read by Spark and deltalake row for row, also from its checkpoint', async (t) => {
    const table = join(folder, 'ours');
    const store = folderStore(table);
    await append(table, 0, 1, 2, 3, 4, 5);
    t.is((await optimizeTable(connection, store)).removed.files, 6);
    await agree(t, table, 5);
    t.deepEqual(
      (await engine.ask(`describe history delta.\`${table}\``)).map(({ operation }) => operation)[0],
      'OPTIMIZE',
    );
    const ours = await rowsOf(connection, table, 4);
    t.deepEqual(byNumber(await engine.ask(`select * from delta.\`${table}\` version as of 4`)), ours);
    t.deepEqual(byNumber(await deltalake.ask({ table, version: 4 })), ours);
    t.is((await vacuumTable(connection, store, force)).length, 6);
    await agree(t, table, 5);
    await append(table, 6, 7);
    await agree(t, table, 7);
  });

  test('we, Spark and deltalake compact and clean one table in turns', async (t) => {
    const table = join(folder, 'turns');
    const store = folderStore(table);
    await append(table, 0, 1, 2);
    await engine.ask(`optimize delta.\`${table}\``);
    await agree(t, table, 2);
    await append(table, 3);
    t.like(await optimizeTable(connection, store), { removed: { files: 2 }, added: { files: 1 } });
    await append(table, 4, 5);
    await deltalake.ask({ table, optimize: true });
    await agree(t, table, 5);
    await engine.ask(`vacuum delta.\`${table}\` retain 0 hours`);
    t.is(filesOf(table), 1);
    await agree(t, table, 5);
    await append(table, 6, 7);
    t.is((await optimizeTable(connection, store)).removed.files, 3);
    await deltalake.ask({ table, vacuum: 0 });
    t.is(filesOf(table), 1);
    await agree(t, table, 7);
    await append(table, 8);
    await engine.ask(`optimize delta.\`${table}\``);
    await vacuumTable(connection, store, force);
    t.is(filesOf(table), 1);
    await agree(t, table, 8);
  });
});

function byNumber(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => Number(a.n) - Number(b.n));
}
