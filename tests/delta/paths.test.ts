import test from 'ava';
import fc from 'fast-check';
import { decodePath, encodePath } from '../../runtime/delta/paths.ts';

// From PROTOCOL.md and from the logs that Spark writes.
for (const [encoded, path] of [
  ['part-00000.parquet', 'part-00000.parquet'],
  ['t=11%253A11/a%20b.parquet', 't=11%3A11/a b.parquet'],
  ['name=%C3%A9/part+1.parquet', 'name=é/part+1.parquet'],
  ['p=%2520/x.parquet', 'p=%20/x.parquet'],
] as const) {
  test(`the path ${encoded} of a log is the file ${path}`, (t) => t.is(decodePath(encoded), path));
}

for (const encoded of [
  's3://bucket/part.parquet',
  'file:/tmp/part.parquet',
  '/tmp/part.parquet',
  '../other/part.parquet',
  'a/%2E%2E/part.parquet',
  'a%zz.parquet',
]) {
  test(`the path ${encoded} of a log is no file of the table`, (t) => t.is(decodePath(encoded), undefined));
}

test('every path comes back from its encoding, which is a URI without a scheme', (t) => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^\.\.?$|\//.test(text));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      const path = names.join('/');
      const encoded = encodePath(path);
      t.is(decodePath(encoded), path);
      t.is(new URL(encoded, 'file:///table/').href, `file:///table/${encoded}`);
    }),
  );
});
