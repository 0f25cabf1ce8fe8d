import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { quoted } from './sql.ts';

/** A type of the Delta protocol: the name of a primitive one, or a nested one. */
export type DataType = string | ArrayType | MapType | Schema;

export interface ArrayType {
  readonly type: 'array';
  readonly elementType: DataType;
  readonly containsNull: boolean;
}

export interface MapType {
  readonly type: 'map';
  readonly keyType: DataType;
  readonly valueType: DataType;
  readonly valueContainsNull: boolean;
}

export interface Field {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A table's schema, as `metaData.schemaString` holds it (PROTOCOL.md, "Schema Serialization Format"). */
export interface Schema {
  readonly type: 'struct';
  readonly fields: readonly Field[];
}

const dataType: z.ZodType<DataType> = z.lazy(() =>
  z.union([
    z.string(),
    z.object({ type: z.literal('array'), elementType: dataType, containsNull: z.boolean() }),
    z.object({ type: z.literal('map'), keyType: dataType, valueType: dataType, valueContainsNull: z.boolean() }),
    schemaObject,
  ]),
);

/** The zod schema of a table's schema. */
export const schemaObject: z.ZodType<Schema> = z.object({
  type: z.literal('struct'),
  fields: z.array(
    z.object({
      name: z.string(),
      type: dataType,
      nullable: z.boolean(),
      metadata: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

/** DuckDB's types for the protocol's primitive ones; `timestamp` is an instant with microseconds. */
const primitives: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  long: 'BIGINT',
  integer: 'INTEGER',
  short: 'SMALLINT',
  byte: 'TINYINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
};

/** DuckDB's type for one of the protocol. @throws {UnknownType} for one that is not known here. */
export function duckdbType(type: DataType): string {
  if (typeof type === 'string') {
    const decimal = /^decimal\((\d+),\s*(-?\d+)\)$/.exec(type);
    const known = decimal === null ? primitives[type] : `DECIMAL(${decimal[1]},${decimal[2]})`;
    if (known === undefined) throw new UnknownType(type);
    return known;
  }
  switch (type.type) {
    case 'array':
      return `${duckdbType(type.elementType)}[]`;
    case 'map':
      return `MAP(${duckdbType(type.keyType)}, ${duckdbType(type.valueType)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${quoted(field.name)} ${duckdbType(field.type)}`).join(', ')})`;
  }
}

/** A type that this version does not know; its message is the type's name. */
export class UnknownType extends Error {}

/** One primitive value of a schema and where it stands, as Parquet names the places of lists and maps. */
export interface Leaf {
  readonly path: readonly string[];
  readonly type: string;
}

/** The leaves of a schema, in its order. */
export function leaves(type: DataType, path: readonly string[] = []): Leaf[] {
  if (typeof type === 'string') return [{ path, type }];
  switch (type.type) {
    case 'array':
      return leaves(type.elementType, [...path, 'list', 'element']);
    case 'map':
      return [
        ...leaves(type.keyType, [...path, 'key_value', 'key']),
        ...leaves(type.valueType, [...path, 'key_value', 'value']),
      ];
    case 'struct':
      return type.fields.flatMap((field) => leaves(field.type, [...path, field.name]));
  }
}

/** A schema that took in another one, or why it cannot. */
export type Merged =
  | { readonly schema: Schema; readonly fault?: undefined }
  | { readonly fault: string; readonly schema?: undefined };

/**
 * What a table's schema becomes when data of another one is written to it: the same, or with columns added at its end that may be
 * NULL. Data must have every column of the table.
 */
export function mergeSchemas(table: Schema, data: Schema): Merged {
  const known = new Map(table.fields.map((field) => [field.name.toLowerCase(), field]));
  const added: Field[] = [];
  for (const field of data.fields) {
    const is = known.get(field.name.toLowerCase());
    if (is === undefined) {
      if (!field.nullable) return { fault: `column ${field.name} is new and may not be NULL, which older rows are` };
      added.push(field);
    } else if (is.name !== field.name) {
      return { fault: `column ${field.name} is ${is.name} in the table` };
    } else if (!isDeepStrictEqual(is.type, field.type)) {
      return {
        fault: `column ${field.name} is ${typeName(is.type)} in the table and ${typeName(field.type)} in the data`,
      };
    } else if (field.nullable && !is.nullable) {
      return { fault: `column ${field.name} may not be NULL in the table and may in the data` };
    }
  }
  const missing = table.fields.find((field) => !data.fields.some(({ name }) => name === field.name));
  if (missing !== undefined) return { fault: `column ${missing.name} of the table is not in the data` };
  return { schema: added.length > 0 ? { ...table, fields: [...table.fields, ...added] } : table };
}

/** A type as a message names it. */
function typeName(type: DataType): string {
  return typeof type === 'string' ? type : JSON.stringify(type);
}
