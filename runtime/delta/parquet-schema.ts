import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbType, leaves, type Schema } from './schema.ts';
import { literal } from './sql.ts';

/** A leaf column of a Parquet file, as its footer declares it. */
export interface ParquetLeaf {
  readonly path: readonly string[];
  /** The type as DuckDB reads it. */
  readonly type: string;
  readonly convertedType: string | null;
}

/** Reads the leaf columns of a Parquet file from its footer. */
export async function readParquetLeaves(connection: DuckDBConnection, file: string): Promise<ParquetLeaf[]> {
  const result = await connection.runAndReadAll(
    `select name, num_children::integer as children, duckdb_type as type, converted_type as "convertedType"
     from parquet_schema(${literal(file)}) order by column_id`,
  );
  const nodes = result.getRowObjectsJson() as unknown as ParquetNode[];
  const found: ParquetLeaf[] = [];
  let next = 0;
  const visit = (above: readonly string[]) => {
    const { name, children, type, convertedType } = nodes[next++] as ParquetNode;
    const path = [...above, name];
    if (children === null) found.push({ path, type, convertedType });
    for (let child = 0; child < (children ?? 0); child++) visit(path);
  };
  // The first node stands for the file; each is followed by its children.
  const columns = (nodes[next++] as ParquetNode).children ?? 0;
  for (let column = 0; column < columns; column++) visit([]);
  return found;
}

interface ParquetNode extends Omit<ParquetLeaf, 'path'> {
  readonly name: string;
  readonly children: number | null;
}

/**
 * Why a Parquet file is none of a table: a type that differs by a hair is read wrong and without an error by some engines.
 * A column that may be NULL may be missing.
 */
export function parquetFault(schema: Schema, file: readonly ParquetLeaf[]): string | undefined {
  const expected = new Map(leaves(schema).map(({ path, type }) => [key(path), type]));
  for (const leaf of file) {
    const type = expected.get(key(leaf.path));
    const column = leaf.path[0];
    if (type === undefined) return `column ${column} has no place in the table: ${leaf.path.join('.')} ${leaf.type}`;
    if (!isWritten(leaf, type)) return `column ${column} is ${type} in the table and ${leaf.type} in the file`;
  }
  const there = new Set(file.map(({ path }) => path[0]));
  const missing = schema.fields.find(({ name, nullable }) => !nullable && !there.has(name));
  return missing && `column ${missing.name} may not be NULL in the table and is not in the file`;
}

/** Whether a leaf is what this version writes for a type of the protocol. */
function isWritten(leaf: ParquetLeaf, type: string): boolean {
  if (leaf.type !== duckdbType(type)) return false;
  return type !== 'timestamp' || leaf.convertedType === 'TIMESTAMP_MICROS';
}

const key = (path: readonly string[]) => JSON.stringify(path);
