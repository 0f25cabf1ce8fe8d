import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { names } from '../../runtime/blueprint/index.ts';
import { folderStore, readSnapshot } from '../../runtime/delta/index.ts';
import { type BatchJob, runBatchJob } from '../../runtime/jobs/index.ts';
import { commit, filesIn, openEngine, schemaOf } from '../delta/helpers/tables.ts';
import { hostile } from '../fixtures/hostile.ts';
import { verdictFor } from '../helpers/hostile-rows.ts';
import { everyTable, type Line, makePlace, putObject, readTable, readTables, tableFolder } from './helpers/bucket.ts';

/** A text that a failing test can show. */
function short(text: string): string {
  return text.length <= 200
    ? text
    : `${text.length} characters, SHA-256 ${createHash('sha256').update(text).digest('hex')}`;
}

const asText = ({ kind, object, line, reasons, payload }: Record<string, unknown>) =>
  JSON.stringify([kind, object, line, reasons, payload]);

const nothing = { read: 0, replayed: 0, cleaned: 0, quarantined: 0, rows: 0 };

test('objects become clean tables, one row a key, with the counts of what happened', async (t) => {
  const job = makePlace(t);
  putObject(job, 'pin', [
    { index: 7, title: 'No Title Data Available', follower_count: '1.5k', save_location: 'Local save in /data/art' },
  ]);
  putObject(job, 'geo', [
    { ind: 7, timestamp: '2018-03-05T14:08:41', latitude: -0, longitude: 179.94, country: "Cote d'Ivoire" },
    { ind: 8, latitude: 1 },
  ]);
  putObject(job, 'user', [
    { ind: 7, first_name: 'Ann', last_name: 'Stone', age: 30, date_joined: '2016-02-29 00:00:00' },
    '{',
  ]);
  t.deepEqual(await runBatchJob(job), {
    pin: { read: 1, replayed: 0, cleaned: 1, quarantined: 0, rows: 1 },
    geo: { read: 2, replayed: 0, cleaned: 2, quarantined: 0, rows: 2 },
    user: { read: 2, replayed: 0, cleaned: 1, quarantined: 1, rows: 1 },
  });
  t.deepEqual(await readTable(job, 'geo'), [
    { ind: 7, country: "Cote d'Ivoire", coordinates: [0, 179.94], timestamp: '2018-03-05T14:08:41Z' },
    { ind: 8, country: null, coordinates: null, timestamp: null },
  ]);
  t.deepEqual(await readTable(job, 'user'), [
    { ind: 7, user_name: 'Ann Stone', age: 30, date_joined: '2016-02-29T00:00:00Z' },
  ]);
  t.like((await readTable(job, 'pin'))[0], { ind: 7, title: null, follower_count: 1500, save_location: '/data/art' });
});

test('of the copies of a key the highest offset stands, and of the highest offsets the highest partition', async (t) => {
  const job = makePlace(t);
  const pin = (index: number, title: string) => ({ index, title });
  // Objects are read in no order that counts: the newest copies stand in the first, a middle and the last one.
  putObject(job, 'pin', [pin(1, 'old'), pin(2, 'old'), pin(1, 'new')]);
  putObject(job, 'pin', [pin(2, 'newer'), '{"index":2,"title":7}', pin(3, 'once')], { startOffset: 3 });
  putObject(job, 'pin', [pin(2, 'elsewhere'), pin(4, 'low')], { partition: 1 });
  putObject(job, 'pin', [pin(5, 'x'), pin(4, 'high')], { partition: 2 });
  putObject(job, 'pin', [pin(3, 'far ahead')], { partition: 1, startOffset: 12_345_678_901 });
  t.deepEqual((await runBatchJob(job)).pin, { read: 11, replayed: 0, cleaned: 10, quarantined: 1, rows: 5 });
  t.deepEqual(
    (await readTable(job, 'pin')).map(({ ind, title }) => [ind, title]),
    [
      [1, 'new'],
      [2, 'newer'],
      [3, 'far ahead'],
      [4, 'high'],
      [5, 'x'],
    ],
  );
});

test('every hostile record gets its verdict, and the rejected ones go to quarantine with place, payload and all reasons', async (t) => {
  const job = makePlace(t);
  const expected: Record<string, unknown>[] = [];
  let clean = 0;
  for (const kind of ['pin', 'geo', 'user'] as const) {
    const records = hostile.filter((record) => record.kind === kind);
    // An object each: the lines share a key, and one that is not UTF-8 has its object read in another way.
    for (const [startOffset, record] of records.entries()) {
      const object = putObject(job, kind, [record.line], { startOffset });
      const { reasons } = verdictFor(record);
      if (reasons === undefined) clean += 1;
      else
        expected.push({
          kind,
          object,
          line: 1,
          reasons,
          payload: short(Buffer.from(record.line).toString()),
        });
    }
  }
  const counts = Object.values(await runBatchJob(job));
  const rows = (await readTable(job, 'quarantine')).map((row) => ({ ...row, payload: short(String(row.payload)) }));
  const [got, wanted] = [rows.map(asText), expected.map(asText)];
  t.deepEqual(
    { lacking: wanted.filter((row) => !got.includes(row)), extra: got.filter((row) => !wanted.includes(row)) },
    { lacking: [], extra: [] },
  );
  t.is(got.length, wanted.length);
  t.is(
    counts.reduce((sum, { cleaned }) => sum + cleaned, 0),
    clean,
  );
  t.is(
    counts.reduce((sum, { quarantined }) => sum + quarantined, 0),
    expected.length,
  );
});

test('a bad record never touches the rest of its batch', async (t) => {
  const job = makePlace(t);
  const bad = hostile.filter(({ kind, reasons }) => kind === 'user' && reasons !== undefined).map(({ line }) => line);
  putObject(
    job,
    'user',
    bad.flatMap((line, ind): Line[] => [{ ind, first_name: `n${ind}` }, line]),
  );
  const { length } = bad;
  t.deepEqual((await runBatchJob(job)).user, {
    read: 2 * length,
    replayed: 0,
    cleaned: length,
    quarantined: length,
    rows: length,
  });
  const users = (await readTable(job, 'user')).map(({ ind, user_name }) => user_name === `n${ind}`);
  t.deepEqual(
    users,
    Array.from(bad, () => true),
  );
});

test('running twice gives the same tables, each in one more version', async (t) => {
  const job = makePlace(t);
  putObject(job, 'pin', [{ index: 1 }, { index: 1, title: 'b' }, 'x']);
  putObject(job, 'geo', [{ ind: 1, country: 'France' }]);
  const counts = await runBatchJob(job);
  const rows = await readTables(job);
  t.deepEqual(await runBatchJob(job), counts);
  t.deepEqual(await readTables(job), rows);
  for (const kind of everyTable) {
    t.deepEqual(await readTable(job, kind, 0), rows[kind]);
    t.deepEqual(filesIn(join(tableFolder(job, kind), '_delta_log')), [
      '00000000000000000000.json',
      '00000000000000000001.json',
    ]);
  }
});

test('what is posted later replaces what was there, and what is gone from the bucket goes', async (t) => {
  const job = makePlace(t);
  putObject(job, 'geo', [
    { ind: 1, country: 'France' },
    { ind: 2, country: 'Chile' },
  ]);
  await runBatchJob(job);
  putObject(job, 'geo', [{ ind: 1, country: 'Peru' }], { startOffset: 2 });
  await runBatchJob(job);
  t.deepEqual(
    (await readTable(job, 'geo')).map(({ country }) => country),
    ['Peru', 'Chile'],
  );
  rmSync(job.bucket, { recursive: true });
  mkdirSync(job.bucket);
  t.deepEqual(await runBatchJob(job), { pin: nothing, geo: nothing, user: nothing });
  for (const kind of everyTable) t.deepEqual(await readTable(job, kind), []);
});

test('tables carry the contract that made them', async (t) => {
  const job = makePlace(t);
  await runBatchJob(job);
  const connection = await openEngine(t);
  const { metadata } = await readSnapshot(connection, folderStore(tableFolder(job, 'user')));
  t.deepEqual(metadata.configuration, { 'pinflow.contract': 'user', 'pinflow.contract.version': '1' });
});

test('paths with letters that mean something to the engine are paths', async (t) => {
  const job = makePlace(t, "it's [1]*? a=b %20");
  putObject(job, 'geo', [{ ind: 1, country: 'France' }, Buffer.from([0xff])]);
  t.deepEqual((await runBatchJob(job)).geo, { read: 2, replayed: 0, cleaned: 1, quarantined: 1, rows: 1 });
  t.deepEqual(
    (await readTable(job, 'geo')).map(({ country }) => country),
    ['France'],
  );
});

test('a bucket that is not there is an error, since emptied tables would be a wrong answer', async (t) => {
  const job = makePlace(t);
  putObject(job, 'geo', [{ ind: 1 }]);
  await runBatchJob(job);
  const bucket = join(job.bucket, 'mistyped');
  await t.throwsAsync(runBatchJob({ ...job, bucket }), { code: 'STORAGE_FAILED', message: /mistyped/ });
  t.is((await readTable(job, 'geo')).length, 1);
});

/** Runs the job in a process with a temporary folder of its own, in another time zone. */
function runIn(temporary: string, { bucket, tables }: BatchJob) {
  const script = fileURLToPath(new URL('helpers/run-batch.ts', import.meta.url));
  const env = { ...process.env, TMPDIR: temporary, TZ: 'America/New_York' };
  const { stdout, status } = spawnSync(process.execPath, [script, bucket, tables], { env, encoding: 'utf8' });
  return { stdout, status };
}

test('a temporary folder that is not there is a clear error', (t) => {
  const job = makePlace(t);
  t.deepEqual(runIn(join(job.bucket, 'nowhere'), job), { stdout: 'STORAGE_FAILED\n', status: 1 });
});

test('the time zone and the temporary folder mean nothing to the tables, and nothing is left in the latter', async (t) => {
  const job = makePlace(t);
  const temporary = join(job.bucket, '../ind=7');
  mkdirSync(temporary);
  putObject(job, 'geo', [{ ind: 1, timestamp: '2018-03-05 14:08:41' }]);
  t.is(runIn(temporary, job).status, 0);
  t.like((await readTable(job, 'geo'))[0], { ind: 1, timestamp: '2018-03-05T14:08:41Z' });
  t.deepEqual(readdirSync(temporary), []);
  writeFileSync(join(job.bucket, 'topics/demo.geo/notes.txt'), '');
  t.is(runIn(temporary, job).status, 1);
  t.deepEqual(readdirSync(temporary), []);
});

/** What makes a run fail, after a good one. */
const faults: [
  what: string,
  breakIt: (job: ReturnType<typeof makePlace>) => Promise<void> | void,
  code: string,
  message: RegExp,
][] = [
  [
    'a file in the bucket that the sink did not write',
    ({ bucket }) => writeFileSync(join(bucket, 'topics/demo.user/notes.txt'), 'x'),
    'OBJECT_UNREADABLE',
    /notes\.txt/,
  ],
  [
    'an object that cannot be read',
    ({ bucket }) => symlinkSync('/nowhere', join(bucket, 'topics/demo.user/partition=0/demo.user+0+0000000099.json')),
    'STORAGE_FAILED',
    /demo\.user\+0\+0000000099\.json/,
  ],
  [
    'a file in the place of a folder of the bucket',
    ({ bucket }) => {
      rmSync(join(bucket, 'topics/demo.user'), { recursive: true });
      writeFileSync(join(bucket, 'topics/demo.user'), '');
    },
    'STORAGE_FAILED',
    /demo\.user/,
  ],
  [
    'a commit of the last table that is damaged',
    (job) => writeFileSync(join(tableFolder(job, 'quarantine'), '_delta_log/00000000000000000001.json'), '{"add":'),
    'TABLE_DAMAGED',
    /demo_quarantine_batch.*line 1/,
  ],
  [
    'a folder of a table that is a file',
    (job) => {
      rmSync(tableFolder(job, 'quarantine'), { recursive: true });
      writeFileSync(tableFolder(job, 'quarantine'), '');
    },
    'STORAGE_FAILED',
    /demo_quarantine_batch/,
  ],
];

for (const [what, breakIt, code, message] of faults) {
  test(`${what} leaves the tables as they were`, async (t) => {
    const job = makePlace(t);
    for (const kind of ['geo', 'user']) putObject(job, kind, [{ ind: 1 }]);
    await runBatchJob(job);
    const before = {
      pin: await readTable(job, 'pin'),
      geo: await readTable(job, 'geo'),
      user: await readTable(job, 'user'),
    };
    putObject(job, 'geo', [{ ind: 2 }], { startOffset: 1 });
    await breakIt(job);
    const files = filesIn(job.tables);
    await t.throwsAsync(runBatchJob(job), { code, message });
    t.deepEqual(filesIn(job.tables), files);
    for (const kind of ['pin', 'geo', 'user'] as const) t.deepEqual(await readTable(job, kind), before[kind]);
  });
}

test('a table of another schema is refused before any table changes', async (t) => {
  const job = makePlace(t);
  putObject(job, 'geo', [{ ind: 1 }]);
  const connection = await openEngine(t);
  const folder = tableFolder(job, 'user');
  await commit(connection, folderStore(folder), 'select 1 as ind', { schema: schemaOf({ 'ind!': 'long' }) });
  const files = filesIn(job.tables);
  await t.throwsAsync(runBatchJob(job), {
    code: 'TABLE_SCHEMA_MISMATCH',
    message: new RegExp(`${names(job.stage).batchTables.user}.*ind is long`),
  });
  t.deepEqual(filesIn(job.tables), files);
});
