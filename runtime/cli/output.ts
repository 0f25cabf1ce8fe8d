import { PinflowError } from '../errors.ts';
import { visible } from '../report/html.ts';

/** Where a command writes and what it may assume of the reader. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** A stream for text. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A failure that has a result all the same, such as an account that does not balance: with `--json` the result is printed. */
export class FailedResult extends PinflowError {
  readonly result: object;

  constructor(error: PinflowError, result: object) {
    super(error.code, error.message, { cause: error.cause });
    this.result = result;
  }
}

/** Writes lines for people. */
export function say(output: Output, ...lines: readonly string[]): void {
  for (const line of lines) output.write(`${line}\n`);
}

/** Writes the result of a command as one JSON object on one line, the last of stdout. */
export function sayJson(terminal: Terminal, result: object): void {
  say(terminal.stdout, JSON.stringify(result));
}

/** Writes an error with its code, what to do, and what lay below it. */
export function sayError(terminal: Terminal, error: PinflowError): void {
  say(terminal.stderr, `error ${error.code}: ${printable(error.message, /\t|\n/)}`, `  ${error.remedy}`);
  sayCauses(terminal, error);
}

/** Writes what went wrong and does not keep the command from its work, with what lay below it. */
export function sayWarning(terminal: Terminal, error: Error): void {
  say(terminal.stderr, `warning: ${printable(error.message, /\t|\n/)}`);
  sayCauses(terminal, error);
}

function sayCauses(terminal: Terminal, error: Error): void {
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if (!error.message.includes(cause.message))
      say(terminal.stderr, `  caused by: ${printable(cause.message, /\t|\n/)}`);
  }
}

/** Writes data of several lines, as it is but for control characters. */
export function sayText(output: Output, text: string): void {
  say(output, printable(text, /\t|\n/));
}

/** Rows as a table of text: numbers to the right, everything else to the left. */
export function textTable(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const isNumber = columns.map((column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => (isNumber[index] ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)];
}

/** Rows as CSV (RFC 4180), with a line of column names. */
export function csv(columns: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  const field = (value: unknown) => {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('');
}

/** The start of a text, with an ellipsis for the rest. */
export function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return printable((Array.isArray(value) ? value.join(', ') : String(value)).replaceAll(/\s+/g, ' '));
}

/** Text whose control characters are shown rather than obeyed: data must not steer a terminal. */
function printable(text: string, but = /(?!)/): string {
  return text.replaceAll(/\p{Cc}|\p{Cs}/gu, (character) =>
    but.test(character) ? character : visible(character).replace(/\p{Cc}/u, '\ufffd'),
  );
}
