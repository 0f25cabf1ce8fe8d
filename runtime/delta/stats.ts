import type { DataType, Field, Schema } from './schema.ts';
import { quoted } from './sql.ts';

/** A column of a file as the engine sees it after writing: by name what `COPY … (RETURN_STATS)` says of it. */
export type ColumnStatistics = ReadonlyMap<string, string>;

/** The columns that get statistics: the first ones, of structs their fields (`delta.dataSkippingNumIndexedCols`, its default). */
const indexedColumns = 32;

/** A column, or a field of a struct in one. */
interface StatisticsColumn {
  /** Its quoted path, which is how the engine names it. */
  readonly path: string;
  readonly type: DataType;
}

/** The columns that a file's statistics speak of. */
function statisticsColumns({ fields }: Schema): StatisticsColumn[] {
  const columns = ({ name, type }: Field, above: string): StatisticsColumn[] => {
    const path = above + quoted(name);
    return isStruct(type) ? type.fields.flatMap((field) => columns(field, `${path}.`)) : [{ path, type }];
  };
  return fields.flatMap((field) => columns(field, '')).slice(0, indexedColumns);
}

/**
 * The statistics of a file as `add.stats` holds them (PROTOCOL.md, "Per-file Statistics"). Bounds are given for numbers, dates,
 * timestamps and texts, unless one of the two cannot be written.
 */
export function formatStatistics(
  schema: Schema,
  rows: number,
  statistics: ReadonlyMap<string, ColumnStatistics>,
): string {
  const columns = new Map(statisticsColumns(schema).map(({ path, type }) => [path, type]));
  const of = (value: (type: DataType, statistic: ColumnStatistics) => string | undefined) =>
    nested(schema.fields, '', (path) => {
      const type = columns.get(path);
      const statistic = statistics.get(path);
      return type === undefined || statistic === undefined ? undefined : value(type, statistic);
    });
  const minValues = of((type, statistic) => bounds(type, statistic)?.min);
  const maxValues = of((type, statistic) => bounds(type, statistic)?.max);
  const nullCount = of((_, statistic) => statistic.get('null_count'));
  return `{"numRecords":${rows},"minValues":${minValues},"maxValues":${maxValues},"nullCount":${nullCount}}`;
}

/** The rows that statistics say a file has; undefined where they do not. */
export function rowsIn(stats: string | undefined): number | undefined {
  try {
    const rows: unknown = JSON.parse(stats ?? '').numRecords;
    return Number.isSafeInteger(rows) ? (rows as number) : undefined;
  } catch {
    return undefined;
  }
}

/** JSON text of values nested like the schema. They are JSON texts themselves: a number of 64 bits would not survive as one of ours. */
function nested(fields: readonly Field[], above: string, value: (path: string) => string | undefined): string {
  const members = fields.flatMap(({ name, type }) => {
    const path = above + quoted(name);
    const text = isStruct(type) ? nested(type.fields, `${path}.`, value) : value(path);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${members.join(',')}}`;
}

interface Bounds {
  readonly min: string;
  readonly max: string;
}

/** Both or neither as JSON texts: of a column that has them in another file, delta-rs finds no row in a file that lacks one. */
function bounds(type: DataType, statistic: ColumnStatistics): Bounds | undefined {
  const [min, max] = [statistic.get('min'), statistic.get('max')];
  if (type === 'float' || type === 'double') return floatBounds(min, max, statistic.get('has_nan') === 'true');
  if (min === undefined || max === undefined) return undefined;
  if (type === 'string') return { min: lowerText(min), max: upperText(max) };
  const format = isDecimal(type) ? asIt : formats[type as string];
  const [lower, upper] = [format?.(min), format?.(max)];
  return lower === undefined || upper === undefined ? undefined : { min: lower, max: upper };
}

/** NaN is greater than any other number, and zeros of both signs are equal to the engine, but not to every reader. */
function floatBounds(min: string | undefined, max: string | undefined, hasNaN: boolean): Bounds | undefined {
  if (min === undefined || max === undefined) return hasNaN ? { min: '"NaN"', max: '"NaN"' } : undefined;
  const number = (text: string, zero: string) => {
    const value = Number(text.replace('inf', 'Infinity'));
    if (!Number.isFinite(value)) return `"${value}"`;
    return value === 0 ? zero : text;
  };
  return { min: number(min, '-0.0'), max: hasNaN ? '"NaN"' : number(max, '0.0') };
}

/** Characters of a text that a bound keeps. */
const boundLength = 32;
/** Code points that sort above any other ASCII character, and above any other at all. */
const ascii = 0x7f;
const highest = 0x10ffff;

function lowerText(text: string): string {
  return JSON.stringify([...text].slice(0, boundLength).join(''));
}

/** What is cut off is replaced by a character above the first one of it, so that the bound sorts behind the text. */
function upperText(text: string): string {
  const characters = [...text];
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const end = codes.findIndex((code, index) => index >= boundLength && code < highest);
  if (end < 0) return JSON.stringify(text);
  const above = String.fromCodePoint((codes[end] ?? 0) < ascii ? ascii : highest);
  return JSON.stringify(characters.slice(0, end).join('') + above);
}

const asIt = (text: string): string => text;

/** How the engine's text of a value is written as JSON; undefined for a value that the format cannot hold. */
const formats: Readonly<Record<string, (text: string) => string | undefined>> = {
  byte: asIt,
  short: asIt,
  integer: asIt,
  long: asIt,
  date: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? `"${text}"` : undefined),
  timestamp: (text) => {
    const [, day, time, fraction = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text) ?? [];
    // Cut down to milliseconds, also a maximum: readers know.
    return day === undefined ? undefined : `"${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z"`;
  },
};

function isDecimal(type: DataType): boolean {
  return typeof type === 'string' && type.startsWith('decimal');
}

function isStruct(type: DataType): type is Schema {
  return typeof type === 'object' && type.type === 'struct';
}
