import fc from 'fast-check';

/*
 * JSON texts that are hard to carry: letters that some engine escapes, halves of surrogate pairs, names that repeat, mean something to
 * JavaScript or look like indexes, needless escapes and white space. Numbers come from the caller.
 */

const letters = fc.oneof(
  fc.constantFrom('"', "'", '\\', '/', '\n', '\u2028', '\u007f', '\u00e9', '\u{1f600}', '\ud800', '\udc00', '\0'),
  fc.constantFrom('$', '#', '{', '}', ',', '$input', '#end', '#set($i = 0)', '"},{"', '$!{i}', '$util.x', '\\u0041'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);

/** Any text. */
export const texts: fc.Arbitrary<string> = fc.array(letters, { maxLength: 6 }).map((parts) => parts.join(''));

const names = fc.oneof(fc.constantFrom('a', 'b', '1', '0', '__proto__', 'constructor', 'size', 'eval', ''), texts);

/** The text of a JSON string, with needless escapes in some. */
export const stringTexts: fc.Arbitrary<string> = fc.oneof(
  texts.map((text) => JSON.stringify(text)),
  texts.map((text) => `"${text.replace(/[\s\S]/g, escaped)}"`),
);

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Whole numbers of any length, and fractions that every engine writes as they are read. */
export const plainNumbers: fc.Arbitrary<string> = fc.oneof(
  fc.bigInt().map(String),
  fc.integer().map(String),
  fc.integer({ min: 1, max: 999_999 }).map((n) => String(n + 1 / 8)),
);

/** The text of a JSON value of any kind. */
export function jsonTexts(numbers: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const space = fc.constantFrom('', '', '', ' ', '\n\t');
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom('null', 'true', 'false'),
      numbers,
      stringTexts,
      fc
        .tuple(space, fc.array(tie('value'), { maxLength: 3 }))
        .map(([gap, items]) => `[${gap}${items.join(`${gap},`)}]`),
      fc
        .tuple(space, fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }))
        .map(
          ([gap, members]) => `{${members.map(([name, of]) => `${gap}${JSON.stringify(name)}:${gap}${of}`).join(',')}}`,
        ),
    ),
  }));
  return value;
}
