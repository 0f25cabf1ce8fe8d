import test, { type ExecutionContext } from 'ava';
import { user } from '../../runtime/contracts/user.ts';
import { checkQuery, dialects, newestQuery, quarantineQuery } from '../../runtime/transforms/index.ts';
import { type Line, loadLines, openDuckdb, queryRows } from '../helpers/duckdb-rows.ts';

/** A line of a user, whose age tells the copies of a key apart. */
const copy = (place: Omit<Line, 'text'>, ind: number, age: number): Line => ({
  ...place,
  text: JSON.stringify({ ind, age }),
});

async function checked(t: ExecutionContext, lines: Line[]) {
  const connection = await openDuckdb();
  t.teardown(() => connection.closeSync());
  await loadLines(connection, lines);
  await connection.run(`create table checked as ${checkQuery(user, dialects.duckdb)}`);
  return connection;
}

async function newest(t: ExecutionContext, lines: Line[]) {
  const rows = await queryRows(await checked(t, lines), `${newestQuery(user, dialects.duckdb)} order by ind`);
  return rows.map(({ ind, age }) => [ind, age]);
}

test('of the copies of a key the one with the highest offset stays, in whatever order they are read', async (t) => {
  const copies = [copy({ offset: 9 }, 1, 20), copy({ offset: 10 }, 1, 30), copy({ offset: 2 }, 1, 40)];
  t.deepEqual(await newest(t, copies), [[1, 30]]);
  t.deepEqual(await newest(t, copies.toReversed()), [[1, 30]]);
});

test('keys that differ do not touch each other', async (t) => {
  const copies = [copy({ offset: 0 }, 2, 20), copy({ offset: 1 }, 1, 30), copy({ offset: 2 }, 2, 40)];
  t.deepEqual(await newest(t, copies), [
    [1, 30],
    [2, 40],
  ]);
});

test('copies at the same offset of several partitions: the highest partition stays', async (t) => {
  const copies = [0, 2, 1].map((partition) => copy({ partition, offset: 5 }, 1, 20 + partition));
  t.deepEqual(await newest(t, copies), [[1, 22]]);
});

test('a copy that breaks a rule neither stays nor hides an older one', async (t) => {
  t.deepEqual(await newest(t, [copy({ offset: 0 }, 1, 20), copy({ offset: 1 }, 1, 131)]), [[1, 20]]);
});

test('a record that stands in two objects is one row', async (t) => {
  const twice: Line[] = [copy({ start: 0, offset: 5 }, 1, 20), copy({ start: 5, offset: 5 }, 1, 20)];
  t.deepEqual(await newest(t, twice), [[1, 20]]);
});

test('the quarantine holds each rejected record with its place, payload and reasons, and no other', async (t) => {
  const bad = '{"ind":"x","age":131}';
  const lines = [copy({ offset: 0 }, 1, 20), { partition: 2, offset: 41, start: 40, text: bad }];
  t.deepEqual(await queryRows(await checked(t, lines), quarantineQuery(user, dialects.duckdb)), [
    {
      kind: 'user',
      object: 'topics/demo/partition=2/demo+2+0000000040.json',
      line: 2,
      reasons: ['key_invalid', 'age_invalid'],
      payload: bad,
    },
  ]);
});
