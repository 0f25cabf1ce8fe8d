import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import { replayKey } from '../../../runtime/blueprint/index.ts';
import { type BatchJob, listQuarantine, runBatchJob } from '../../../runtime/jobs/index.ts';
import { type ReplayOptions, replayQuarantine } from '../../../runtime/jobs/replay/replay.ts';
import { makePlace, putObject, readTable } from '../helpers/bucket.ts';

const everything = { selection: {}, repair: { by: 'nothing' } } as const;

const replay = (job: BatchJob, options: Partial<ReplayOptions>, now?: () => number) =>
  replayQuarantine({ ...job, ...everything, ...options } as ReplayOptions, now && { now });

const patch = (value: Record<string, unknown>) => ({ by: 'patch', patch: value }) as const;

const listed = async (job: BatchJob, withReplayed = false) =>
  (await listQuarantine({ ...job, withReplayed, limit: 100 })).records.map(({ place }) => place);

function replayObjects({ bucket }: BatchJob): string[] {
  const files = readdirSync(join(bucket, 'replay'), { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.json')).sort();
}

test('a patched line keeps its place, and its verdict takes the place of the rejected one', async (t) => {
  const job = makePlace(t);
  const object = putObject(job, 'user', [
    { ind: 1, age: 300, first_name: 'Old' },
    { ind: 1, age: 30, first_name: 'New' },
    { ind: 2, age: -1, first_name: 'Ann', date_joined: 'x' },
    { ind: 3, age: 20 },
  ]);
  t.like((await runBatchJob(job)).user, { read: 4, replayed: 0, cleaned: 2, quarantined: 2, rows: 2 });
  t.deepEqual(await replay(job, { repair: patch({ age: 40 }) }), {
    selected: 2,
    replayed: 1,
    already: 0,
    rejected: [{ path: 'batch', kind: 'user', place: `${object}:3`, reasons: ['date_joined_invalid'] }],
    resumed: 0,
  });
  t.deepEqual(await listed(job), [`${object}:3`]);
  t.deepEqual(await listed(job, true), [`${object}:1`, `${object}:3`]);

  t.like((await runBatchJob(job)).user, { read: 4, replayed: 1, cleaned: 3, quarantined: 2, rows: 2 });
  // The repaired copy is older than the one after it.
  t.deepEqual(
    (await readTable(job, 'user')).map(({ ind, user_name }) => [ind, user_name]),
    [
      [1, 'New'],
      [3, null],
    ],
  );
  t.deepEqual(await listed(job, true), [`${object}:3`]);
});

test('the object of a replay holds the place of each line and its corrected text, and the table of replays what it holds', async (t) => {
  const job = makePlace(t);
  const object = putObject(job, 'geo', ['{"ind": 7, "latitude":91,"longitude":1.50}', { ind: 8, latitude: 'x' }], {
    partition: 2,
    startOffset: 40,
  });
  await runBatchJob(job);
  const now = Date.UTC(2026, 10, 25, 21, 42);
  await replay(job, { repair: patch({ latitude: 9 }) }, () => now);
  const [name = '', ...others] = replayObjects(job);
  t.deepEqual(others, []);
  t.true(name.startsWith('geo/2026-11-25T21-42-00.000Z_'));
  const lines = [
    { object, partition: 2, offset: 40, line: 1, text: '{"ind":7,"latitude":9,"longitude":1.50}' },
    { object, partition: 2, offset: 41, line: 2, text: '{"ind":8,"latitude":9}' },
  ];
  const content = readFileSync(join(job.bucket, 'replay', name), 'utf8');
  t.is(content, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  t.deepEqual(
    await readTable(job, 'replayed'),
    lines.map(({ text, ...place }) => ({
      path: 'batch',
      kind: 'geo',
      ...place,
      shard_id: null,
      sequence_number: null,
      arrived_at: null,
      replayed_at: '2026-11-25T21:42:00Z',
      replay_object: `replay/${name}`,
      payload: text,
    })),
  );
});

test('replaying twice adds nothing, before the next run and after it', async (t) => {
  const job = makePlace(t);
  const object = putObject(job, 'geo', [{ ind: 1, latitude: 91 }]);
  await runBatchJob(job);
  const again = { selection: { places: [`${object}:1`], withReplayed: true }, repair: patch({ latitude: 90 }) };
  t.like(await replay(job, again), { selected: 1, replayed: 1, already: 0 });
  t.like(await replay(job, again), { selected: 1, replayed: 0, already: 1 });
  t.like(await replay(job, { repair: patch({ latitude: 90 }) }), { selected: 0, replayed: 0, already: 0 });
  t.like((await runBatchJob(job)).geo, { read: 1, replayed: 1, cleaned: 1, quarantined: 1, rows: 1 });
  t.like(await replay(job, again), { selected: 1, replayed: 0, already: 1 });
  t.is(replayObjects(job).length, 1);
  t.is((await readTable(job, 'replayed')).length, 1);
});

test('of two replays at once each line becomes one row', async (t) => {
  const job = makePlace(t);
  putObject(job, 'user', [
    { ind: 1, age: 300 },
    { ind: 2, age: 300 },
  ]);
  await runBatchJob(job);
  await Promise.all([30, 40].map((age) => replay(job, { repair: patch({ age }) })));
  t.like((await runBatchJob(job)).user, { read: 2, replayed: 2, cleaned: 2, quarantined: 2, rows: 2 });
  const ages = (await readTable(job, 'user')).map(({ age }) => age);
  t.true(ages[0] === ages[1] && [30, 40].includes(ages[0] as number), String(ages));
  t.deepEqual(await listed(job, true), []);
});

test('of the corrections of a line the latest counts, also when the clock was turned back', async (t) => {
  const job = makePlace(t);
  const object = putObject(job, 'geo', [{ ind: 1, latitude: 91 }]);
  await runBatchJob(job);
  const selection = { places: [`${object}:1`], withReplayed: true };
  for (const [country, at] of [
    ['Chile', 5000],
    ['Peru', 6000],
    ['Cuba', 4000],
  ] as const) {
    t.like(await replay(job, { selection, repair: patch({ latitude: 1, country }) }, () => at), { replayed: 1 });
  }
  t.is(replayObjects(job).length, 3);
  t.like((await runBatchJob(job)).geo, { replayed: 1, cleaned: 1, quarantined: 1, rows: 1 });
  t.is((await readTable(job, 'geo'))[0]?.country, 'Cuba');
});

test('a line that was not UTF-8 is not replayed with the characters that stand for its bytes', async (t) => {
  const job = makePlace(t);
  const bytes = Buffer.concat([Buffer.from('{"ind":1,"country":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  const object = putObject(job, 'geo', [bytes]);
  await runBatchJob(job);
  const place = `${object}:1`;
  for (const repair of [{ by: 'nothing' }, patch({ latitude: 1 })] as const) {
    const { replayed, rejected } = await replay(job, { repair });
    t.is(replayed, 0);
    t.deepEqual(rejected, [{ path: 'batch', kind: 'geo', place, reasons: ['not_json_object', 'only_by_file'] }]);
  }
  const payloads = new Map([[place, '{"ind":1,"country":"\ufffd"}']]);
  const byFile = { selection: { places: [place], withReplayed: true }, repair: { by: 'file', payloads } } as const;
  t.like(await replay(job, byFile), { replayed: 1 });
  await runBatchJob(job);
  t.is((await readTable(job, 'geo'))[0]?.country, '\ufffd');
});

test('a payload that is nested too deep to be patched is not taken for one that breaks a rule', async (t) => {
  const job = makePlace(t);
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const object = putObject(job, 'user', [`{"age":300,"x":${deep}}`]);
  await runBatchJob(job);
  const { replayed, rejected } = await replay(job, { repair: patch({ ind: 1, age: 30 }) });
  t.is(replayed, 0);
  t.is(rejected[0]?.place, `${object}:1`);
  t.deepEqual(rejected[0]?.reasons, ['key_missing', 'age_invalid', 'only_by_file']);
});

test('a dry run tells the same and changes nothing', async (t) => {
  const job = makePlace(t);
  putObject(job, 'geo', [{ ind: 1, latitude: 91 }, 'x']);
  await runBatchJob(job);
  const repair = patch({ latitude: 1 });
  const told = await replay(job, { repair, dryRun: true });
  t.throws(() => replayObjects(job), { code: 'ENOENT' });
  await t.throwsAsync(readTable(job, 'replayed'), { code: 'TABLE_MISSING' });
  t.deepEqual(await replay(job, { repair }), told);
});

test('a correction of a line that is in the bucket no more stands by itself', async (t) => {
  const job = makePlace(t);
  const object = putObject(job, 'geo', [{ ind: 1, latitude: 91 }]);
  await runBatchJob(job);
  await replay(job, { repair: patch({ latitude: 1 }) });
  writeFileSync(join(job.bucket, object), '');
  t.like((await runBatchJob(job)).geo, { read: 0, replayed: 1, cleaned: 1, quarantined: 0, rows: 1 });
});

test('a place where nothing was rejected is an error, and nothing is replayed', async (t) => {
  const job = makePlace(t);
  const object = putObject(job, 'geo', [{ ind: 1, latitude: 91 }, { ind: 2 }]);
  await runBatchJob(job);
  const selection = { places: [`${object}:1`, `${object}:2`], withReplayed: true };
  await t.throwsAsync(replay(job, { selection, repair: patch({ latitude: 1 }) }), {
    code: 'RECORD_MISSING',
    message: new RegExp(`at ${object.replaceAll('+', '\\+')}:2;`),
  });
  t.throws(() => replayObjects(job), { code: 'ENOENT' });
});

const good = {
  object: 'topics/demo.geo/partition=0/demo.geo+0+0000000000.json',
  partition: 0,
  offset: 0,
  line: 1,
  text: '{"ind":1}',
};
const key = replayKey({ kind: 'geo', at: 0, id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' });
const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

for (const [what, file, content, message] of [
  ['of another name', 'replay/geo/notes.txt', '', /notes\.txt: its key/],
  ['that is hidden, but not as one is that is being written', 'replay/geo/.notes.tmp', '', /\.notes\.tmp: its key/],
  ['that is empty but for a line feed', key, '\n', /\.json, line 1: it is not JSON/],
  ['with a line that is not JSON', key, `${lines(good)}{"object":`, /, line 2: it is not JSON/],
  ['with a line that is not UTF-8', key, Buffer.from([0x22, 0xff, 0x22]), /, line 1: it is not UTF-8/],
  ['with a field missing', key, lines({ ...good, text: undefined }), /, line 1: text: /],
  ['with a field too many', key, lines({ ...good, kind: 'geo' }), /, line 1: the correction: .*kind/],
  ['with a lone surrogate', key, lines({ ...good, text: '\ud800' }), /, line 1: text: holds a lone surrogate/],
  [
    'of another kind',
    key,
    lines({ ...good, object: good.object.replaceAll('geo', 'pin') }),
    /, line 1: topics\/demo\.pin.* is no object of the kind geo/,
  ],
  [
    'with a wrong offset',
    key,
    lines(good, { ...good, line: 2 }),
    /, line 2: partition 0, offset 0 are not those of line 2/,
  ],
  ['with a place twice', key, lines(good, good), /, line 2: topics.*json:1 is corrected twice/],
] as const) {
  test(`an object under replay/ ${what} is named, and the tables stay as they are`, async (t) => {
    const job = makePlace(t);
    putObject(job, 'geo', [{ ind: 1 }]);
    await runBatchJob(job);
    mkdirSync(dirname(join(job.bucket, file)), { recursive: true });
    writeFileSync(join(job.bucket, file), content);
    const before = await readTable(job, 'geo');
    await t.throwsAsync(runBatchJob(job), { code: 'OBJECT_UNREADABLE', message });
    await t.throwsAsync(replay(job, {}), { code: 'OBJECT_UNREADABLE', message });
    t.deepEqual(await readTable(job, 'geo'), before);
  });
}

test('what a replay had begun to write when it was killed means nothing', async (t) => {
  const job = makePlace(t);
  putObject(job, 'geo', [{ ind: 1 }]);
  mkdirSync(join(job.bucket, 'replay/geo'), { recursive: true });
  writeFileSync(join(job.bucket, 'replay/geo', `.${key.split('/').at(-1)}.${randomUUID()}.tmp`), '{"obj');
  t.like((await runBatchJob(job)).geo, { read: 1, replayed: 0, rows: 1 });
});
