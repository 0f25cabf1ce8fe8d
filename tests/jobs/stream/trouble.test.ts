import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { StreamProgress } from '../../../runtime/jobs/stream/progress.ts';
import type { StreamSource } from '../../../runtime/jobs/stream/source.ts';
import type { MemoryStreams } from './helpers/memory-streams.ts';
import {
  quarantineTables,
  readRows,
  runOnce,
  someStreams,
  streams,
  streamTables,
  tablesFolder,
} from './helpers/run-stream.ts';

const stream = streams.user as string;
const table = streamTables.user as string;

async function inds(tables: string): Promise<unknown[]> {
  return (await readRows(tables, table)).map(({ ind }) => ind);
}

function put(source: MemoryStreams, ...keys: number[]): void {
  for (const ind of keys) source.put(stream, ind, JSON.stringify({ ind }));
}

/** Streams and tables after a first run that took one good and one bad record. */
async function afterOneRun(t: ExecutionContext) {
  const source = someStreams();
  const tables = tablesFolder(t);
  put(source, 1);
  source.put(stream, 1, 'rubbish');
  await runOnce({ source, tables });
  return { source, tables };
}

test('a job goes on where the one before it ended', async (t) => {
  const { source, tables } = await afterOneRun(t);
  put(source, 2, 3);
  const { kinds } = await runOnce({ source, tables });
  t.like(kinds.user, { read: 2, cleaned: 2, quarantined: 0 });
  t.deepEqual(await inds(tables), [1, 2, 3]);
  t.is((await readRows(tables, quarantineTables.stream)).length, 1);
});

test('a stream that is not there ends the job with its name', async (t) => {
  const source = someStreams();
  source.delete(stream);
  await t.throwsAsync(runOnce({ source, tables: tablesFolder(t) }), {
    code: 'STREAM_MISSING',
    message: new RegExp(stream),
  });
});

test('a stream that was created again is not taken for the old one, unless that is wanted', async (t) => {
  const { source, tables } = await afterOneRun(t);
  source.delete(stream);
  source.create(stream);
  put(source, 7);
  await t.throwsAsync(runOnce({ source, tables }), {
    code: 'STREAM_RECREATED',
    message: /created again at 2026-01-01T00:00:04.000Z/,
  });
  t.deepEqual(await inds(tables), [1]);
  await runOnce({ source, tables, newStream: true });
  source.put(stream, 1, 'more rubbish');
  await runOnce({ source, tables, newStream: true });
  t.deepEqual(await inds(tables), [1, 7]);
  t.is((await readRows(tables, quarantineTables.stream)).length, 2);
});

test('a stream that is created again while a job reads it stops the job, and what was read is there', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  put(source, 1, 2);
  source.pageRecords = 1;
  let reads = 0;
  source.fault = (call, of) => {
    if (call === 'read' && of === stream && ++reads === 2) {
      source.delete(stream);
      source.create(stream);
    }
    return undefined;
  };
  await t.throwsAsync(runOnce({ source, tables, drain: new AbortController().signal }), { code: 'STREAM_RECREATED' });
  t.deepEqual(await inds(tables), [1]);
});

test('a service that refuses ends the job at once; one that is away is waited for, and two minutes are enough', async (t) => {
  const source = someStreams();
  source.fault = () => 'refused';
  await t.throwsAsync(runOnce({ source, tables: tablesFolder(t) }), { code: 'STREAM_REFUSED' });
  let calls = 0;
  source.fault = () => (calls++ < 5 ? 'unavailable' : undefined);
  await runOnce({ source, tables: tablesFolder(t) });
  source.fault = () => 'unavailable';
  await t.throwsAsync(runOnce({ source, tables: tablesFolder(t) }), { code: 'STREAM_UNREACHABLE' });
});

test('a service that refuses ends the job with more shards than the pages that are read at once', async (t) => {
  for (const call of ['iterator', 'read']) {
    const source = someStreams(8);
    source.fault = (made) => (made === call ? 'refused' : undefined);
    await t.throwsAsync(runOnce({ source, tables: tablesFolder(t) }), { code: 'STREAM_REFUSED' }, call);
  }
});

test('an error of who is told of the progress ends the job', async (t) => {
  const error = new Error('the terminal is gone');
  const onProgress = () => {
    throw error;
  };
  const drain = new AbortController().signal;
  t.is(await t.throwsAsync(runOnce({ source: someStreams(), tables: tablesFolder(t), drain, onProgress })), error);
});

test('why it waits is told', async (t) => {
  const source = someStreams();
  const told: (string | undefined)[] = [];
  source.fault = () => (told.some((why) => why !== undefined) ? undefined : 'unavailable');
  await runOnce({ source, tables: tablesFolder(t), onProgress: ({ waiting }) => told.push(waiting) });
  t.true(
    told.some((why) =>
      why?.endsWith(
        'Kinesis does not answer as it should, and is asked again for 2 minutes: the test wants unavailable',
      ),
    ),
  );
});

test('a shard that was gone before it was read to its end is told once, with its place, and the job goes on', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  source.put(stream, 0, JSON.stringify({ ind: 1 }));
  const last = source.put(stream, 0, JSON.stringify({ ind: 2 }));
  await runOnce({ source, tables });
  put(source, 3);
  source.split(stream, 0);
  source.expire(stream);
  put(source, 4);
  const told: string[] = [];
  const onProgress = ({ missed }: StreamProgress) => told.push(...missed);
  t.like((await runOnce({ source, tables, onProgress })).kinds.user, { read: 1 });
  t.deepEqual(await inds(tables), [1, 2, 4]);
  const [what = '', ...others] = told;
  t.deepEqual(others, []);
  for (const part of [stream, last.shardId, last.sequenceNumber]) t.true(what.includes(part), what);
  await runOnce({ source, tables, onProgress });
  t.is(told.length, 1);
});

test('a shard that was read to its end may go', async (t) => {
  const { source, tables } = await afterOneRun(t);
  source.split(stream, 0);
  await runOnce({ source, tables });
  source.expire(stream);
  await runOnce({ source, tables, onProgress: ({ missed }) => t.deepEqual(missed, []) });
});

test('a clock that jumps back by an hour each time it is looked at neither stops the job nor makes records younger than new', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  put(source, 1, 2, 3);
  source.pageRecords = 1;
  let now = Date.now() + 3_600_000;
  const { freshness } = await runOnce({ source, tables, trigger: { maxRecords: 1, maxLatencyMs: 20 } }, () => {
    now -= 3_600_000;
    return now;
  });
  t.deepEqual(await inds(tables), [1, 2, 3]);
  t.true(freshness !== undefined && freshness.p50 >= 1);
});

async function allRead(tables: string, rows: number, signal: AbortSignal): Promise<'all'> {
  while (!signal.aborted && (await readRows(tables, table)).length < rows)
    await new Promise((resolve) => setImmediate(resolve));
  return 'all';
}

test('of two jobs on one table one goes on, the other stops and says why, and each record is there once', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  const stop = new AbortController();
  t.teardown(() => stop.abort());
  source.pageRecords = 5;
  for (let ind = 0; ind < 60; ind++) {
    put(source, ind);
    source.put(stream, 0, `rubbish ${ind}`);
  }
  const jobs = [0, 1].map(() =>
    runOnce({
      source,
      tables,
      drain: new AbortController().signal,
      signal: stop.signal,
      trigger: { maxRecords: 7, maxLatencyMs: 20 },
    }),
  );
  const ends = jobs.map((job) =>
    job.then(
      () => 'went on',
      (error) => error.code,
    ),
  );
  t.is(await Promise.race(ends), 'STREAM_TAKEN');
  t.is(await Promise.race([Promise.all(ends), allRead(tables, 60, stop.signal)]), 'all');
  stop.abort();
  t.deepEqual((await Promise.all(ends)).sort(), ['STREAM_TAKEN', 'went on']);
  t.deepEqual(
    await inds(tables),
    Array.from({ length: 60 }, (_, ind) => ind),
  );
  const payloads = (await readRows(tables, quarantineTables.stream)).map(({ payload }) => String(payload));
  t.deepEqual(
    payloads,
    Array.from({ length: 60 }, (_, index) => `rubbish ${index}`),
  );
});

test('a job whose stream was created again, and is read by a later job, leaves the quarantine to that one', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  source.put(stream, 0, 'old rubbish');
  let begun = false;
  const late: StreamSource = {
    describe: (name) => source.describe(name),
    iterator: (name, shardId, after) => source.iterator(name, shardId, after),
    read: async (iterator) => {
      const page = await source.read(iterator);
      if (page.records.length === 0 || begun) return page;
      begun = true;
      source.delete(stream);
      source.create(stream);
      source.put(stream, 0, 'new rubbish');
      await runOnce({ source, tables, newStream: true });
      return page;
    },
  };
  await t.throwsAsync(runOnce({ source: late, tables }), { code: 'STREAM_TAKEN' });
  const rejected = await readRows(tables, quarantineTables.stream);
  t.deepEqual(
    rejected.map(({ payload }) => String(payload)),
    ['new rubbish'],
  );
});

for (const [gone, witness] of [
  [table, quarantineTables.stream],
  [quarantineTables.stream, table],
] as const) {
  test(`a job does not make ${gone} anew when it is gone`, async (t) => {
    const { source, tables } = await afterOneRun(t);
    rmSync(join(tables, gone), { recursive: true });
    const error = await t.throwsAsync(runOnce({ source, tables }), { code: 'TABLE_MISSING' });
    t.true(error?.message.startsWith(join(tables, gone)));
    t.true(error?.message.includes(join(tables, witness)));
  });
}

for (const damaged of [table, quarantineTables.stream]) {
  test(`a job refuses ${damaged} when its log is damaged, names the file, and writes to no table`, async (t) => {
    const { source, tables } = await afterOneRun(t);
    put(source, 2);
    const log = join(tables, damaged, '_delta_log');
    const file = join(
      log,
      readdirSync(log)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .at(-1) as string,
    );
    writeFileSync(file, '{"commitInfo":');
    const files = readdirSync(tables, { recursive: true }).sort();
    const error = await t.throwsAsync(runOnce({ source, tables }), { code: 'TABLE_DAMAGED' });
    t.true(error?.message.includes(file), error?.message);
    t.deepEqual(readdirSync(tables, { recursive: true }).sort(), files);
  });
}

test('a table that goes while a job runs stops it', async (t) => {
  const { source, tables } = await afterOneRun(t);
  put(source, 2);
  source.fault = (call, of) => {
    if (call === 'read' && of === stream) rmSync(join(tables, table), { recursive: true, force: true });
    return undefined;
  };
  await t.throwsAsync(runOnce({ source, tables }), {
    code: 'TABLE_DAMAGED',
    message: /demo_user_table\/_delta_log\/.*json is missing$/,
  });
});

test('a quarantine that lost the commit which the other table counts on is refused', async (t) => {
  const { source, tables } = await afterOneRun(t);
  const log = join(tables, quarantineTables.stream, '_delta_log');
  const newest = readdirSync(log)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1) as string;
  rmSync(join(log, newest));
  await t.throwsAsync(runOnce({ source, tables }), {
    code: 'TABLE_DAMAGED',
    message: /demo_quarantine_stream: its log ends at version \d+, but .*demo_user_table counts on/,
  });
});

test('a stream that is not there leaves no table behind', async (t) => {
  const source = someStreams();
  source.delete(stream);
  const tables = tablesFolder(t);
  await t.throwsAsync(runOnce({ source, tables }), { code: 'STREAM_MISSING' });
  t.false(existsSync(tables) && readdirSync(tables).length > 0);
});

test('what is buffered is bounded, and written when a batch would have to wait for more than that', async (t) => {
  const source = someStreams();
  const megabyte = 'x'.repeat(1024 * 1024 - 20);
  for (let ind = 0; ind < 200; ind++) source.put(stream, ind, `{"ind":${ind},"x":"${megabyte.slice(20)}"}`);
  source.pageRecords = 10;
  let most = 0;
  await runOnce({
    source,
    tables: tablesFolder(t),
    trigger: { maxRecords: 1000, maxLatencyMs: 3_600_000 },
    onProgress: ({ bufferedBytes }) => {
      most = Math.max(most, bufferedBytes);
    },
  });
  t.true(most > 0 && most <= 64 * 1024 * 1024, `${most}`);
});
