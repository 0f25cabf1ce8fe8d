import { hex, jsonEscapes, parseJson } from './json-value.ts';

/** `$util` of mapping templates (API Gateway documentation, "Mapping template and access logging variable reference"). */
export const util = {
  /** As `StringEscapeUtils.escapeJavaScript` of Apache Commons Lang 2: `'` and `/` too, and everything beyond ASCII as UTF-16. */
  escapeJavaScript: (text: unknown) =>
    given(text, (letters) =>
      letters.replace(/[^ !#-&(-.0-[\]-\x7f]/g, (letter) => shortEscapes[letter] ?? `\\u${hex(letter)}`),
    ),
  parseJson: (text: unknown) => (text == null ? null : parseJson(Buffer.from(String(text)))),
  urlEncode: (text: unknown) => given(text, (letters) => formEncoded(letters)),
  urlDecode: (text: unknown) =>
    given(text, (letters) => new URLSearchParams(`=${letters.replaceAll('&', '%26')}`).get('') as string),
  base64Encode: (text: unknown) => given(text, (letters) => utf8(letters).toString('base64')),
  base64Decode: (text: unknown) => given(text, (letters) => Buffer.from(letters, 'base64').toString()),
};

/** Text in UTF-8 as Java makes it: half of a surrogate pair becomes a question mark. */
export function utf8(text: string): Buffer {
  return Buffer.from(text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, '?'));
}

const shortEscapes: Readonly<Record<string, string>> = { ...jsonEscapes, "'": "\\'", '/': '\\/' };

function given<T>(text: unknown, make: (letters: string) => T): T | null {
  return text == null ? null : make(String(text));
}

/** As forms are encoded, which is what Java's `URLEncoder` does. */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
