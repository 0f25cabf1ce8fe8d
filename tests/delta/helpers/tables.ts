import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ExecutionContext } from 'ava';
import {
  beginTransaction,
  type Change,
  type Committed,
  checkpointFailures,
  type DataType,
  folderStore,
  openTable,
  readSnapshot,
  type Schema,
  scanSnapshot,
  type TableStore,
} from '../../../runtime/delta/index.ts';

/** A DuckDB in UTC that is gone after the test. */
export async function openEngine(t: ExecutionContext): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  t.teardown(() => {
    connection.closeSync();
    instance.closeSync();
  });
  await connection.run("set timezone = 'UTC'");
  return connection;
}

/** What is said from now on of checkpoints and clean-ups that failed in the tables of a folder. */
export function failuresIn(t: ExecutionContext, folder: string): Error[] {
  const heard: Error[] = [];
  const hear = (said: unknown) => {
    if ((said as Error).message.startsWith(folder)) heard.push(said as Error);
  };
  checkpointFailures.subscribe(hear);
  t.teardown(() => checkpointFailures.unsubscribe(hear));
  return heard;
}

/** A folder that is gone after the test. */
export function temporaryFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-delta-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A table's schema from the types of its columns; a name that ends in `!` is one that may not be NULL. */
export function schemaOf(columns: Readonly<Record<string, DataType>>): Schema {
  const fields = Object.entries(columns).map(([name, type]) => ({
    name: name.replace(/!$/, ''),
    type,
    nullable: !name.endsWith('!'),
    metadata: {},
  }));
  return { type: 'struct', fields };
}

export const numbers = schemaOf({ 'n!': 'integer' });

/** Commits the rows of a query in one transaction, as a process does that has just started. */
export async function commit(
  connection: DuckDBConnection,
  store: TableStore,
  query: string,
  change: Partial<Change> = {},
): Promise<Committed> {
  const table = await openTable(connection, store);
  const transaction = beginTransaction(table, { mode: 'append', schema: numbers, ...change });
  await transaction.write(query);
  return transaction.commit();
}

/** The rows of a table as JSON values, in their order. */
export async function rowsOf(
  connection: DuckDBConnection,
  store: TableStore | string,
  version?: number,
): Promise<Record<string, unknown>[]> {
  const at = typeof store === 'string' ? folderStore(store) : store;
  const relation = await scanSnapshot(at, await readSnapshot(connection, at, version));
  const result = await connection.runAndReadAll(`select * from ${relation} order by all`);
  return result.getRowObjectsJson();
}

/** The `n` of each row, in order. */
export async function numbersOf(
  connection: DuckDBConnection,
  store: TableStore | string,
  version?: number,
): Promise<number[]> {
  return (await rowsOf(connection, store, version)).map(({ n }) => Number(n));
}

/** The `n` of each row, in the order in which the table holds them. */
export async function numbersInOrder(
  connection: DuckDBConnection,
  store: TableStore,
  version?: number,
): Promise<number[]> {
  const relation = await scanSnapshot(store, await readSnapshot(connection, store, version));
  const result = await connection.runAndReadAll(`select n from ${relation}`);
  return result.getRows().map(([n]) => Number(n));
}

/** Every file below a folder, relative to it, in order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** A query of integers as rows. */
export function values(...list: readonly number[]): string {
  return `select unnest([${list.join(', ')}]::integer[]) as n`;
}
