import { type RawBuilder, sql } from 'kysely';
import { batchPlace, bytesColumn, streamPlace } from '../contracts/index.ts';
import { dialects } from './dialect.ts';

/*
 * What only Spark is asked, since the jobs on one machine read bytes themselves: from what its sources give to the lines that checks read.
 */

/** Every byte is one character here, so that bytes can be taken apart whatever they mean. */
const bytewise = 'ISO-8859-1';

/** A character of several bytes in UTF-8, byte by byte (Unicode, table 3-7). */
const severalBytes = [
  '[\\xC2-\\xDF][\\x80-\\xBF]',
  '\\xE0[\\xA0-\\xBF][\\x80-\\xBF]',
  '[\\xE1-\\xEC\\xEE\\xEF][\\x80-\\xBF]{2}',
  '\\xED[\\x80-\\x9F][\\x80-\\xBF]',
  '\\xF0[\\x90-\\xBF][\\x80-\\xBF]{2}',
  '[\\xF1-\\xF3][\\x80-\\xBF]{3}',
  '\\xF4[\\x80-\\x8F][\\x80-\\xBF]{2}',
].join('|');
const oneOfSeveral = '[\\x80-\\xFF]';
/** The first two bytes of half a surrogate pair: no UTF-8, but one thing to Java, and two to everyone else. */
const surrogate = '\\xED[\\xA0-\\xBF]';
const twoWrongBytes = '\u00ff\u00ff';

/**
 * What the texts of bytes are: those that are not UTF-8 have no text, U+FFFD in their payload for what could not be read, and are kept as
 * base64, which Spark breaks into lines. Spark 3.5 lacks `is_valid_utf8`, and 4.0 refuses to decode such bytes; before a pattern, Java decodes them.
 */
function textsOf(bytes: RawBuilder<unknown>) {
  const latin = sql`decode(${bytes}, ${bytewise})`;
  const isUtf8 = sql`not regexp_replace(${latin}, ${severalBytes}, '') rlike ${oneOfSeveral}`;
  const broken = sql`cast(encode(regexp_replace(${latin}, ${surrogate}, ${twoWrongBytes}), ${bytewise}) as string)`;
  const text = sql`cast(${bytes} as string)`;
  return {
    text: sql`case when ${isUtf8} then ${text} end`,
    payload: sql`case when ${isUtf8} then ${text} else regexp_replace(${broken}, '^', '') end`,
    base64: sql`case when not (${isUtf8}) then translate(base64(${bytes}), ${'\r\n'}, '') end`,
  };
}

/** The bytes of each line of `objects` and its number from 1. What follows the last line feed is a line only if it is not empty. */
const objectLines = sql`select path, cast(pos + 1 as bigint) as line, encode(part, ${bytewise}) as bytes
    from (select path, split(decode(content, ${bytewise}), ${'\n'}, -1) as parts from objects)
      lateral view posexplode(parts) as pos, part
    where pos + 1 < size(parts) or part <> ''`;

const unreadable = (...why: RawBuilder<unknown>[]) =>
  sql`raise_error(concat('OBJECT_UNREADABLE: ', path, ${sql.join(why)}))`;

/**
 * The `lines` that a check reads, from `objects`, whole objects of the sink as Spark's source `binaryFile` gives them.
 * @param keys a pattern of Java for the keys of a topic's objects; its groups are partition and start offset
 */
export function landedLinesQuery(keys: string): string {
  const group = (index: number) => sql`regexp_extract(path, ${`(?:${keys})$`}, ${sql.lit(index)})`;
  const { text, payload } = textsOf(sql`bytes`);
  const object = sql`case when ${group(0)} = '' then ${unreadable(sql`${': its key is not one that the sink gives'}`)} else ${group(0)} end`;
  return sql`select object, partition, start_offset + line - 1 as \`offset\`, line, ${text} as text, ${payload} as payload
  from (
    select ${object} as object, cast(${group(1)} as int) as partition, cast(${group(2)} as bigint) as start_offset, line, bytes
    from (${objectLines})
  )`.compile(dialects.spark.db).sql;
}

/**
 * The `corrections` that `correctedQuery` reads, from `objects`, whole objects of corrected lines.
 * @param keys a pattern of Java for their keys
 */
export function correctionsQuery(keys: string): string {
  const fields = [...batchPlace, { name: 'text', type: 'string' } as const];
  const schema = fields.map(({ name, type }) => `\`${name}\` ${type === 'string' ? 'STRING' : 'BIGINT'}`).join(', ');
  const field = (name: string) => sql`correction.${sql.ref(name)}`;
  const columns = fields.map(
    ({ name, type }) => sql`cast(${field(name)} as ${dialects.spark.type(type)}) as ${sql.ref(name)}`,
  );
  const isWhole = sql.join(
    fields.map(({ name }) => sql`${field(name)} is not null`),
    sql` and `,
  );
  const stray = unreadable(sql`', line '`, sql`cast(line as string)`, sql`': it is no correction'`);
  return sql`select ${sql.join(columns)}, regexp_extract(path, ${`(?:${keys})$`}, 0) as replay
  from (
    select path, case when ${isWhole} then correction else ${stray} end as correction
    from (select path, line, from_json(cast(bytes as string), ${schema}) as correction from (${objectLines}))
  )`.compile(dialects.spark.db).sql;
}

/** The `lines` that a check of the streaming path reads, from `events`, records as Spark's source `kinesis` gives them. */
export function eventLinesQuery(): string {
  const { text, payload, base64 } = textsOf(sql`data`);
  const [shard, sequenceNumber, arrivedAt] = streamPlace.map(({ name }) => sql.ref(name));
  return sql`select \`shardId\` as ${shard}, \`sequenceNumber\` as ${sequenceNumber},
    \`approximateArrivalTimestamp\` as ${arrivedAt}, ${base64} as ${sql.ref(bytesColumn.name)}, ${text} as text, ${payload} as payload
  from events`.compile(dialects.spark.db).sql;
}
