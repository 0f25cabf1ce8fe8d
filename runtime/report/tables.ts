import type { AnswerName } from '../transforms/index.ts';
import { answerColumns } from './answers.ts';
import type { Row } from './data.ts';
import { exact, plural } from './format.ts';
import { html, type Markup } from './html.ts';

/** From how many rows on a table can be searched. */
const searchedFrom = 20;

/** Columns whose numbers name something and are no amounts. */
const labels = /_year$/;

/** Text of at most this length, such as `diy-and-crafts`, is not broken over lines. */
const wordLength = 14;

/** The rows of an answer behind a disclosure. */
export function answerTable(name: AnswerName, rows: readonly Row[], shown: Shown): Markup {
  return dataTable(answerColumns(name), rows, shown);
}

/** What a table is called, and whether it stands open. */
interface Shown {
  readonly title: string;
  readonly open: boolean;
}

/** Rows behind a disclosure, searchable where they are many. */
export function dataTable(columns: readonly string[], rows: readonly Row[], { title, open }: Shown): Markup {
  return html`<details class="rows"${open && html` open`}>
  <summary>Show the table <span class="muted">${plural(rows.length, 'row')}</span></summary>
  ${rows.length >= searchedFrom && html`<p class="find"><label>Find <input type="search" autocomplete="off"></label> <output>${plural(rows.length, 'row')}</output></p>`}
  <div class="scroll tall" tabindex="0" role="region" aria-label="Table: ${title}"><table>
    <caption>${title}</caption>
    <thead><tr>${columns.map((column) => html`<th scope="col"${isAmount(column, rows) && html` class="number"`}>${words(column)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${columns.map((column) => cell(column, row[column]))}</tr>\n`)}</tbody>
  </table></div>
</details>`;
}

/** A column's name as words: `follower_count` is "follower count". */
export function words(column: string): string {
  return column.replaceAll('_', ' ');
}

function isAmount(column: string, rows: readonly Row[]): boolean {
  return !labels.test(column) && isNumber(rows[0]?.[column]);
}

function cell(column: string, value: unknown): Markup {
  if (value === null || value === undefined) return html`<td class="muted">none</td>`;
  if (isNumber(value) && !labels.test(column)) return html`<td class="number">${exact(Number(value))}</td>`;
  const text = String(value);
  return html`<td${text.length <= wordLength && html` class="word"`}><bdi>${text}</bdi></td>`;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
