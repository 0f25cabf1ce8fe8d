import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { names, type PathName, type Stage } from '../blueprint/index.ts';
import { type Contract, contracts } from '../contracts/index.ts';
import { type AnswerName, answerQuery, dialects, newestStreamedQuery, questions } from '../transforms/index.ts';
import { scanTable } from './draft.ts';
import { withEngine } from './engine.ts';

/** A row of an answer: its columns are those of its question. */
export type AnswerRow = Readonly<Record<string, string | number | null>>;

/** Whose tables answer. */
export interface AnswerSource {
  readonly stage: Stage;
  /** The folder of the Delta tables. */
  readonly tables: string;
  /** Which path filled them. */
  readonly from: PathName;
}

/**
 * Answers questions from the Delta tables of a path. Both give the same answers to the same posts: of the copies of a post the newest counts.
 * @throws {PinflowError} `TABLE_MISSING` and other `TABLE_…`
 */
export async function answerQuestions<Name extends AnswerName>(
  source: AnswerSource,
  wanted: readonly Name[],
): Promise<Record<Name, AnswerRow[]>> {
  return withEngine(async (connection) => {
    for (const contract of contracts)
      await connection.run(`create temp view "${contract.kind}" as ${await newest(connection, contract, source)}`);
    const answers: [Name, AnswerRow[]][] = [];
    for (const name of wanted) answers.push([name, await readAnswer(connection, name)]);
    return Object.fromEntries(answers) as Record<Name, AnswerRow[]>;
  });
}

/** The rows of a kind that count, one a key. The tables of the streaming path hold every copy. */
async function newest(
  connection: DuckDBConnection,
  contract: Contract,
  { stage, tables, from }: AnswerSource,
): Promise<string> {
  const { batchTables, streamTables } = names(stage);
  const name = (from === 'batch' ? batchTables : streamTables)[contract.kind] as string;
  const scan = await scanTable(connection, join(tables, name));
  return from === 'batch'
    ? scan
    : `with streamed as (${scan}) from (${newestStreamedQuery(contract, dialects.duckdb)})`;
}

async function readAnswer(connection: DuckDBConnection, name: AnswerName): Promise<AnswerRow[]> {
  const result = await connection.runAndReadAll(answerQuery(name, dialects.duckdb));
  return result
    .getRowObjectsJS()
    .map((row) => Object.fromEntries(questions[name].columns.map((column) => [column, plain(row[column])])));
}

function plain(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'bigint' ? Number(value) : (value as string | number);
}
