import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { pinflow, resultOf } from '../helpers/cli.ts';
import { makePlace, putObject } from '../jobs/helpers/bucket.ts';
import { runOnce, someStreams, streams } from '../jobs/stream/helpers/run-stream.ts';

/** A bucket with two bad users and a bad geo, and its tables. */
async function rejectedLines(t: ExecutionContext) {
  const job = makePlace(t);
  const { bucket, tables } = job;
  const user = putObject(job, 'user', [
    '{"ind":1,"age":300}',
    { ind: 2, age: 30 },
    '{"ind":3,"age":-1,"first_name":7}',
  ]);
  const geo = putObject(job, 'geo', ['rub\u001bbish']);
  const run = () => pinflow('job', 'batch', '--bucket', bucket, '--tables', tables, '--json');
  t.is((await run()).status, 0);
  const quarantine = (command: string, ...args: string[]) =>
    pinflow('quarantine', command, ...args, '--tables', tables, ...(command === 'replay' ? ['--bucket', bucket] : []));
  return { bucket, tables, user, geo, run, quarantine };
}

interface Listed {
  readonly total: number;
  readonly records: { place: string; payload: string; reasons: string[] }[];
}

test('rejected records are listed by kind, by reason, at most so many, and until they are replayed', async (t) => {
  const { user, geo, quarantine } = await rejectedLines(t);
  const places = async (...args: string[]) =>
    resultOf<Listed>(await quarantine('list', '--json', ...args)).records.map(({ place }) => place);
  t.deepEqual(await places(), [`${geo}:1`, `${user}:1`, `${user}:3`]);
  t.deepEqual(await places('--kind', 'user'), [`${user}:1`, `${user}:3`]);
  t.deepEqual(await places('--reason', 'first_name_wrong_type'), [`${user}:3`]);
  t.deepEqual(await places('--from', 'batch', '--limit', '1'), [`${geo}:1`]);
  await quarantine('replay', '--kind', 'user', '--patch', '{"age":30}');
  t.deepEqual(await places(), [`${geo}:1`, `${user}:3`]);
  t.deepEqual(await places('--replayed'), [`${geo}:1`, `${user}:1`, `${user}:3`]);
  t.is((await quarantine('list', '--from', 'stream')).status, 1);
});

test('a record is shown whole, and cannot steer the terminal', async (t) => {
  const { user, geo, quarantine } = await rejectedLines(t);
  const { stdout } = await quarantine('show', `${user}:3`);
  for (const part of [
    /^line +3$/m,
    /^reason +age_invalid$/m,
    /^reason +first_name_wrong_type$/m,
    /^\{"ind":3,"age":-1,"first_name":7\}$/m,
    /^\{\n {2}"ind": 3,\n {2}"age": -1,\n {2}"first_name": 7\n\}$/m,
  ]) {
    t.regex(stdout, part);
  }
  t.false((await quarantine('show', `${geo}:1`)).stdout.includes('\u001b'));
  const missing = await quarantine('show', `${user}:2`);
  t.is(missing.status, 1);
  t.regex(missing.stderr, /RECORD_MISSING.*no rejected record is at/);
});

test('the edited output of list repairs each record by its place, and what still breaks a rule is told', async (t) => {
  const { tables, user, geo, run, quarantine } = await rejectedLines(t);
  const { records } = resultOf<Listed>(await quarantine('list', '--json'));
  const payloads: Record<string, unknown> = {
    [`${user}:1`]: { ind: 1, age: 31 },
    [`${user}:3`]: '{"ind":3,"age":32}',
    [`${geo}:1`]: '{"ind":-1}',
  };
  const file = join(tables, 'corrected.json');
  writeFileSync(file, JSON.stringify({ records: records.map((each) => ({ ...each, payload: payloads[each.place] })) }));
  const dry = await quarantine('replay', '--file', file, '--dry-run');
  t.regex(dry.stdout, /Of 3 rejected record\(s\) 2 would be replayed, 0 had been before, 1 still break a rule/);
  const replayed = await quarantine('replay', '--file', file, '--json');
  t.deepEqual(resultOf(replayed), {
    dry_run: false,
    selected: 3,
    replayed: 2,
    already: 0,
    rejected: [{ path: 'batch', kind: 'geo', place: `${geo}:1`, reasons: ['key_invalid'] }],
    resumed: 0,
  });
  t.like(resultOf<{ batch: object }>(await run()).batch, {
    user: { read: 3, replayed: 2, cleaned: 3, quarantined: 2, rows: 3 },
    geo: { read: 1, replayed: 0, cleaned: 0, quarantined: 1, rows: 0 },
  });
});

test('the edited output of show repairs its record', async (t) => {
  const { tables, user, quarantine } = await rejectedLines(t);
  const record = resultOf(await quarantine('show', `${user}:1`, '--json'));
  const file = join(tables, 'one.json');
  writeFileSync(file, JSON.stringify({ ...record, payload: '{"ind":1}' }, null, 2));
  t.like(resultOf(await quarantine('replay', '--file', file, '--json')), { selected: 1, replayed: 1 });
});

test('records of streams are listed beside lines of the bucket, and replayed without one', async (t) => {
  const { tables, user, geo, quarantine } = await rejectedLines(t);
  const source = someStreams();
  const { shardId, sequenceNumber } = source.put(streams.geo as string, 0, '{"ind":1,"latitude":91}', 0);
  await runOnce({ source, tables });
  const place = `geo:${shardId}:${sequenceNumber}`;
  const { total, records } = resultOf<Listed>(await quarantine('list', '--json'));
  t.is(total, 4);
  t.deepEqual(
    records.map((record) => record.place),
    [`${geo}:1`, `${user}:1`, `${user}:3`, place],
  );
  t.regex((await quarantine('show', place)).stdout, /^arrived_at +1970-01-01T00:00:00\.000Z$/m);
  const replay = ['quarantine', 'replay', '--from', 'stream', '--all', '--patch', '{"latitude":1}', '--tables', tables];
  t.like(resultOf(await pinflow(...replay, '--json')), { selected: 1, replayed: 1, rejected: [] });
  t.regex((await quarantine('show', place)).stdout, /^replayed with:\n\{"ind":1,"latitude":1\}$/m);
  t.is(resultOf<Listed>(await quarantine('list', '--json')).total, 3);
});

for (const [what, content, says] of [
  ['not JSON', 'places', /corrected\.json: .*JSON/],
  ['no list', '[]', /corrected\.json: the file: /],
  ['without a payload', '{"records":[{"place":"a"}]}', /corrected\.json: records\.0\.payload: /],
  ['with a place twice', '{"records":[{"place":"a","payload":""},{"place":"a","payload":""}]}', /a stands in it twice/],
  ['with a lone surrogate', '{"place":"a","payload":"\\ud800"}', /corrected\.json: .*payload/],
] as const) {
  test(`corrections that are ${what} are refused`, async (t) => {
    const { tables, quarantine } = await rejectedLines(t);
    const file = join(tables, 'corrected.json');
    writeFileSync(file, content);
    const { status, stderr } = await quarantine('replay', '--file', file);
    t.is(status, 1);
    t.regex(stderr, /CORRECTIONS_UNREADABLE/);
    t.regex(stderr, says);
  });
}
