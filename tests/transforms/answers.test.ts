import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { answerNames, answerQuery, dialects, questions } from '../../runtime/transforms/index.ts';
import { expectedAnswers } from '../helpers/answers.ts';
import { arbitraryRows } from '../helpers/arbitrary-tables.ts';
import { cleanTables } from '../helpers/clean-rows.ts';
import { committedRows, type RawRows, realRows, realRowsMissing } from '../helpers/committed-rows.ts';
import { makeCleanTables, openDuckdb, queryRows } from '../helpers/duckdb-rows.ts';

async function duckdb(t: ExecutionContext) {
  const connection = await openDuckdb();
  t.teardown(() => connection.closeSync());
  return connection;
}

type Connection = Awaited<ReturnType<typeof duckdb>>;

async function tablesOf(connection: Connection, rows: RawRows) {
  await makeCleanTables(connection, rows);
  const table = (kind: string) => queryRows(connection, `select * from "${kind}" order by ind`);
  return { pin: await table('pin'), geo: await table('geo'), user: await table('user') };
}

function expectedTables(rows: RawRows) {
  const { pin, geo, user } = cleanTables(rows);
  const sorted = (table: Map<number, unknown>) => [...table].sort(([a], [b]) => a - b).map(([, row]) => row);
  return { pin: sorted(pin), geo: sorted(geo), user: sorted(user) };
}

async function answersOf(connection: Connection) {
  const answers: Record<string, unknown> = {};
  for (const name of answerNames) answers[name] = await queryRows(connection, answerQuery(name, dialects.duckdb));
  return answers;
}

for (const [what, missing, read] of [
  ['the committed rows', undefined, committedRows],
  ['the real rows', realRowsMissing, realRows],
] as const) {
  (missing === undefined ? test : test.skip)(
    `${missing ?? what}: tables and answers are the computed ones`,
    async (t) => {
      const connection = await duckdb(t);
      const rows = read();
      t.deepEqual(await tablesOf(connection, rows), expectedTables(rows));
      t.deepEqual(await answersOf(connection), expectedAnswers(rows));
    },
  );
}

(realRowsMissing === undefined ? test : test.skip)(
  '1,000 messages of the original make 963 rows a table',
  async (t) => {
    const tables = await tablesOf(await duckdb(t), realRows());
    t.deepEqual([tables.pin.length, tables.geo.length, tables.user.length], [963, 963, 963]);
  },
);

test('any rows give the computed tables and answers', async (t) => {
  const connection = await duckdb(t);
  const right = fc.asyncProperty(arbitraryRows, async (rows) => {
    assert.deepEqual(await tablesOf(connection, rows), expectedTables(rows));
    assert.deepEqual(await answersOf(connection), expectedAnswers(rows));
  });
  await t.notThrowsAsync(fc.assert(right, { numRuns: 8, endOnFailure: true }));
});

test('empty tables give empty answers', async (t) => {
  const connection = await duckdb(t);
  t.deepEqual(await tablesOf(connection, { pin: [], geo: [], user: [] }), { pin: [], geo: [], user: [] });
  t.deepEqual(await answersOf(connection), Object.fromEntries(answerNames.map((name) => [name, []])));
});

test('an answer has the columns that its question names, in their order', async (t) => {
  const connection = await duckdb(t);
  await makeCleanTables(connection, { pin: [], geo: [], user: [] });
  for (const name of answerNames) {
    const result = await connection.runAndReadAll(answerQuery(name, dialects.duckdb));
    t.deepEqual(result.columnNames(), [...questions[name].columns]);
  }
});
