import { type Expression, type Kysely, type RawBuilder, sql } from 'kysely';
import { type ColumnType, columnTypes, limits, recordReasons } from '../contracts/index.ts';
import { textBuilder } from './compiler.ts';

/** The JSON type of a parsed field, as the portable checks need it; NULL for a missing or null one. */
export const jsonTypes = { text: 'text', unreadable: 'unreadable', number: 'number', other: 'other' } as const;

/** The columns that parsing gives each raw field: its text, its number if it is a JSON number, its {@link jsonTypes} type. */
export const parsedColumns = (field: string) => ({ text: field, number: `${field}__number`, type: `${field}__type` });

/** The column that says why a line is no record at all, NULL for one that is. */
export const recordReason = 'record_reason';

/** What the two engines say differently. Everything else is written once, in SQL that means the same in both. */
export interface Dialect {
  readonly name: 'duckdb' | 'spark';
  /** Starts queries that compile to this dialect's text. */
  readonly db: Kysely<Record<string, Record<string, unknown>>>;
  /** A column type's name. */
  type(type: ColumnType): RawBuilder<unknown>;
  /** Whether the whole text matches the pattern. */
  matches(text: Expression<unknown>, pattern: string): RawBuilder<boolean>;
  /** Whether the pattern occurs in the text. */
  finds(text: Expression<unknown>, pattern: string): RawBuilder<boolean>;
  /** An array of texts without the NULL ones. */
  compact(items: readonly Expression<unknown>[]): RawBuilder<unknown>;
  array(items: readonly Expression<unknown>[]): RawBuilder<unknown>;
  arraySize(array: Expression<unknown>): RawBuilder<number>;
  /** One character by its code point, which keeps invisible ones out of compiled text. */
  character(codePoint: number): RawBuilder<string>;
  /** Replaces every match by its first group and `suffix`. */
  keepGroup(text: Expression<unknown>, pattern: string, suffix: Expression<unknown>): RawBuilder<string>;
  /** The bytes of a text as UTF-8. */
  byteLength(text: Expression<unknown>): RawBuilder<number>;
  /**
   * `lines` with the {@link recordReason} of each line and the {@link parsedColumns} of each field of its JSON object.
   * The engines' JSON functions agree on so little that each gets a parser of its own.
   */
  parse(fields: readonly string[]): RawBuilder<Record<string, unknown>>;
}

/** DuckDB 1.5, session time zone UTC. */
export const duckdb: Dialect = {
  name: 'duckdb',
  db: textBuilder({ identifierQuote: '"', escape: (text) => text.replaceAll("'", "''") }),
  type: (type) => sql.raw(columnTypes[type].duckdb),
  matches: (text, pattern) => sql`regexp_full_match(${text}, ${pattern})`,
  finds: (text, pattern) => sql`regexp_matches(${text}, ${pattern})`,
  compact: (items) => sql`list_filter([${sql.join(items)}], lambda item: item is not null)`,
  array: (items) => sql`[${sql.join(items)}]`,
  arraySize: (array) => sql`len(${array})`,
  character: (codePoint) => sql`chr(${sql.lit(codePoint)})`,
  keepGroup: (text, pattern, suffix) => sql`regexp_replace(${text}, ${pattern}, '\\1' || ${suffix}, 'g')`,
  byteLength: (text) => sql`strlen(${text})`,
  parse: parseInDuckdb,
};

/** Spark SQL 3.5 and 4.0, with ANSI mode on or off, session time zone UTC. */
export const spark: Dialect = {
  name: 'spark',
  db: textBuilder({
    identifierQuote: '`',
    escape: (text) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
  }),
  type: (type) => sql.raw(columnTypes[type].spark),
  matches: (text, pattern) => sql`${text} rlike ${`^(?:${pattern})\\z`}`,
  finds: (text, pattern) => sql`${text} rlike ${pattern}`,
  compact: (items) => sql`array_compact(array(${sql.join(items)}))`,
  array: (items) => sql`array(${sql.join(items)})`,
  arraySize: (array) => sql`size(${array})`,
  character: (codePoint) => sql.raw(`'\\u${codePoint.toString(16).padStart(4, '0')}'`),
  keepGroup: (text, pattern, suffix) => sql`regexp_replace(${text}, ${pattern}, '$1' || ${suffix})`,
  byteLength: (text) => sql`octet_length(${text})`,
  parse: parseInSpark,
};

export const dialects = { duckdb, spark } as const;

const surrogatePair = '\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}';
const unreadableEscape = '\\\\u0000|\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}';
const maybeUnreadable = '\\\\u(0000|[dD][89a-fA-F])';
/** A control character, which no valid JSON text holds, marks escapes between two replacements. */
const mark = 0x01;
const startsObject = '^[ \\t\\r\\n]*[{]';
/** Noncharacters: they match no pattern and no no-data value, and differ from one another. */
const readings = [0xfdd0, 0xfdd1] as const;

/**
 * The lines with two readings of their JSON text, `json` and `second`, in which each escape of a NUL or a lone surrogate is another
 * character, since engines refuse or mangle those: the fields that hold one are those whose readings differ. `second` is NULL where
 * there is none. Escaped backslashes and whole pairs are marked and given back, so that the parity of backslashes is right without
 * look-behind, which RE2 lacks.
 */
function readable(dialect: Dialect): RawBuilder<unknown> {
  const marker = dialect.character(mark);
  const kept = `(\\\\\\\\|${surrogatePair})`;
  const marked = dialect.keepGroup(sql`text`, `${kept}|${unreadableEscape}`, marker);
  const given = dialect.keepGroup(marked, `${kept}\\x01`, sql`''`);
  const [json, second] = readings.map((reading) => sql`replace(${given}, ${marker}, ${dialect.character(reading)})`);
  const suspect = sql`${dialect.byteLength(sql`text`)} <= ${limits.recordBytes}
        and contains(text, ${'\\u'}) and ${dialect.finds(sql`text`, maybeUnreadable)} and not contains(text, ${marker})`;
  return sql`select *, case when suspect then ${json} else text end as json, case when suspect then ${second} end as second
      from (select *, ${suspect} as suspect from lines)`;
}

/** The first cases of a {@link recordReason}; `notObject` is the engine's own test of `json`. */
function reasonOf(dialect: Dialect, notObject: Expression<unknown>): RawBuilder<unknown> {
  return sql`case when ${dialect.byteLength(sql`text`)} > ${limits.recordBytes} then ${recordReasons.tooLarge}
        when text is null or ${notObject} then ${recordReasons.notJsonObject} end as ${sql.ref(recordReason)}`;
}

/** What the portable checks read: the columns of `fields`, each from what `read` says of it. */
function parsed(
  fields: readonly string[],
  read: (field: string, index: number) => Record<'text' | 'number' | 'type', Expression<unknown>>,
) {
  const place = ['object', 'partition', 'offset', 'line', 'payload', recordReason].map((name) => sql.ref(name));
  const columns = fields.flatMap((field, index) => {
    const names = parsedColumns(field);
    const { text, number, type } = read(field, index);
    return [
      sql`${text} as ${sql.ref(names.text)}`,
      sql`${number} as ${sql.ref(names.number)}`,
      sql`${type} as ${sql.ref(names.type)}`,
    ];
  });
  return sql`select ${sql.join([...place, ...columns], sql`,\n    `)}`;
}

/**
 * DuckDB's JSON parser accepts NaN, Infinity and a trailing comma, and finds the first of repeated fields: the former are looked
 * for outside of strings, the latter written anew without all but the last. Both only where a cheap look says they may be there.
 */
function parseInDuckdb(fields: readonly string[]): RawBuilder<Record<string, unknown>> {
  const lax = '[:,\\[][ \\t\\r\\n]*-?[nNiI][aAnN][nNfF]|,[ \\t\\r\\n]*[\\]}]';
  const strings = '"([^"\\\\]|\\\\.)*"';
  const paths = sql`[${sql.join(fields.map((field) => sql`${`$.${field}`}`))}]`;
  const notObject = sql`not json_valid(json) or not regexp_matches(json, ${startsObject})
          or (regexp_matches(json, ${lax}) and regexp_matches(regexp_replace(json, ${strings}, '""', 'g'), ${lax}))`;
  const columns = parsed(fields, (_, index) => {
    const text = sql`texts[${sql.lit(index + 1)}]`;
    const type = sql`types[${sql.lit(index + 1)}]`;
    const isNumber = sql`${type} in ('BIGINT', 'UBIGINT', 'DOUBLE')`;
    return {
      text,
      number: sql`case when ${isNumber} then try_cast(${text} as double) end`,
      type: sql`case when ${type} = 'VARCHAR'
        then case when second is not null and second_texts[${sql.lit(index + 1)}] <> ${text} then ${jsonTypes.unreadable} else ${jsonTypes.text} end
      when ${isNumber} then ${jsonTypes.number} when ${type} <> 'NULL' then ${jsonTypes.other} end`,
    };
  });
  return sql`${columns}
  from (
    select *, json_extract_string(json, ${paths}) as texts, case when doubtful then json_type(json, ${paths}) else first_types end as types,
      case when second is not null then json_extract_string(second, ${paths}) end as second_texts
    from (
      select * replace (${lastWins('json')} as json, ${lastWins('second')} as second)
      from (
        select *, list_count(first_types) <> len(json_keys(json)) as doubtful
        from (
          select * replace (case when ${sql.ref(recordReason)} is null then json end as json),
            case when ${sql.ref(recordReason)} is null then json_type(json, ${paths}) end as first_types
          from (select *, ${reasonOf(duckdb, notObject)} from (${readable(duckdb)}))
        )
      )
    )
  )`;
}

/** An object written anew without all but the last of repeated fields, where it has fields that are unknown or repeated. */
function lastWins(column: string): RawBuilder<unknown> {
  const json = sql.ref(column);
  const keys = sql`json_keys(${json})`;
  return sql`case when not doubtful then ${json} when json is not null then
          '{' || array_to_string([cast(to_json(${keys}[i]) as varchar) || ':' || coalesce(cast(json_extract(${json}, '$.*')[i] as varchar), 'null')
            for i in range(1, len(${keys}) + 1) if not list_contains(${keys}[i + 1:], ${keys}[i])], ',') || '}' end`;
}

/**
 * Spark's JSON parser stops after the first value: rubbish behind it is found by wrapping the line both in an array, which must then
 * hold one value, and in an object; no rubbish passes both. Read as text alone a number cannot be told from its digits, so each field
 * is read as DOUBLE, BOOLEAN, ARRAY and MAP besides.
 */
function parseInSpark(fields: readonly string[]): RawBuilder<Record<string, unknown>> {
  const options = sql`map('allowNonNumericNumbers', 'false', 'allowSingleQuotes', 'false')`;
  const as = (json: string, type: string) =>
    sql`from_json(${sql.ref(json)}, ${fields.map((field) => `\`${field}\` ${type}`).join(', ')}, ${options})`;
  const notObject = sql`not json rlike ${startsObject}
          or coalesce(size(from_json('[' || json || ']', 'ARRAY<MAP<STRING, STRING>>', ${options})), 0) <> 1
          or from_json('{"record":' || json || '}', 'record MAP<STRING, STRING>', ${options}).record is null`;
  const columns = parsed(fields, (field) => {
    const of = (column: string) => sql.ref(`${column}.${field}`);
    return {
      text: of('texts'),
      number: of('numbers'),
      type: sql`case when ${of('numbers')} is not null then ${jsonTypes.number}
      when ${of('booleans')} is not null or ${of('arrays')} is not null or ${of('maps')} is not null then ${jsonTypes.other}
      when second is not null and ${of('second_texts')} <> ${of('texts')} then ${jsonTypes.unreadable}
      when ${of('texts')} is not null then ${jsonTypes.text} end`,
    };
  });
  return sql`${columns}
  from (
    select *, ${as('json', 'STRING')} as texts, ${as('json', 'DOUBLE')} as numbers, ${as('json', 'BOOLEAN')} as booleans,
      ${as('json', 'ARRAY<STRING>')} as arrays, ${as('json', 'MAP<STRING, STRING>')} as maps, ${as('second', 'STRING')} as second_texts
    from (
      select object, partition, ${sql.ref('offset')}, line, payload, ${sql.ref(recordReason)},
        case when ${sql.ref(recordReason)} is null then json end as json, case when ${sql.ref(recordReason)} is null then second end as second
      from (select *, ${reasonOf(spark, notObject)} from (${readable(spark)}))
    )
  )`;
}
