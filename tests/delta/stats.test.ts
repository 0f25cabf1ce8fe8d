import { DOUBLE, DuckDBTimestampTZValue, LIST, listValue, TIMESTAMPTZ, VARCHAR } from '@duckdb/node-api';
import test from 'ava';
import fc from 'fast-check';
import { writeDataFiles } from '../../runtime/delta/data-files.ts';
import { folderStore } from '../../runtime/delta/index.ts';
import { openEngine, schemaOf, temporaryFolder } from './helpers/tables.ts';

interface Stats {
  numRecords: number;
  minValues: Record<string, unknown>;
  maxValues: Record<string, unknown>;
  nullCount: Record<string, unknown>;
}

async function openWriter(t: Parameters<typeof openEngine>[0]) {
  const connection = await openEngine(t);
  const store = folderStore(temporaryFolder(t));
  const stats = async (columns: Parameters<typeof schemaOf>[0], query: string) => {
    const [file] = await writeDataFiles(connection, store, { schema: schemaOf(columns), query }, new Map());
    return file?.stats ?? '';
  };
  return { connection, stats };
}

test('statistics are those of the rows, nested like the schema', async (t) => {
  const { stats } = await openWriter(t);
  const text = await stats(
    {
      ind: 'integer',
      big: 'long',
      share: 'double',
      price: 'decimal(10,2)',
      day: 'date',
      instant: 'timestamp',
      name: 'string',
      yes: 'boolean',
      raw: 'binary',
      pair: { type: 'array', elementType: 'double', containsNull: true },
      box: {
        type: 'struct',
        fields: schemaOf({ inner: 'short', list: { type: 'array', elementType: 'string', containsNull: true } }).fields,
      },
      nothing: 'string',
    },
    `from (values
      (1, 9223372036854775807, 0.5, 1.5, date '2020-02-29', timestamptz '2018-03-05 14:08:41.123999+00', 'b', true, 'x'::blob, [1.0], {'inner': 1, 'list': ['a']}, null),
      (null, -9223372036854775808, -1e300, 12.25, null, timestamptz '1969-12-31 23:59:59.999999+00', 'a"', false, null, null, {'inner': null, 'list': null}, null)
    ) as rows(ind, big, share, price, day, instant, name, yes, raw, pair, box, nothing)`,
  );
  t.is(
    text,
    '{"numRecords":2,' +
      '"minValues":{"ind":1,"big":-9223372036854775808,"share":-1e+300,"price":1.50,"day":"2020-02-29","instant":"1969-12-31T23:59:59.999Z","name":"a\\"","box":{"inner":1}},' +
      '"maxValues":{"ind":1,"big":9223372036854775807,"share":0.5,"price":12.25,"day":"2020-02-29","instant":"2018-03-05T14:08:41.123Z","name":"b","box":{"inner":1}},' +
      '"nullCount":{"ind":1,"big":0,"share":0,"price":0,"day":1,"instant":0,"name":0,"yes":0,"raw":1,"pair":1,"box":{"inner":1},"nothing":2}}',
  );
});

test('NaN is above every number, infinities are texts, and zeros span both signs', async (t) => {
  const { stats } = await openWriter(t);
  const columns = { nan: 'double', alone: 'double', inf: 'double', low: 'float', zero: 'double', fine: 'float' };
  const rows = `from (values (1, 'nan'::double, 1, 1, '-0.0'::double, 0.25), ('nan'::double, 'nan'::double, 'inf'::double, '-inf'::float, 0.0, 2))
    as rows(nan, alone, inf, low, zero, fine)`;
  const { minValues, maxValues } = JSON.parse(await stats(columns, rows)) as Stats;
  t.deepEqual(minValues, { nan: 1, alone: 'NaN', inf: 1, low: '-Infinity', zero: -0, fine: 0.25 });
  t.deepEqual(maxValues, { nan: 'NaN', alone: 'NaN', inf: 'Infinity', low: 1, zero: 0, fine: 2 });
});

test('instants that the format cannot hold have no bounds', async (t) => {
  const { stats } = await openWriter(t);
  const rows = `from (values (timestamptz 'infinity', timestamptz '0044-03-15 (BC) 00:00:00+00', timestamptz '12020-01-01 00:00:00+00')) as rows(a, b, c)`;
  const { minValues, maxValues } = JSON.parse(
    await stats({ a: 'timestamp', b: 'timestamp', c: 'timestamp' }, rows),
  ) as Stats;
  t.deepEqual([minValues, maxValues], [{}, {}]);
});

// PROTOCOL.md leaves the cutting of texts to writers; these are the rules of Spark and its Kernel.
for (const [what, text, min, max] of [
  ['32 characters are kept', 'é'.repeat(32), 'é'.repeat(32), 'é'.repeat(32)],
  ['an ASCII character cut off', 'a'.repeat(40), 'a'.repeat(32), `${'a'.repeat(32)}\u007f`],
  ['another character cut off', `${'a'.repeat(32)}é`, 'a'.repeat(32), `${'a'.repeat(32)}\u{10ffff}`],
  ['U+007F cut off', `${'a'.repeat(32)}\u007f!`, 'a'.repeat(32), `${'a'.repeat(32)}\u{10ffff}`],
  ['pairs of UTF-16 are one character', '😀'.repeat(33), '😀'.repeat(32), `${'😀'.repeat(32)}\u{10ffff}`],
  ['a character of U+E000 cut off', `${'a'.repeat(32)}\ue000`, 'a'.repeat(32), `${'a'.repeat(32)}\u{10ffff}`],
  ['the highest character cut off', `${'a'.repeat(32)}\u{10ffff}`, 'a'.repeat(32), `${'a'.repeat(32)}\u{10ffff}`],
  [
    'the highest character cut off, and others',
    `${'a'.repeat(32)}\u{10ffff}bc`,
    'a'.repeat(32),
    `${'a'.repeat(32)}\u{10ffff}\u007f`,
  ],
] as const) {
  test(`bounds of text: ${what}`, async (t) => {
    const { stats } = await openWriter(t);
    const { minValues, maxValues } = JSON.parse(await stats({ s: 'string' }, `select '${text}' as s`)) as Stats;
    t.deepEqual([minValues.s, maxValues.s], [min, max]);
  });
}

test('statistics stop after 32 leaf columns', async (t) => {
  const { stats } = await openWriter(t);
  const names = Array.from({ length: 40 }, (_, index) => `c${index}`);
  const text = await stats(
    Object.fromEntries(names.map((name) => [name, 'integer'])),
    `select ${names.map((name) => `1 as ${name}`).join(', ')}`,
  );
  t.deepEqual(Object.keys((JSON.parse(text) as Stats).nullCount), names.slice(0, 32));
});

test('statistics are those of all row groups of a file', async (t) => {
  const { stats } = await openWriter(t);
  const rows =
    "select nullif(300000 - i, 7) as n, case when i = 299999 then 'a' when i = 150000 then 'z' when i % 3 > 0 then 'm' end as s from range(300000) r(i)";
  t.deepEqual(JSON.parse(await stats({ n: 'long', s: 'string' }, rows)), {
    numRecords: 300_000,
    minValues: { n: 1, s: 'a' },
    maxValues: { n: 300_000, s: 'z' },
    nullCount: { n: 1, s: 99_999 },
  });
});

test('bounds hold every value, in UTF-8 byte order, texts of any length among them', async (t) => {
  const { connection, stats } = await openWriter(t);
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc
      .tuple(fc.string({ unit: 'binary', maxLength: 3 }), fc.integer({ min: 1, max: 20_000 }))
      .map(([s, n]) => s.repeat(n)),
  );
  const row = fc.record({
    s: fc.option(text),
    d: fc.option(fc.double({ noDefaultInfinity: true, noNaN: true })),
    instant: fc.option(fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n })),
    a: fc.option(fc.array(fc.double({ noNaN: true }), { maxLength: 2 })),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
      await connection.run('create or replace table rows (s varchar, d double, instant timestamptz, a double[])');
      const appender = await connection.createAppender('rows');
      for (const { s, d, instant, a } of rows) {
        appender.appendValue(s, VARCHAR);
        appender.appendValue(d, DOUBLE);
        appender.appendValue(instant === null ? null : new DuckDBTimestampTZValue(instant), TIMESTAMPTZ);
        appender.appendValue(a === null ? null : listValue(a), LIST(DOUBLE));
        appender.endRow();
      }
      appender.closeSync();
      const columns = {
        s: 'string',
        d: 'double',
        instant: 'timestamp',
        a: { type: 'array', elementType: 'double', containsNull: true },
      } as const;
      const { numRecords, minValues, maxValues, nullCount } = JSON.parse(await stats(columns, 'from rows')) as Stats;
      t.is(numRecords, rows.length);
      const nulls = (name: keyof (typeof rows)[number]) => rows.filter((each) => each[name] === null).length;
      t.deepEqual(nullCount, { s: nulls('s'), d: nulls('d'), instant: nulls('instant'), a: nulls('a') });
      // Of long texts the engine may give no bounds.
      const texts = rows.map(({ s }) => s ?? '');
      const areShort = texts.every((s) => Buffer.byteLength(s) < 200);
      t.true('s' in minValues || !areShort || nulls('s') === rows.length);
      for (const { s, d, instant } of rows) {
        if (s !== null) {
          const bytes = Buffer.from(s);
          t.true(!('s' in minValues) || Buffer.compare(Buffer.from(String(minValues.s)), bytes) <= 0);
          t.true(!('s' in maxValues) || Buffer.compare(bytes, Buffer.from(String(maxValues.s))) <= 0);
        }
        if (d !== null) t.true(Number(minValues.d) <= d && d <= Number(maxValues.d));
        if (instant !== null) {
          const cut = (micros: bigint) =>
            Number(micros >= 0n || micros % 1000n === 0n ? micros / 1000n : micros / 1000n - 1n);
          t.true(minValues.instant === undefined || Date.parse(String(minValues.instant)) <= cut(instant));
          t.true(maxValues.instant === undefined || cut(instant) <= Date.parse(String(maxValues.instant)));
        }
      }
    }),
    { numRuns: 40 },
  );
});
