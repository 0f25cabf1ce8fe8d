import { type Expression, type Kysely, type RawBuilder, sql } from 'kysely';
import { type ColumnType, columnTypes, limits, recordReasons } from '../contracts/index.ts';
import { textBuilder } from './compiler.ts';

/** The JSON type of a parsed field, as the portable checks need it; NULL for a missing or null one. */
export const jsonTypes = { text: 'text', unreadable: 'unreadable', number: 'number', other: 'other' } as const;

/** The columns that parsing gives each raw field: its text, its number if it is a JSON number, its {@link jsonTypes} type. */
export const parsedColumns = (field: string) => ({
  text: `${field}__text`,
  number: `${field}__number`,
  type: `${field}__type`,
});

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
   * `lines` with the {@link recordReason} of each line and the {@link parsedColumns} of each field of its JSON object, and the columns
   * that it carries besides.
   * The engines' JSON functions agree on so little that each gets a parser of its own.
   */
  parse(fields: readonly string[], carried: readonly string[]): RawBuilder<Record<string, unknown>>;
}

/** DuckDB 1.5, session time zone UTC. */
const duckdb: Dialect = {
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
const spark: Dialect = {
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
/** A quote that starts or ends a text; Java's. Possessive: what may be given back is kept on the stack, which a long run overflows. */
const unescapedQuote = '(?<!\\\\)((?:\\\\\\\\)*+)"';
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
  const [json, second] = readings.map((reading) => sql`replace(given, ${marker}, ${dialect.character(reading)})`);
  const suspect = sql`${dialect.byteLength(sql`text`)} <= ${limits.recordBytes}
        and contains(text, ${'\\u'}) and ${dialect.finds(sql`text`, maybeUnreadable)} and not contains(text, ${marker})`;
  return sql`select *, case when suspect then ${json} else text end as json, case when suspect then ${second} end as second
      from (select *, case when suspect then ${given} end as given from (select *, ${suspect} as suspect from lines))`;
}

/** The first cases of a {@link recordReason}; `notObject` is the engine's own test of `json`. */
function reasonOf(dialect: Dialect, notObject: Expression<unknown>): RawBuilder<unknown> {
  return sql`case when ${dialect.byteLength(sql`text`)} > ${limits.recordBytes} then ${recordReasons.tooLarge}
        when text is null or ${notObject} then ${recordReasons.notJsonObject} end as ${sql.ref(recordReason)}`;
}

/** What the portable checks read: the columns of `fields`, each from what `read` says of it. */
function parsed(
  fields: readonly string[],
  carried: readonly string[],
  read: (field: string, index: number) => Record<'text' | 'number' | 'type', Expression<unknown>>,
) {
  const place = [...carried, 'payload', recordReason].map((name) => sql.ref(name));
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
 * for outside of strings, the latter left out of the object. Both only where a cheap look says they may be there.
 */
function parseInDuckdb(fields: readonly string[], carried: readonly string[]): RawBuilder<Record<string, unknown>> {
  const lax = '[:,\\[][ \\t\\r\\n]*-?[nNiI][aAnN][nNfF]|,[ \\t\\r\\n]*[\\]}]';
  const strings = '"([^"\\\\]|\\\\.)*"';
  const paths = sql`[${sql.join(fields.map((field) => sql`${`$.${field}`}`))}]`;
  const isLax = sql`regexp_matches(json, ${lax}) and regexp_matches(regexp_replace(json, ${strings}, '""', 'g'), ${lax})`;
  // In an object of known fields NaN and Infinity are such types, or in such a one; one that ends in a text ends in no comma.
  const maybeLax = sql`doubtful or not ends_with(json, '"}') or list_has_any(first_types, ['DOUBLE', 'ARRAY', 'OBJECT'])`;
  const notStrict = sql`(${maybeLax}) and ${isLax}`;
  const columns = parsed(fields, carried, (_, index) => {
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
      select * replace (${lastOf(fields, 'json')} as json, ${lastOf(fields, 'second')} as second)
      from (
        select * replace (case when ${notStrict} then ${recordReasons.notJsonObject} else ${sql.ref(recordReason)} end as ${sql.ref(recordReason)}),
          case when doubtful then list_reverse(json_keys(json)) end as names,
          case when doubtful then list_reverse(json_extract(json, '$.*')) end as json_values,
          case when doubtful then list_reverse(json_extract(second, '$.*')) end as second_values
        from (
          select *, list_count(first_types) <> len(json_keys(json)) as doubtful
          from (
            select * replace (case when ${sql.ref(recordReason)} is null then json end as json,
                case when ${sql.ref(recordReason)} is null then second end as second),
              case when ${sql.ref(recordReason)} is null then json_type(json, ${paths}) end as first_types
            from (select *, ${reasonOf(duckdb, sql`not json_valid(json) or not regexp_matches(json, ${startsObject})`)} from (${readable(duckdb)}))
          )
        )
      )
    )
  )`;
}

/**
 * An object that has unknown or repeated fields written anew with the last of each known one. Its members are listed once, backwards:
 * a record may have a hundred thousand of them.
 */
function lastOf(fields: readonly string[], column: 'json' | 'second'): RawBuilder<unknown> {
  const json = sql.ref(column);
  const values = sql.ref(`${column}_values`);
  const last = fields.map(
    (field) => sql`${`"${field}":`} || cast(${values}[list_position(names, ${field})] as varchar)`,
  );
  return sql`case when ${values} is null then ${json} else '{' || array_to_string(${duckdb.compact(last)}, ',') || '}' end`;
}

/**
 * Spark's JSON parser stops after the first value: rubbish behind it is found by wrapping the line both in an array, which must then
 * hold one value, and in an object; no rubbish passes both. Only fields read as STRING are surely the last of repeated ones, and those
 * do not tell a number from its digits: so every quote gets a space behind it, which starts each text (and name), and is white space
 * elsewhere.
 */
function parseInSpark(fields: readonly string[], carried: readonly string[]): RawBuilder<Record<string, unknown>> {
  const options = sql`map('allowNonNumericNumbers', 'false', 'allowSingleQuotes', 'false')`;
  const notObject = sql`not json rlike ${startsObject}
          or coalesce(size(from_json('[' || json || ']', 'ARRAY<MAP<STRING, STRING>>', ${options})), 0) <> 1
          or from_json('{"record":' || json || '}', 'record MAP<STRING, STRING>', ${options}).record is null`;
  const spaced = (json: string) => sql`regexp_replace(${sql.ref(json)}, ${unescapedQuote}, '$1" ')`;
  const schema = fields.map((field) => `\` ${field}\` STRING`).join(', ');
  const columns = parsed(fields, carried, (field) => {
    const [first, second] = ['first_reading', 'second_reading'].map(
      (reading) => sql`${sql.ref(reading)}.${sql.id(` ${field}`)}`,
    );
    const isText = sql`left(${first}, 1) = ' '`;
    const isOther = sql`left(${first}, 1) in ('t', 'f', '[', '{')`;
    return {
      text: sql`case when ${isText} then substring(${first}, 2) else ${first} end`,
      number: sql`case when not ${isText} and not ${isOther} then try_cast(${first} as double) end`,
      type: sql`case when ${isText} and ${second} <> ${first} then ${jsonTypes.unreadable} when ${isText} then ${jsonTypes.text}
      when ${isOther} then ${jsonTypes.other} when ${first} is not null then ${jsonTypes.number} end`,
    };
  });
  return sql`${columns}
  from (
    select *, from_json(${spaced('json')}, ${schema}, ${options}) as first_reading,
      from_json(${spaced('second')}, ${schema}, ${options}) as second_reading
    from (
      select ${sql.join([...carried, 'payload', recordReason].map((name) => sql.ref(name)))},
        case when ${sql.ref(recordReason)} is null then json end as json, case when ${sql.ref(recordReason)} is null then second end as second
      from (select *, ${reasonOf(spark, notObject)} from (${readable(spark)}))
    )
  )`;
}
