import { isUtf8 } from 'node:buffer';

/*
 * JSON as bytes. The twin passes values on; it must not change them on the way as JSON.parse would (2^63, 1e400, the order of
 * integer-like keys, repeated keys). So it checks the text and cuts values out of it. Compact JSON is copied as it is; whitespace
 * is left out, and escapes that JSON does not need are written as the letter itself, as Jackson writes them in the cloud.
 */

/** Bytes that are not JSON; the message says where. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** Jackson's limit (`StreamReadConstraints`), which the REST proxy and the sink share in the cloud. */
export const maxDepth = 1000;

/** One compact JSON value of the same meaning. Throws a {@link JsonSyntaxError} for anything but one JSON value in UTF-8. */
export function compactJson(bytes: Buffer): Buffer {
  const scanner = new JsonScanner(bytes);
  const value = scanner.take();
  scanner.end();
  return value;
}

/** Walks over JSON text; each method leaves `at` behind what it read. */
export class JsonScanner {
  readonly bytes: Buffer;
  at = 0;
  /** Whether all that was read since this was set is compact already. */
  #compact = true;
  /** Names of members that came before, since objects that follow one another mostly have the same: to decode each takes long. */
  readonly #names: string[] = [];

  constructor(bytes: Buffer) {
    if (!isUtf8(bytes)) throw new JsonSyntaxError('not UTF-8');
    this.bytes = bytes;
  }

  /** The next value as compact JSON. */
  take(): Buffer {
    const start = this.skipSpace();
    this.#compact = true;
    this.#value(0);
    return this.#compact ? this.bytes.subarray(start, this.at) : compacted(this.bytes.subarray(start, this.at));
  }

  /** Passes over the next value. */
  skip(): void {
    this.skipSpace();
    this.#value(0);
  }

  /** The next token's first byte, which is the byte at `at`. */
  peek(): number {
    this.skipSpace();
    return this.bytes[this.at] ?? -1;
  }

  /** The members of an object, one call of `member` each; it must read the member's value. */
  object(member: (name: string) => void): void {
    this.#expect(openBrace);
    if (this.#accept(closeBrace)) return;
    do {
      const name = this.#name();
      this.#expect(colon);
      member(name);
    } while (this.#accept(comma));
    this.#expect(closeBrace);
  }

  /** The elements of an array, one call of `element` each; it must read the element. */
  array(element: () => void): void {
    this.#expect(openBracket);
    if (this.#accept(closeBracket)) return;
    do element();
    while (this.#accept(comma));
    this.#expect(closeBracket);
  }

  /** Nothing but whitespace may follow. */
  end(): void {
    if (this.peek() !== -1) this.#fail('expected the end');
  }

  /** Skips whitespace and returns where the next token starts. */
  skipSpace(): number {
    for (;;) {
      if (!isSpace(this.bytes[this.at])) return this.at;
      this.at += 1;
      this.#compact = false;
    }
  }

  #name(): string {
    const start = this.skipSpace();
    this.#string();
    const letters = this.at - start - 2;
    const known = this.#names.find((name) => name.length === letters && this.#isAt(start + 1, name));
    if (known !== undefined) return known;
    const name: string = JSON.parse(this.bytes.toString('utf8', start, this.at));
    // As many letters as bytes: ASCII without escapes, so that the bytes are the letters.
    if (name.length === letters && this.#names.length < 8) this.#names.push(name);
    return name;
  }

  #isAt(start: number, ascii: string): boolean {
    for (let i = 0; i < ascii.length; i++) if (this.bytes[start + i] !== ascii.charCodeAt(i)) return false;
    return true;
  }

  #value(depth: number): void {
    const byte = this.bytes[this.at];
    if (byte === quote) this.#string();
    else if (byte === openBrace) this.#members(depth + 1);
    else if (byte === openBracket) this.#elements(depth + 1);
    else if (byte === 0x74) this.#word('true');
    else if (byte === 0x66) this.#word('false');
    else if (byte === 0x6e) this.#word('null');
    else this.#number();
  }

  #members(depth: number): void {
    this.#enter(depth);
    if (this.#accept(closeBrace)) return;
    do {
      this.skipSpace();
      this.#string();
      this.#expect(colon);
      this.skipSpace();
      this.#value(depth);
    } while (this.#accept(comma));
    this.#expect(closeBrace);
  }

  #elements(depth: number): void {
    this.#enter(depth);
    if (this.#accept(closeBracket)) return;
    do {
      this.skipSpace();
      this.#value(depth);
    } while (this.#accept(comma));
    this.#expect(closeBracket);
  }

  #enter(depth: number): void {
    if (depth > maxDepth) this.#fail(`nested deeper than ${maxDepth}`);
    this.at += 1;
  }

  #string(): void {
    const { bytes } = this;
    if (bytes[this.at] !== quote) this.#fail('expected a string');
    let at = this.at + 1;
    for (;;) {
      const byte = bytes[at] as number;
      if (byte === quote) break;
      if (byte === backslash) {
        this.at = at;
        at = this.#escape();
      } else if (byte >= space) at += 1;
      else {
        this.at = at;
        this.#fail(byte === undefined ? 'the string does not end' : 'a control character must be escaped');
      }
    }
    this.at = at + 1;
  }

  #escape(): number {
    const letter = this.bytes[this.at + 1];
    if (letter === 0x75) {
      const digits = this.bytes.toString('latin1', this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('expected four hexadecimal digits');
      this.#compact = false;
      return this.at + 6;
    }
    if (letter === 0x2f) this.#compact = false;
    else if (letter === undefined || !shortEscapes.includes(letter)) this.#fail('unknown escape');
    return this.at + 2;
  }

  #number(): void {
    const start = this.at;
    if (this.bytes[this.at] === 0x2d) this.at += 1;
    if (this.bytes[this.at] === 0x30) this.at += 1;
    else this.#digits(start === this.at ? 'expected a value' : 'expected a digit');
    if (this.bytes[this.at] === 0x2e) {
      this.at += 1;
      this.#digits('expected a digit');
    }
    if (this.bytes[this.at] === 0x65 || this.bytes[this.at] === 0x45) {
      this.at += 1;
      if (this.bytes[this.at] === 0x2b || this.bytes[this.at] === 0x2d) this.at += 1;
      this.#digits('expected a digit');
    }
  }

  #digits(message: string): void {
    const start = this.at;
    while (isDigit(this.bytes[this.at])) this.at += 1;
    if (this.at === start) this.#fail(message);
  }

  #word(word: string): void {
    const end = this.at + word.length;
    if (this.bytes.toString('latin1', this.at, end) !== word) this.#fail('expected a value');
    this.at = end;
  }

  #accept(byte: number): boolean {
    this.skipSpace();
    if (this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  #expect(byte: number): void {
    if (!this.#accept(byte)) this.#fail(`expected ${String.fromCharCode(byte)}`);
  }

  #fail(message: string): never {
    throw new JsonSyntaxError(`${message} at byte ${this.at}`);
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const space = 0x20;
const newline = 0x0a;
const carriageReturn = 0x0d;
const tab = 0x09;
/** `"`, `\`, b, f, n, r, t: JSON has no shorter way to write what they stand for. */
const shortEscapes = [quote, backslash, 0x62, 0x66, 0x6e, 0x72, 0x74];

function isSpace(byte: number | undefined): boolean {
  return byte === space || byte === newline || byte === carriageReturn || byte === tab;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Valid JSON without whitespace and needless escapes, which is never longer; numbers stay letter for letter. */
function compacted(json: Buffer): Buffer {
  const compact = Buffer.allocUnsafe(json.length);
  let length = 0;
  for (let at = 0; at < json.length; ) {
    const byte = json[at] as number;
    if (byte === quote) {
      const end = stringEnd(json, at);
      length += putString(json.subarray(at, end), compact, length);
      at = end;
    } else {
      if (!isSpace(byte)) compact[length++] = byte;
      at += 1;
    }
  }
  return compact.subarray(0, length);
}

/** Where the string ends that starts at `start`. */
function stringEnd(json: Buffer, start: number): number {
  let at = start + 1;
  while (json[at] !== quote) at += json[at] === backslash ? 2 : 1;
  return at + 1;
}

function putString(string: Buffer, target: Buffer, at: number): number {
  if (!string.includes(backslash)) return string.copy(target, at);
  return target.write(JSON.stringify(JSON.parse(string.toString())), at);
}
