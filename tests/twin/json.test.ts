import test from 'ava';
import fc from 'fast-check';
import { compactJson, JsonScanner, JsonSyntaxError } from '../../runtime/twin/json.ts';

const compact = (text: string) => compactJson(Buffer.from(text)).toString();

/** Texts that are JSON, nearly JSON, and nothing like it. */
const pieces = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '"a"',
  '\\u00e9',
  '\\',
  '\\/',
  'é',
  '😀',
  '\u0007',
  '\ufeff',
  '\u00a0',
];
const words = ['-', '0', '1', '9', '.', 'e', 'E', '+', 'true', 'false', 'null', 'NaN', ' ', '\n', '\r', '\t', '\0'];
const soup = fc.array(fc.constantFrom(...pieces, ...words), { maxLength: 12 }).map((parts) => parts.join(''));
const json = fc.oneof(fc.json(), fc.jsonValue().map(indented), fc.jsonValue().map(escaped));
const mutated = fc
  .tuple(json, fc.nat(), fc.nat(3), fc.constantFrom(...pieces, ...words))
  .map(([text, place, removed, piece]) => {
    const at = place % (text.length + 1);
    return (text.slice(0, at) + piece + text.slice(at + removed)).toWellFormed();
  });

function indented(value: unknown): string {
  return `\r\n${JSON.stringify(value, null, '\t ')} \n`;
}

/** Every letter of every string as an escape, needed or not. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, (string) => {
    const letters = JSON.parse(string) as string;
    return `"${[...letters].map((letter) => (letter === '/' ? '\\/' : unicodeEscapes(letter))).join('')}"`;
  });
}

function unicodeEscapes(letter: string): string {
  return letter
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

test('what JSON.parse accepts is accepted, with the same meaning; all else is refused', (t) => {
  fc.assert(
    fc.property(fc.oneof(soup, json, mutated), (text) => {
      let meaning: unknown;
      try {
        meaning = JSON.parse(text);
      } catch {
        t.throws(() => compact(text), { instanceOf: JsonSyntaxError }, text);
        return;
      }
      t.deepEqual(JSON.parse(compact(text)), meaning, text);
    }),
    { numRuns: 1_500 },
  );
});

test('bytes are read as UTF-8 and nothing else', (t) => {
  const byte = fc.oneof(
    fc.integer({ min: 0x20, max: 0xff }),
    fc.constantFrom(0xc3, 0xa9, 0xed, 0xa0, 0x80, 0xf0, 0x9f),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 4 }), (inner) => {
      const bytes = Buffer.from([0x22, ...inner.filter((b) => b !== 0x22 && b !== 0x5c), 0x22]);
      const text = strictUtf8(bytes);
      if (text === undefined) t.throws(() => compactJson(bytes), { instanceOf: JsonSyntaxError });
      else t.is(compactJson(bytes).toString(), text);
    }),
    { numRuns: 500 },
  );
});

function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

test('a value becomes what JSON.stringify writes, however it was spaced and escaped', (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      t.is(compact(indented(value)), JSON.stringify(value));
      t.is(compact(escaped(value)), JSON.stringify(value));
    }),
  );
});

test('compact JSON stays as it is, byte for byte', (t) => {
  fc.assert(fc.property(json, (text) => t.is(compact(compact(text)), compact(text))));
});

test('numbers stay letter for letter', (t) => {
  const digits = fc.stringMatching(/^[0-9]{1,30}$/);
  const whole = fc.oneof(
    fc.constantFrom('0', '-0', '9223372036854775808', '1e400'),
    fc.stringMatching(/^-?[1-9][0-9]{0,30}$/),
  );
  const fraction = fc.oneof(
    fc.constant(''),
    digits.map((d) => `.${d}`),
  );
  const exponent = fc.oneof(
    fc.constant(''),
    fc.tuple(fc.constantFrom('e', 'E+', 'e-'), digits).map((e) => e.join('')),
  );
  const number = fc.oneof(
    fc.constantFrom('1e400', '-1E-400', '1.50', '100000000000000000000000000000000000001'),
    fc
      .tuple(
        whole.filter((w) => !w.includes('e')),
        fraction,
        exponent,
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(fc.property(number, (n) => t.is(compact(` [ ${n} , {"a" : ${n}} ] `), `[${n},{"a":${n}}]`)));
});

test('members keep their order, integer-like and repeated ones too', (t) => {
  t.is(compact('{"b": 1, "2": 2, "1": 3, "b": 4, "__proto__": 5}'), '{"b":1,"2":2,"1":3,"b":4,"__proto__":5}');
});

test('a lone surrogate stays an escape; a pair of escapes becomes the letter', (t) => {
  t.is(compact('["\\uD83D", "\\ud83d\\ude00"]'), '["\\ud83d","😀"]');
});

test('1,000 levels are read, one more is refused', (t) => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  t.is(compact(nested(1_000)), nested(1_000));
  t.throws(() => compact(nested(1_001)), { message: 'nested deeper than 1000 at byte 1000' });
});

test('a string of 10 MB is rewritten', (t) => {
  const letters = 'x'.repeat(10_000_000);
  t.true(compact(`[ "\\/${letters}" ]`) === `["/${letters}"]`);
});

test('a syntax error names the byte', (t) => {
  t.throws(() => compact('{"é": tru}'), { message: 'expected a value at byte 7' });
  t.throws(() => compact('[1] 2'), { message: 'expected the end at byte 4' });
});

test('values cut out of an object are what JSON.parse finds there, name by name', (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (object) => {
      const scanner = new JsonScanner(Buffer.from(indented(object)));
      const found: [string, unknown][] = [];
      scanner.object((name) => found.push([name, JSON.parse(scanner.take().toString())]));
      scanner.end();
      t.deepEqual(found, Object.entries(JSON.parse(JSON.stringify(object))));
    }),
  );
});
