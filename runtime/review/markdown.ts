/** The most of a name that is shown. */
const longest = 120;

/**
 * A text as code in GitHub's Markdown, also in a table: whatever it holds neither breaks the table nor becomes markup, a link or a
 * mention. Mentions and links are never made inside code, and structure never from character references.
 */
export function code(text: string): string {
  const shown = text.length > longest ? `${[...text].slice(0, longest - 1).join('')}…` : text;
  return /^[\w.:/$=+-][\w.:/$=+ -]*$/.test(shown) && !shown.endsWith(' ')
    ? `\`${shown}\``
    : `<code>${encoded(shown)}</code>`;
}

/** A sentence that may hold values of another program, as plain text also in a table. */
export function sentence(text: string): string {
  return encoded(text.length > 1000 ? `${[...text].slice(0, 999).join('')}…` : text);
}

/** Lines of another program, as they are, cut after so many characters. */
export function block(lines: string, most: number): string {
  const shown = lines.length > most ? `${lines.slice(0, most)}…` : lines;
  const text = shown.replaceAll(/[<>&@]|[\p{Cc}\p{Cs}]/gu, (one) => (one === '\n' ? one : reference(one)));
  return `<pre>${text}</pre>`;
}

/** A table of finished cells. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(columns), row(columns.map(() => '---')), ...rows.map(row)];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function encoded(text: string): string {
  return [...text]
    .map((character) => (/^[\p{L}\p{N} …]$/u.test(character) ? character : reference(character)))
    .join('');
}

/** Control characters and lone surrogates have no reference: they are shown as the replacement character. */
function reference(character: string): string {
  return /^[\p{Cc}\p{Cs}]$/u.test(character) ? '\ufffd' : `&#${character.codePointAt(0)};`;
}
