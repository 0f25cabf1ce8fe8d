import { type Expression, type RawBuilder, sql } from 'kysely';
import {
  batchPlace,
  type Contract,
  cleanColumns,
  type Derivation,
  fieldReasons,
  keyColumn,
  limits,
  patterns,
  quarantineColumns,
  type Rule,
  streamColumns,
  type TableColumn,
} from '../contracts/index.ts';
import { type Dialect, jsonTypes, parsedColumns, recordReason } from './dialect.ts';

/**
 * Checks and cleans one kind: from `lines` (the columns of its place, text, payload) to one row a line: its place, all its reasons, its
 * payload if there are any, and its clean columns if there are none. `text` is NULL for a line that is not UTF-8.
 * @param place the columns that travel with a line, of the batch path unless others are given
 */
export function checkQuery(contract: Contract, dialect: Dialect, place: readonly TableColumn[] = batchPlace): string {
  const carried = place.map(({ name }) => name);
  const fields = Object.entries(contract.raw).filter(([, rule]) => rule.is !== 'ignored');
  const whole = sql.ref(recordReason);
  const reasons = fields.flatMap(([field, rule]) => faults(field, rule, dialect));
  const isClean = sql`${dialect.arraySize(sql.ref('reasons'))} = 0`;
  return dialect.db
    .with('parsed', () => sql`(${dialect.parse(Object.keys(contract.raw), carried)})`)
    .with('counted', (query) =>
      query
        .selectFrom('parsed')
        .selectAll()
        .select(fields.flatMap(([field, rule]) => numeral(field, rule, dialect) ?? [])),
    )
    .with('valued', (query) =>
      query
        .selectFrom('counted')
        .selectAll()
        .select(fields.map(([field, rule]) => value(field, rule, dialect).as(cleanOf(field)))),
    )
    .with('judged', (query) =>
      query
        .selectFrom('valued')
        .selectAll()
        .select(
          sql`case when ${whole} is not null then ${dialect.array([whole])} else ${dialect.compact(reasons)} end`.as(
            'reasons',
          ),
        ),
    )
    .selectFrom('judged')
    .select([...carried, 'reasons'])
    .select(sql`case when not (${isClean}) then payload end`.as('payload'))
    .select(
      cleanColumns(contract).map(({ name, type }) =>
        sql`case when ${isClean} then cast(${derived(contract.clean[name] as Derivation, dialect)} as ${dialect.type(type)}) end`.as(
          name,
        ),
      ),
    )
    .compile().sql;
}

/**
 * The clean table of one kind: of the `checked` rows without reasons one per key, the newest by arrival. Copies of a post share a
 * partition, so that is the highest offset; where a foreign producer spread them over partitions, the tie goes to the highest one.
 * Only places are sorted, not whole rows. A place has its line besides: a sink that starts again may leave a record in two objects.
 */
export function newestQuery(contract: Contract, dialect: Dialect): string {
  const isClean = sql<boolean>`${dialect.arraySize(sql.ref('reasons'))} = 0`;
  const place = ['offset', 'partition', 'line'] as const;
  return dialect.db
    .with('ranked', (query) =>
      query
        .selectFrom('checked')
        .where(isClean)
        .select(place)
        .select(({ fn }) =>
          fn
            .agg<number>('row_number')
            .over((over) =>
              place.reduce((ordered, column) => ordered.orderBy(column, 'desc'), over.partitionBy(keyColumn)),
            )
            .as('rank'),
        ),
    )
    .selectFrom('checked')
    .innerJoin('ranked', (join) =>
      place.reduce((on, column) => on.onRef(`checked.${column}`, '=', `ranked.${column}`), join),
    )
    .where('ranked.rank', '=', 1)
    .select(cleanColumns(contract).map(({ name }) => `checked.${name}` as const))
    .compile().sql;
}

/**
 * One row per key of `streamed`, a kind's table of the streaming path: the newest. Copies of a post share a partition key, so each is in
 * the shard of the one before or in a descendant of it, where sequence numbers go on.
 */
export function newestStreamedQuery(contract: Contract, dialect: Dialect): string {
  const columns = cleanColumns(contract).map(({ name }) => name);
  return dialect.db
    .with('ranked', (query) =>
      query
        .selectFrom('streamed')
        .select(columns)
        .select(({ fn }) =>
          fn
            .agg<number>('row_number')
            .over((over) =>
              over
                .partitionBy(keyColumn)
                .orderBy(sql`length(${sql.ref('sequence_number')})`, 'desc')
                .orderBy('sequence_number', 'desc'),
            )
            .as('rank'),
        ),
    )
    .selectFrom('ranked')
    .where('rank', '=', 1)
    .select(columns)
    .compile().sql;
}

/** The rows of a kind's table of the streaming path: the `checked` ones without reasons, with their place. */
export function cleanQuery(contract: Contract, dialect: Dialect): string {
  return dialect.db
    .selectFrom('checked')
    .where(sql<boolean>`${dialect.arraySize(sql.ref('reasons'))} = 0`)
    .select(streamColumns(contract).map(({ name }) => name))
    .compile().sql;
}

/**
 * The rejected records of one kind, as the quarantine table holds them.
 * @param columns the table's, of the batch path unless others are given
 */
export function quarantineQuery(
  contract: Contract,
  dialect: Dialect,
  columns: readonly TableColumn[] = quarantineColumns,
): string {
  return dialect.db
    .selectFrom('checked')
    .where(sql<boolean>`${dialect.arraySize(sql.ref('reasons'))} > 0`)
    .select(sql`cast(${contract.kind} as ${dialect.type('string')})`.as('kind'))
    .select(columns.map(({ name }) => name).filter((name) => name !== 'kind'))
    .compile().sql;
}

const cleanOf = (field: string) => `${field}__value`;
const numeralOf = (field: string) => `${field}__numeral`;

/** The number that a field's JSON number or text stands for, before its range is looked at. */
function numeral(field: string, rule: Rule, dialect: Dialect) {
  const { text, number, type } = refs(field);
  const when = (pattern: keyof typeof patterns, result: RawBuilder<unknown>) =>
    sql`when ${type} = ${jsonTypes.text} and ${dialect.matches(text, patterns[pattern])} then ${result}`;
  const plain = sql`try_cast(${text} as double)`;
  // Decimals are multiplied as decimals: 1.001 * 1000 is not whole as a binary fraction. They are read as ones of 18 digits, which hold
  // what the patterns accept: DuckDB takes sixteen times as long to read larger ones.
  const digits = sql`try_cast(left(${text}, length(${text}) - 1) as decimal(18, 6))`;
  const times = (factor: number) => sql`cast(cast(${digits} as decimal(26, 6)) * ${sql.lit(factor)} as double)`;
  const cases: Partial<Record<Rule['is'], RawBuilder<unknown>>> = {
    key: when('whole', plain),
    whole: when('whole', plain),
    number: when('number', plain),
    count: sql`${when('whole', plain)} ${when('thousands', times(1_000))} ${when('millions', times(1_000_000))}`,
  };
  const texts = cases[rule.is];
  return texts && sql`case when ${type} = ${jsonTypes.number} then ${number} ${texts} end`.as(numeralOf(field));
}

/** A field's clean value; NULL if it is missing, means no data, or breaks the rule. */
function value(field: string, rule: Rule, dialect: Dialect): RawBuilder<unknown> {
  const { text, type } = refs(field);
  const number = sql.ref(numeralOf(field));
  const isText = sql`${type} = ${jsonTypes.text}`;
  const between = (min: number, max: number) => sql`${number} between ${sql.lit(min)} and ${sql.lit(max)}`;
  const whole = (min: number, max: number) =>
    sql`case when ${between(min, max)} and ${number} = floor(${number}) then cast(${number} as ${dialect.type('integer')}) end`;
  switch (rule.is) {
    case 'key':
    case 'count':
      return whole(0, limits.integer);
    case 'whole':
      return whole(rule.min, rule.max);
    case 'number':
      // -0 becomes 0 by the choice of a branch: an optimizer may drop the addition of a zero.
      return sql`case when ${between(rule.min, rule.max)} then case when ${number} = 0 then cast(0 as double) else ${number} end end`;
    case 'uuid':
      return sql`case when ${isText} and ${dialect.matches(text, patterns.uuid)} then ${text} end`;
    case 'timestamp':
      return sql`case when ${isText} and ${dialect.matches(text, patterns.timestamp)}
        then try_cast(replace(${text}, 'T', ' ') as ${dialect.type('timestamp')}) end`;
    case 'text':
      return rule.noData ? sql`case when not ${isNoData(text, rule.noData)} then ${text} end` : sql`${text}`;
    case 'ignored':
      return sql`null`;
  }
}

/** A field's reasons in their order, each NULL where it does not apply. */
function faults(field: string, rule: Rule, dialect: Dialect): RawBuilder<unknown>[] {
  const { text, type } = refs(field);
  const [first, second, third] = fieldReasons(field, rule).map((reason) => sql`${reason}`);
  const isRefused = sql`${type} is not null and ${sql.ref(cleanOf(field))} is null`;
  switch (rule.is) {
    case 'key':
      return [sql`case when ${type} is null then ${first} end`, sql`case when ${isRefused} then ${second} end`];
    case 'text':
      return [
        sql`case when ${type} not in (${jsonTypes.text}, ${jsonTypes.unreadable}) then ${first} end`,
        sql`case when ${type} in (${jsonTypes.text}, ${jsonTypes.unreadable}) and ${dialect.byteLength(text)} > ${sql.lit(limits.textBytes)}
          then ${second} end`,
        sql`case when ${type} = ${jsonTypes.unreadable} then ${third} end`,
      ];
    case 'count':
      return [sql`case when ${isRefused} and not ${isNoData(text, rule.noData ?? [])} then ${first} end`];
    case 'ignored':
      return [];
    default:
      return [sql`case when ${isRefused} then ${first} end`];
  }
}

function refs(field: string) {
  const { text, number, type } = parsedColumns(field);
  return { text: sql.ref(text), number: sql.ref(number), type: sql.ref(type) };
}

function isNoData(text: Expression<unknown>, noData: readonly string[]): RawBuilder<boolean> {
  return noData.length > 0 ? sql`${text} in (${sql.join(noData)})` : sql`false`;
}

function derived(derivation: Derivation, dialect: Dialect): RawBuilder<unknown> {
  const of = (field: string) => sql.ref(cleanOf(field));
  if ('pair' in derivation) {
    const [one, two] = derivation.pair;
    return sql`case when ${of(one)} is not null and ${of(two)} is not null then ${dialect.array([of(one), of(two)])} end`;
  }
  if ('words' in derivation) return sql`nullif(concat_ws(' ', ${sql.join(derivation.words.map(of))}), '')`;
  const plain = of(derivation.from);
  const prefix = derivation.dropPrefix;
  if (prefix === undefined) return plain;
  return sql`case when left(${plain}, ${sql.lit(prefix.length)}) = ${prefix} then substring(${plain}, ${sql.lit(prefix.length + 1)}) else ${plain} end`;
}
