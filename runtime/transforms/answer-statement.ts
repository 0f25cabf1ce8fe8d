import { sql } from 'kysely';
import { type Contract, cleanColumns, contracts, type TableColumn } from '../contracts/index.ts';
import { newestStreamedQuery } from './clean.ts';
import { dialects } from './dialect.ts';
import { type AnswerName, answerQuery } from './questions.ts';

/** Which path filled the tables that a statement reads: those of the stream hold every copy of a post. */
type Filling = 'batch' | 'stream';

const { db } = dialects.spark;

/**
 * One statement of Spark SQL that answers a question from tables wherever it runs: in a warehouse, a notebook, a dashboard or a view. It
 * is the question's own query behind relations for the tables that it reads.
 * @param tables the clean table of each record kind, qualified and quoted, such as `` `main`.`dev`.`demo_pin_batch` ``
 */
export function answerStatement(
  name: AnswerName,
  tables: Readonly<Record<string, string>>,
  filling: Filling = 'batch',
): string {
  const answer = answerQuery(name, dialects.spark);
  const relations = contracts
    .filter(({ kind }) => new RegExp(`(from|join) \`${kind}\``).test(answer))
    .map((contract) => `\`${contract.kind}\` as (${relation(contract, tables[contract.kind] as string, filling)})`);
  // The parentheses keep the answer's own relations, and its order.
  return `with ${relations.join(',\n')}\n(${inLines(answer)})`;
}

/** The rows of a kind that count, one a key. */
function relation(contract: Contract, table: string, filling: Filling): string {
  const clean = cleanColumns(contract);
  if (filling === 'batch') return rows(clean, table);
  const order: TableColumn = { name: 'sequence_number', type: 'string', nullable: false };
  return `with \`streamed\` as (${rows([...clean, order], table)})\n(${newestStreamedQuery(contract, dialects.spark)})`;
}

/** A table's rows with their timestamps moved so that the session's time zone shows those of UTC, in which the questions count years. */
function rows(columns: readonly TableColumn[], table: string): string {
  const selected = columns.map(({ name, type }) => {
    const column = sql.ref(name);
    return type === 'timestamp' ? sql`to_utc_timestamp(${column}, current_timezone()) as ${column}` : column;
  });
  return sql`select ${sql.join(selected)} from ${sql.raw(table)}`.compile(db).sql;
}

/** A query with each of its relations, and what it selects from them, on a line of its own: people read these statements. */
function inLines(query: string): string {
  return query.replaceAll(/\), (`\w+` as \()/g, '),\n$1').replaceAll(/\) select /g, ')\nselect ');
}
