import { visible } from './html.ts';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });
const dated = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Every digit, in groups of three: `12,345`. */
export function exact(value: number): string {
  return grouped.format(value);
}

/** Three or four digits and the suffix that the data itself uses: `999`, `12.3k`, `15M`. */
export function compact(value: number): string {
  // 999,950 and above would round to 1000k.
  if (Math.abs(value) >= 999_950) return `${grouped.format(Math.round(value / 1e5) / 10)}M`;
  if (Math.abs(value) >= 1000) return `${grouped.format(Math.round(value / 100) / 10)}k`;
  return grouped.format(value);
}

/** A value as `say` writes it, and a dash for what is not known yet. */
export function known(value: number | undefined, say: (value: number) => string = exact): string {
  return value === undefined ? '–' : say(value);
}

/** `n thing` or `n things`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${exact(count)} ${count === 1 ? noun : nouns}`;
}

/** An ISO instant as people write it, in UTC; text that is none is left as it is. */
export function instant(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : `${dated.format(time)} UTC`;
}

/** At most `length` characters as a reader counts them, on one line, with an ellipsis for the rest. */
export function clip(text: string, length: number): string {
  const line = visible(text.replace(/\s+/gu, ' ').trim());
  if (line.length <= length) return line;
  const characters = Array.from(graphemes.segment(line.slice(0, length * 16)), ({ segment }) => segment);
  return characters.length <= length ? line : `${characters.slice(0, length - 1).join('')}…`;
}

/** Keeps the direction of one text from turning its neighbours around (first-strong isolate, Unicode UAX #9). */
export function isolate(text: string): string {
  return `\u2068${text}\u2069`;
}
