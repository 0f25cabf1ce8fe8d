import type { Contract, Derivation } from './contract.ts';

/** The types a table's column can have, each as every engine and format that touches it writes it. */
export const columnTypes = {
  integer: { duckdb: 'INTEGER', spark: 'INT', delta: 'integer' },
  long: { duckdb: 'BIGINT', spark: 'BIGINT', delta: 'long' },
  string: { duckdb: 'VARCHAR', spark: 'STRING', delta: 'string' },
  double: { duckdb: 'DOUBLE', spark: 'DOUBLE', delta: 'double' },
  /** An instant with microseconds; Parquet INT64 micros adjusted to UTC. */
  timestamp: { duckdb: 'TIMESTAMPTZ', spark: 'TIMESTAMP', delta: 'timestamp' },
  'array<double>': {
    duckdb: 'DOUBLE[]',
    spark: 'ARRAY<DOUBLE>',
    delta: { type: 'array', elementType: 'double', containsNull: true },
  },
  'array<string>': {
    duckdb: 'VARCHAR[]',
    spark: 'ARRAY<STRING>',
    delta: { type: 'array', elementType: 'string', containsNull: true },
  },
} as const;

/** The name of a column type. */
export type ColumnType = keyof typeof columnTypes;

/** One column of a table. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** The columns of a contract's clean table, in order. */
export function cleanColumns(contract: Contract): TableColumn[] {
  return Object.entries(contract.clean).map(([name, derivation]) => ({
    name,
    type: derivedType(contract, derivation),
    nullable: !('from' in derivation && contract.raw[derivation.from]?.is === 'key'),
  }));
}

/** The columns of a table of rejected records: what was rejected, why, and where it stands. */
export const quarantineColumns: readonly TableColumn[] = [
  { name: 'kind', type: 'string', nullable: false },
  { name: 'object', type: 'string', nullable: false },
  { name: 'line', type: 'long', nullable: false },
  { name: 'reasons', type: 'array<string>', nullable: false },
  { name: 'payload', type: 'string', nullable: true },
];

/** `CREATE TABLE` column list of DuckDB. */
export function duckdbDdl(columns: readonly TableColumn[]): string {
  return columns.map((c) => `"${c.name}" ${columnTypes[c.type].duckdb}${c.nullable ? '' : ' NOT NULL'}`).join(', ');
}

/** `CREATE TABLE` column list of Spark SQL. */
export function sparkDdl(columns: readonly TableColumn[]): string {
  return columns.map((c) => `\`${c.name}\` ${columnTypes[c.type].spark}${c.nullable ? '' : ' NOT NULL'}`).join(', ');
}

/** The Delta protocol's schema object, as `metaData.schemaString` holds it. */
export function deltaSchema(columns: readonly TableColumn[]) {
  return {
    type: 'struct' as const,
    fields: columns.map((c) => ({ name: c.name, type: columnTypes[c.type].delta, nullable: c.nullable, metadata: {} })),
  };
}

function derivedType(contract: Contract, derivation: Derivation): ColumnType {
  if ('pair' in derivation) return 'array<double>';
  if ('words' in derivation) return 'string';
  const rule = contract.raw[derivation.from];
  switch (rule?.is) {
    case 'key':
    case 'count':
    case 'whole':
      return 'integer';
    case 'number':
      return 'double';
    case 'timestamp':
      return 'timestamp';
    case 'uuid':
    case 'text':
      return 'string';
    default:
      throw new TypeError(`contract ${contract.kind}: no column can come from ${derivation.from}`);
  }
}
