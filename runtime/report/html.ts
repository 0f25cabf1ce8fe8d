/** Text that is already HTML. Only {@link html} makes it from data, and that escapes. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a hole of an {@link html} template; a list is joined, `undefined` and `false` are nothing. */
export type Part = Markup | string | number | undefined | false | readonly Part[];

/**
 * A template whose every hole is escaped unless it is {@link Markup}, so that data can only ever be text.
 * Holes stand in text or in attributes with double quotes, never in a script or a tag name.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((text, index) => text + render(parts[index])).join(''));
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escapeHtml(String(part));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] as string);
}

/**
 * Characters that a parser drops or changes (NUL and its like, a carriage return, a lone surrogate) as pictures of themselves,
 * so that the page shows what the data holds.
 */
export function visible(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
      .replace(/[\x00-\x08\x0b-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
      .replaceAll('\x7f', '\u2421')
  );
}
