import { JsonScanner, JsonSyntaxError, maxDepth } from '../../json.ts';

/*
 * JSON as templates meet it in the cloud: there Jayway JsonPath reads it with json-smart, whose objects keep the order of their members and
 * the last of repeated ones. Numbers keep the text they came in, since a `number` could not hold each of them.
 */

/** A JSON value. */
export type JsonValue = string | boolean | null | JsonNumber | JsonArray | JsonObject;

export class JsonObject extends Map<string, JsonValue> {}

/** A class of its own, since a list that a template makes is written in another way. */
export class JsonArray extends Array<JsonValue> {}

export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** @throws {JsonSyntaxError} for anything but one JSON value in UTF-8 */
export function parseJson(bytes: Buffer): JsonValue {
  const scanner = new JsonScanner(bytes);
  const value = valueAt(scanner, 0);
  scanner.end();
  return value;
}

function valueAt(scanner: JsonScanner, depth: number): JsonValue {
  if (depth > maxDepth) throw new JsonSyntaxError(`nested deeper than ${maxDepth}`);
  switch (scanner.peek()) {
    case 0x7b: {
      const object = new JsonObject();
      scanner.object((name) => object.set(name, valueAt(scanner, depth + 1)));
      return object;
    }
    case 0x5b: {
      const array = new JsonArray();
      scanner.array(() => array.push(valueAt(scanner, depth + 1)));
      return array;
    }
    default:
      return leaf(scanner.take().toString());
  }
}

function leaf(text: string): JsonValue {
  if (/^[-\d]/.test(text)) return new JsonNumber(text);
  // Most strings are what they say between their quotes: to parse each takes long.
  return text.startsWith('"') && !text.includes('\\') ? text.slice(1, -1) : JSON.parse(text);
}

/** The value as compact JSON. Escaped is what json-smart escapes: controls, and U+2000 to U+20FF. */
export function printJson(value: JsonValue): string {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof JsonArray) return `[${Array.from(value, printJson).join(',')}]`;
  if (value instanceof JsonObject) {
    return `{${[...value].map(([name, member]) => `${quoted(name)}:${printJson(member)}`).join(',')}}`;
  }
  return String(value);
}

function quoted(text: string): string {
  return `"${text.replace(escaped, (letter) => jsonEscapes[letter] ?? `\\u${hex(letter)}`)}"`;
}

const escaped = /["\\\p{Cc}\u2000-\u20ff]/gu;
/** What JSON has a short escape for. */
export const jsonEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Four hexadecimal digits of a UTF-16 code unit. */
export function hex(letter: string): string {
  return letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}
