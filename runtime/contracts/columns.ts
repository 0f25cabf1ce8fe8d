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

/** Where a record of the batch path stands; `offset` grows with arrival within a partition, lines count from 1. */
export const batchPlace = [
  { name: 'object', type: 'string', nullable: false },
  { name: 'partition', type: 'integer', nullable: false },
  { name: 'offset', type: 'long', nullable: false },
  { name: 'line', type: 'long', nullable: false },
] as const satisfies readonly TableColumn[];

/**
 * Where a record of the streaming path stands, and when its stream took it (`ApproximateArrivalTimestamp`). A sequence number is a decimal
 * number of up to 129 digits as text; of two of a key the larger one, by length and then as text, arrived later.
 */
export const streamPlace = [
  { name: 'shard_id', type: 'string', nullable: false },
  { name: 'sequence_number', type: 'string', nullable: false },
  { name: 'arrived_at', type: 'timestamp', nullable: false },
] as const satisfies readonly TableColumn[];

/** Which of two sequence numbers is larger, as `sort` wants it: they are decimal numbers of many digits. */
export function compareSequenceNumbers(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

/** The columns of a contract's table of the streaming path, which holds every accepted record: its clean columns, then its place. */
export function streamColumns(contract: Contract): TableColumn[] {
  return [...cleanColumns(contract), ...streamPlace];
}

const kindColumn: TableColumn = { name: 'kind', type: 'string', nullable: false };
const whyColumns: readonly TableColumn[] = [
  { name: 'reasons', type: 'array<string>', nullable: false },
  { name: 'payload', type: 'string', nullable: true },
];

/** The columns of a batch path's table of rejected records: what was rejected, why, and where it stands. */
export const quarantineColumns: readonly TableColumn[] = [
  kindColumn,
  ...batchPlace.filter(({ name }) => name === 'object' || name === 'line'),
  ...whyColumns,
];

/** The bytes of a record that is not UTF-8, as base64: other than a bucket, a stream forgets them. */
export const bytesColumn: TableColumn = { name: 'data_base64', type: 'string', nullable: true };

/** The columns of a streaming path's table of rejected records. */
export const streamQuarantineColumns: readonly TableColumn[] = [kindColumn, ...streamPlace, ...whyColumns, bytesColumn];

/**
 * The columns of the table of replayed records of both paths: which record, its place (that of the other path is NULL), the object that
 * holds the correction in the batch path, and the payload that it was replayed with.
 */
export const replayedColumns: readonly TableColumn[] = [
  { name: 'path', type: 'string', nullable: false },
  kindColumn,
  ...[...batchPlace, ...streamPlace].map((column) => ({ ...column, nullable: true })),
  { name: 'replayed_at', type: 'timestamp', nullable: false },
  { name: 'replay_object', type: 'string', nullable: true },
  { name: 'payload', type: 'string', nullable: false },
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

/** The table properties that say which contract its rows keep. */
export function contractProperties({ kind, version }: Contract): Record<string, string> {
  return { 'pinflow.contract': kind, 'pinflow.contract.version': String(version) };
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
