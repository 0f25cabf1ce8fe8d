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
 * timestamps and texts, but not for a column with NaN, and none that is infinite.
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
  const minValues = of((type, statistic) => lowerBound(type, statistic));
  const maxValues = of((type, statistic) => upperBound(type, statistic));
  const nullCount = of((_, statistic) => statistic.get('null_count'));
  return `{"numRecords":${rows},"minValues":${minValues},"maxValues":${maxValues},"nullCount":${nullCount}}`;
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

function lowerBound(type: DataType, statistic: ColumnStatistics): string | undefined {
  const min = statistic.get('min');
  if (min === undefined) return undefined;
  if (type === 'string') return JSON.stringify(characters(min).slice(0, boundLength).join(''));
  return plainBound(type, min, statistic, '-0.0');
}

function upperBound(type: DataType, statistic: ColumnStatistics): string | undefined {
  const max = statistic.get('max');
  if (max === undefined) return undefined;
  if (type !== 'string') return plainBound(type, max, statistic, '0.0');
  const text = characters(max);
  if (text.length <= boundLength) return JSON.stringify(max);
  // What is cut off is replaced by a character above the first one of it, so that the bound sorts behind the text.
  const cut = text[boundLength]?.codePointAt(0) ?? 0;
  const above = cut < ascii ? ascii : cut < highest ? highest : undefined;
  return above && JSON.stringify(text.slice(0, boundLength).join('') + String.fromCodePoint(above));
}

/** Characters of a text that a bound keeps. */
const boundLength = 32;
/** Code points that sort above any other ASCII character, and above any other at all. */
const ascii = 0x7f;
const highest = 0x10ffff;

function characters(text: string): string[] {
  // No more of a long text is looked at than is needed; a character has at most two units.
  return [...text.slice(0, 2 * (boundLength + 1))];
}

function plainBound(type: DataType, text: string, statistic: ColumnStatistics, zero: string): string | undefined {
  switch (type) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return text;
    case 'float':
    case 'double':
      if (statistic.get('has_nan') !== 'false' || !Number.isFinite(Number(text))) return undefined;
      // Zeros of both signs are equal to the engine, and not to every reader.
      return Number(text) === 0 ? zero : text;
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) ? JSON.stringify(text) : undefined;
    case 'timestamp':
      return timestampBound(text);
    default:
      return typeof type === 'string' && type.startsWith('decimal') ? text : undefined;
  }
}

/** Cut down to milliseconds, also a maximum: readers know. */
function timestampBound(text: string): string | undefined {
  const [, day, time, fraction = ''] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text) ?? [];
  return day === undefined ? undefined : `"${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z"`;
}

function isStruct(type: DataType): type is Schema {
  return typeof type === 'object' && type.type === 'struct';
}
