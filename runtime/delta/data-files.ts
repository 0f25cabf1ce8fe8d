import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PinflowError } from '../errors.ts';
import { type ParquetLeaf, readParquetLeaves } from './parquet-schema.ts';
import { duckdbType, type Schema } from './schema.ts';
import { literal, quoted } from './sql.ts';
import { type ColumnStatistics, formatStatistics } from './stats.ts';
import type { TableStore } from './store.ts';

/** A file of rows that is whole and on disk, but no table's yet. */
export interface DataFile {
  /** Its path, relative to the table. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly rows: number;
  /** Milliseconds since 1970. */
  readonly modificationTime: number;
  /** As `add.stats` has them. */
  readonly stats: string;
  /** The columns as the Parquet file declares them. */
  readonly leaves: readonly ParquetLeaf[];
  /** The columns that hold a NULL. */
  readonly withNulls: ReadonlySet<string>;
}

/** What data files are made of. */
export interface Rows {
  readonly schema: Schema;
  /** A query of DuckDB with the columns of the schema, in any order; each is cast to its type there. */
  readonly query: string;
}

/** What the engine makes of each schema in Parquet, by its JSON text. It is the same in every file, so it is read from the first. */
export type KnownLeaves = Map<string, readonly ParquetLeaf[]>;

/** Smaller and hardly slower than snappy for text at its first level, and every proven reader knows it. */
const codec = 'zstd';
const codecLevel = 1;

/**
 * Writes the rows of a query as data files of a table; no rows are no file.
 * @throws {PinflowError} `TABLE_SCHEMA_MISMATCH` for a column that is missing or too many, `STORAGE_…`; an error of DuckDB as it is
 */
export async function writeDataFiles(
  connection: DuckDBConnection,
  store: TableStore,
  rows: Rows,
  known: KnownLeaves,
): Promise<DataFile[]> {
  await checkColumns(connection, store, rows);
  const path = `part-00000-${randomUUID()}-c000.${codec}.parquet`;
  const file = await store.putWritten(path, async (place) => {
    const written = await copy(connection, rows, place);
    const statistics = new Map([...written.statistics, ...(await countNulls(connection, rows.schema, place))]);
    const hasNull = ({ name }: { name: string }) => statistics.get(quoted(name))?.get('null_count') !== '0';
    return {
      path,
      size: written.size,
      rows: written.rows,
      modificationTime: Date.now(),
      stats: formatStatistics(rows.schema, written.rows, statistics),
      leaves: await leavesOf(connection, rows.schema, place, known),
      withNulls: new Set(rows.schema.fields.filter(hasNull).map(({ name }) => name)),
    };
  });
  if (file.rows > 0) return [file];
  await store.delete(path);
  return [];
}

async function leavesOf(connection: DuckDBConnection, schema: Schema, place: string, known: KnownLeaves) {
  const text = JSON.stringify(schema);
  const leaves = known.get(text) ?? (await readParquetLeaves(connection, place));
  known.set(text, leaves);
  return leaves;
}

/** Deletes data files that no commit names. */
export async function deleteDataFiles(store: TableStore, files: readonly DataFile[]): Promise<void> {
  await Promise.all(files.map(({ path }) => store.delete(path)));
}

async function checkColumns(connection: DuckDBConnection, store: TableStore, { schema, query }: Rows): Promise<void> {
  const described = await connection.runAndReadAll(`describe ${query}`);
  const given = described.getRows().map(([name]) => String(name));
  const wanted = schema.fields.map(({ name }) => name);
  const missing = wanted.find((name) => !given.includes(name));
  const extra = given.find((name) => !wanted.includes(name));
  if (missing === undefined && extra === undefined) return;
  const fault = missing === undefined ? `${extra} has no place in the schema` : `${missing} is not there`;
  throw new PinflowError('TABLE_SCHEMA_MISMATCH', `${store.location}: of the rows to write, column ${fault}`);
}

async function copy(connection: DuckDBConnection, { schema, query }: Rows, file: string) {
  const columns = schema.fields.map(
    ({ name, type }) => `cast(${quoted(name)} as ${duckdbType(type)}) as ${quoted(name)}`,
  );
  const result = await connection.runAndReadAll(
    `copy (select ${columns.join(', ')} from (${query})) to ${literal(file)}
     (format parquet, compression ${codec}, compression_level ${codecLevel}, return_stats)`,
  );
  const [written] = result.getRowObjectsJson() as unknown as [CopyResult];
  const statistics = written.column_statistics.map(({ key, value }): [string, ColumnStatistics] => [
    key,
    new Map(value.map((each) => [each.key, each.value])),
  ]);
  return { rows: Number(written.count), size: Number(written.file_size_bytes), statistics };
}

/** A row of `COPY … (RETURN_STATS)` with its maps as entries. */
interface CopyResult {
  readonly count: string;
  readonly file_size_bytes: string;
  readonly column_statistics: readonly Entry<readonly Entry<string>[]>[];
}

interface Entry<Value> {
  readonly key: string;
  readonly value: Value;
}

/** The NULLs among whole nested values, of which `COPY` counts the leaves alone. */
async function countNulls(
  connection: DuckDBConnection,
  schema: Schema,
  file: string,
): Promise<[string, ColumnStatistics][]> {
  const columns = schema.fields.filter(({ type }) => typeof type !== 'string').map(({ name }) => quoted(name));
  if (columns.length === 0) return [];
  const counts = columns.map((column) => `count(*) filter (where ${column} is null)`);
  const result = await connection.runAndReadAll(
    `select ${counts.join(', ')} from read_parquet(${literal(file)}, hive_partitioning = false)`,
  );
  return (result.getRows()[0] ?? []).map((count, index) => [
    columns[index] as string,
    new Map([['null_count', String(count)]]),
  ]);
}
