import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { objectKey } from '../../runtime/blueprint/index.ts';
import { type CleanRow, type Contract, contracts, keyField, type Verdict } from '../../runtime/contracts/index.ts';
import { checkQuery, dialects, newestQuery } from '../../runtime/transforms/index.ts';
import type { RawRows } from './committed-rows.ts';

/** A row in plain values: numbers, texts, arrays; an instant is text, `YYYY-MM-DDTHH:MM:SSZ`. */
export type Row = Record<string, unknown>;

/** A line as it stands in an object of the bucket; bytes where it may not be UTF-8. */
export interface Line {
  readonly partition?: number;
  readonly offset: number;
  /** The first offset of its object. */
  readonly start?: number;
  readonly text: string | Uint8Array;
}

/** An empty DuckDB in memory and in UTC; the caller closes it. */
export async function openDuckdb(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("set timezone = 'UTC'");
  return connection;
}

/** Makes the table `lines`, which the compiled checks read, anew. */
export async function loadLines(connection: DuckDBConnection, lines: readonly Line[]): Promise<void> {
  await connection.run(
    'create or replace table lines (object varchar, partition integer, "offset" bigint, line bigint, text varchar, payload varchar)',
  );
  const appender = await connection.createAppender('lines');
  for (const { partition = 0, offset, start = 0, text } of lines) {
    appender.appendVarchar(objectKey({ topic: 'demo', partition, startOffset: start }));
    appender.appendInteger(partition);
    appender.appendBigInt(BigInt(offset));
    appender.appendBigInt(BigInt(offset - start + 1));
    if (typeof text === 'string') appender.appendVarchar(text);
    else appender.appendNull();
    appender.appendVarchar(payloadOf(text));
    appender.endRow();
  }
  appender.closeSync();
}

/** Checks, cleans and dedupes raw rows as the batch job does, into a table of each kind. */
export async function makeCleanTables(connection: DuckDBConnection, rows: RawRows): Promise<void> {
  for (const contract of contracts) {
    await loadLines(connection, arrived(contract, rows[contract.kind]));
    await connection.run(`create or replace table checked as ${checkQuery(contract, dialects.duckdb)}`);
    await connection.run(`create or replace table "${contract.kind}" as ${newestQuery(contract, dialects.duckdb)}`);
  }
}

/** Rows as lines of their topic: copies of a post share a partition, and offsets grow with arrival. */
export function arrived(contract: Contract, rows: readonly unknown[]): Line[] {
  return rows.map((row, offset) => {
    const key = Number((row as Row)[keyField(contract)]) || 0;
    return { partition: key % 3, offset, text: JSON.stringify(row) };
  });
}

/** What the quarantine keeps of a line: its text, with U+FFFD for bytes that are not UTF-8. */
export function payloadOf(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : Buffer.from(text).toString();
}

/** The rows of a query. */
export async function queryRows(connection: DuckDBConnection, query: string): Promise<Row[]> {
  const result = await connection.runAndReadAll(query);
  return result
    .getRowObjectsJS()
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
}

/** What a row of a compiled check says of its record. */
export function verdictOf({ object, partition, offset, line, payload, reasons, ...clean }: Row): Verdict {
  const given = reasons as string[];
  return given.length > 0 ? { reasons: given } : { clean: clean as CleanRow };
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  return value;
}
