import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { dialects } from '../../runtime/transforms/index.ts';
import { openDuckdb, queryRows } from '../helpers/duckdb-rows.ts';

const { db } = dialects.duckdb;

test('any text stands in compiled SQL as itself, as a value and as a name', async (t) => {
  const connection = await openDuckdb();
  t.teardown(() => connection.closeSync());
  const pieces = fc.constantFrom(
    "'",
    "''",
    '"',
    '\\',
    "\\'",
    '`',
    '--',
    '/*',
    ';',
    '$1',
    '?',
    '%',
    '\n',
    'é',
    '😀',
    'a',
  );
  const text = fc.array(pieces, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
  const stands = fc.asyncProperty(text, text, async (value, name) => {
    const query = db.selectNoFrom(({ val }) => val(value).as(name)).compile();
    assert.deepEqual(query.parameters, []);
    assert.deepEqual(await queryRows(connection, query.sql), [{ [name]: value }]);
  });
  await t.notThrowsAsync(fc.assert(stands));
});
