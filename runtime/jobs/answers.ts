import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { names, type Stage } from '../blueprint/index.ts';
import { type AnswerName, answerQuery, dialects, questions } from '../transforms/index.ts';
import { scanTable } from './draft.ts';
import { withEngine } from './engine.ts';

/** A row of an answer: its columns are those of its question. */
export type AnswerRow = Readonly<Record<string, string | number | null>>;

/**
 * Answers questions from the Delta tables of the batch path.
 * @throws {PinflowError} `TABLE_MISSING` and other `TABLE_…`
 */
export async function answerQuestions<Name extends AnswerName>(
  { stage, tables }: { readonly stage: Stage; readonly tables: string },
  wanted: readonly Name[],
): Promise<Record<Name, AnswerRow[]>> {
  return withEngine(async (connection) => {
    for (const [kind, table] of Object.entries(names(stage).batchTables)) {
      await connection.run(`create temp view "${kind}" as ${await scanTable(connection, join(tables, table))}`);
    }
    const answers: [Name, AnswerRow[]][] = [];
    for (const name of wanted) answers.push([name, await readAnswer(connection, name)]);
    return Object.fromEntries(answers) as Record<Name, AnswerRow[]>;
  });
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
