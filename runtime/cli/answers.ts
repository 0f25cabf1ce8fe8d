import type { Row } from '../report/data.ts';
import { type AnswerName, questions } from '../transforms/index.ts';
import { type Output, say, textTable } from './output.ts';

/** Writes an answer below its question, at most `limit` rows of it. */
export function sayAnswer(output: Output, name: AnswerName, rows: readonly Row[], limit = rows.length): void {
  const { number, title, columns } = questions[name];
  say(output, `${number}. ${title}  (${name})`, ...textTable(columns, rows.slice(0, limit)));
  if (rows.length > limit) say(output, `… and ${rows.length - limit} more`);
  say(output, '');
}
