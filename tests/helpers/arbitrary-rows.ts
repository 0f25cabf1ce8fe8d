import fc from 'fast-check';
import type { Contract, Rule } from '../../runtime/contracts/index.ts';

/** Lines that are, nearly are, or once were records of a contract. None holds a line feed, which would end it. */
export function arbitraryLine(contract: Contract): fc.Arbitrary<string> {
  const edits = mostly(fc.constant([]), fc.array(edit, { minLength: 1, maxLength: 2 }));
  return fc
    .tuple(object(contract), edits)
    .map(([text, some]) => some.reduce(applied, text).toWellFormed().replaceAll('\n', ' '));
}

const mostly = <A, B>(usual: fc.Arbitrary<A>, rare: fc.Arbitrary<B>): fc.Arbitrary<A | B> =>
  fc.oneof({ weight: 4, arbitrary: usual }, { weight: 1, arbitrary: rare });

const blank = fc.constantFrom('', '', '', '', ' ', '\t', '\r');

/** Pieces that mean something to a parser, a pattern, or a rule. */
const pieces = fc.constantFrom(
  ...[
    '"',
    '\\',
    '\\\\',
    '\\"',
    '\\u0000',
    '\\u0001',
    '\\ud83d',
    '\\ude00',
    '\\ufdd0',
    '\\n',
    '\\/',
    '\0',
    '\u0001',
    '\ufdd1',
  ],
  ...['{', '}', '[', ']', ',', ':', ' ', '\u00a0', '-', '+', '.', 'e', 'k', 'M', '0', '9', '_'],
  ...['NaN', 'null', 'true', 'Infinity', 'é', '😀', '٣', 'u0000', ',]', ':-inf'],
);

/** Any text: of any characters, lone surrogates among them, or of pieces; but DuckDB's client drops U+FEFF from the front of a text. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 4 }).map((units) => String.fromCharCode(...units)),
    fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
  )
  .map((text) => text.replaceAll('\ufeff', ''));

/** A text in JSON, its characters as they are or escaped. */
function quoted(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, fc.nat(5)).map(([given, style]) => (style === 0 ? escaped(given) : JSON.stringify(given)));
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
}

const number = fc.oneof(
  fc.integer().map(String),
  fc.integer({ min: 0, max: 200 }).map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ min: -181, max: 181, noNaN: true }).map(String),
  fc.constantFrom('-0', '-0.0', '0e0', '7.0', '1E2', '1e400', '-1e400', '1e-400', '2147483647', '2147483648', '130.0'),
);

const anyValue = fc.oneof(
  number,
  quoted(number),
  quoted(anyText),
  fc.json({ maxDepth: 2 }),
  fc.constantFrom('null', 'true', 'false', '[]', '{}', '[null]', '{"a":[]}', '""'),
);

const digits = (least: number, most: number) =>
  fc.array(fc.nat(9), { minLength: least, maxLength: most }).map((some) => some.join(''));

const count = fc
  .tuple(digits(1, 11), fc.option(digits(1, 7)), fc.constantFrom('', 'k', 'M', 'K', 'm', 'kM'))
  .map(([whole, decimals, suffix]) => `${whole}${decimals === null ? '' : `.${decimals}`}${suffix}`);

const two = (most: number) => fc.nat(most).map((part) => String(part).padStart(2, '0'));

const timestamp = fc
  .tuple(
    fc.integer({ min: 1898, max: 2201 }),
    two(13),
    two(32),
    fc.constantFrom('T', ' ', ' ', 't'),
    two(24),
    two(60),
    two(60),
  )
  .map(([year, month, day, separator, ...time]) => `${year}-${month}-${day}${separator}${time.join(':')}`);

/** Values that fit a field, or nearly do. */
function near(rule: Rule): fc.Arbitrary<string> {
  const noData = 'noData' in rule ? (rule.noData ?? []).map((text) => JSON.stringify(text)) : [];
  const own: Record<Rule['is'], fc.Arbitrary<string>> = {
    key: fc.nat().map(String),
    whole: fc.integer({ min: -1, max: 132 }).map(String),
    number: fc.double({ min: -181, max: 181, noNaN: true }).map(String),
    count: quoted(count),
    uuid: quoted(fc.uuid({ version: [1, 2, 3, 4, 5, 6, 7, 8] })),
    timestamp: quoted(timestamp),
    text: quoted(
      fc.oneof(
        anyText,
        anyText.map((text) => `Local save in ${text}`),
      ),
    ),
    ignored: anyValue,
  };
  return noData.length > 0 ? fc.oneof(own[rule.is], fc.constantFrom(...noData)) : own[rule.is];
}

/** An object of most of the fields in any order, with strange and repeated ones. */
function object(contract: Contract): fc.Arbitrary<string> {
  const fields = Object.entries(contract.raw).map(([field, rule]) => {
    return member(fc.constant(JSON.stringify(field)), mostly(near(rule), anyValue));
  });
  const names = fc.oneof(quoted(anyText), fc.constantFrom(...Object.keys(contract.raw)).map(escaped));
  const [first, ...rest] = fields;
  const known = fc.tuple(
    first ?? fc.constant(''),
    fc.subarray(rest).chain((some) => fc.tuple(...some)),
  );
  const strange = fc.array(fc.oneof(member(names, anyValue), ...fields), { maxLength: 2 });
  return fc
    .tuple(known, mostly(fc.constant([]), strange), blank, fc.nat(9))
    .map(([[key, others], more, space, turn]) => {
      const members = [key, ...others, ...more];
      const turned = [...members.slice(turn % members.length), ...members.slice(0, turn % members.length)];
      return `${space}{${turned.join(',')}}${space}`;
    });
}

function member(name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(name, blank, value).map((parts) => `${parts[0]}:${parts[1]}${parts[2]}`);
}

/** Cuts some characters out of a text and puts a piece there. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(2),
  put: fc.oneof(pieces, fc.constant('')),
});

function applied(text: string, { at, cut, put }: { at: number; cut: number; put: string }): string {
  const place = Math.floor(at * text.length);
  return text.slice(0, place) + put + text.slice(place + cut);
}
