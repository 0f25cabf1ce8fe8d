import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { localStage, names } from '../../../runtime/blueprint/index.ts';
import { type Contract, contracts, streamColumns } from '../../../runtime/contracts/index.ts';
import { folderStore, openTable, type Table } from '../../../runtime/delta/index.ts';
import { scanTable } from '../../../runtime/jobs/draft.ts';
import { withEngine } from '../../../runtime/jobs/engine.ts';
import { listQuarantine } from '../../../runtime/jobs/index.ts';
import { type ReplayOptions, replayQuarantine } from '../../../runtime/jobs/replay/replay.ts';
import { appendReplay, ReplayedTable } from '../../../runtime/jobs/replay/replayed-table.ts';
import {
  quarantineTables,
  readRows,
  runOnce,
  someStreams,
  streams,
  streamTables,
  tablesFolder,
} from '../stream/helpers/run-stream.ts';

const stage = localStage('demo');
const { replayedTable } = names(stage);
const geo = streams.geo as string;
const geoTable = streamTables.geo as string;

const replay = (tables: string, options: Partial<ReplayOptions>) =>
  replayQuarantine({
    stage,
    tables,
    path: 'stream',
    selection: {},
    repair: { by: 'nothing' },
    ...options,
  } as ReplayOptions);

const patch = (value: Record<string, unknown>) => ({ by: 'patch', patch: value }) as const;

const listed = async (tables: string, withReplayed = false) =>
  (await listQuarantine({ stage, tables, path: 'stream', withReplayed, limit: 100 })).records.map(({ place }) => place);

const bad = (ind: number) => JSON.stringify({ ind, latitude: 91, longitude: 1 });

/** The commits of the geo table, in order, as they stand in its log. */
function commits(tables: string): string[] {
  const log = join(tables, geoTable, '_delta_log');
  const files = readdirSync(log).filter((name) => /^\d{20}\.json$/.test(name));
  return files.sort().map((name) => readFileSync(join(log, name), 'utf8'));
}

test('a repaired record gets into its table at the place of the rejected one, once, and the job goes on', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  const arrivedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const place = source.put(geo, 0, bad(7), arrivedAt);
  source.put(geo, 0, JSON.stringify({ ind: 8 }));
  source.put(geo, 0, 'rubbish');
  await runOnce({ source, tables });

  const result = await replay(tables, { repair: patch({ latitude: 9 }) });
  t.like(result, { selected: 2, replayed: 1, already: 0, resumed: 0 });
  t.deepEqual(
    result.rejected.map(({ reasons }) => reasons),
    [['not_json_object']],
  );
  const rows = await readRows(tables, geoTable);
  t.is(rows.length, 2);
  t.like(
    rows.find(({ ind }) => ind === 7),
    { shard_id: place.shardId, sequence_number: place.sequenceNumber, arrived_at: new Date(arrivedAt), country: null },
  );
  const [row, ...others] = await readRows(tables, replayedTable);
  t.deepEqual(others, []);
  t.like(row, {
    path: 'stream',
    kind: 'geo',
    object: null,
    shard_id: place.shardId,
    sequence_number: place.sequenceNumber,
    arrived_at: new Date(arrivedAt),
    replay_object: null,
    payload: '{"ind":7,"latitude":9,"longitude":1}',
  });
  const text = `geo:${place.shardId}:${place.sequenceNumber}`;
  t.false((await listed(tables)).includes(text));
  t.true((await listed(tables, true)).includes(text));

  const again = { selection: { places: [text], withReplayed: true }, repair: patch({ latitude: 3 }) };
  t.like(await replay(tables, again), { selected: 1, replayed: 0, already: 1, rejected: [] });
  source.put(geo, 0, JSON.stringify({ ind: 9 }));
  t.like((await runOnce({ source, tables })).kinds.geo, { read: 1, cleaned: 1 });
  t.is((await readRows(tables, geoTable)).length, 3);
  t.is((await readRows(tables, replayedTable)).length, 1);
});

test('a replay leaves the positions of the stream job alone, and is a txn of its own', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  for (const version of [0, 1]) {
    source.put(geo, 0, bad(version));
    await runOnce({ source, tables });
    const before = commits(tables);
    await replay(tables, { repair: patch({ latitude: 1 }) });
    const [commit = '', ...others] = commits(tables).slice(before.length);
    t.deepEqual(others, []);
    t.false(commit.includes('"metaData"'));
    t.regex(commit, new RegExp(`"txn":\\{"appId":"pinflow.replay","version":${version},`));
  }
});

test('of two replays of one record one is made, also when the job commits between their looks at the table', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  source.put(geo, 0, JSON.stringify({ ind: 1 }));
  await runOnce({ source, tables });
  await withEngine(async (connection) => {
    const look = () => openTable(connection, folderStore(join(tables, geoTable)));
    const append = async (table: Table) => {
      const columns = streamColumns(contracts.find(({ kind }) => kind === 'geo') as Contract);
      const query = `select * replace (2 as ind) from ${await scanTable(connection, join(tables, geoTable))} where ind = 1`;
      return await appendReplay(table, { columns, query });
    };
    const one = await look();
    source.put(geo, 0, JSON.stringify({ ind: 3 }));
    await runOnce({ source, tables });
    const other = await look();
    t.deepEqual([await append(one), await append(other)], [1, undefined]);
    t.is(await append(other), 1);
  });
  const inds = (await readRows(tables, geoTable)).map(({ ind }) => Number(ind));
  t.deepEqual(inds.sort(), [1, 2, 2, 3]);
});

test('of two replays at once that differ each record gets one correction', async (t) => {
  const source = someStreams(2);
  const tables = tablesFolder(t);
  for (let ind = 0; ind < 20; ind++) source.put(geo, ind, bad(ind));
  await runOnce({ source, tables });
  const results = await Promise.all(
    ['Chile', 'Peru', 'Cuba'].map((country) => replay(tables, { repair: patch({ latitude: 1, country }) })),
  );
  t.is(
    results.reduce((sum, { replayed }) => sum + replayed, 0),
    20,
  );
  const rows = await readRows(tables, geoTable);
  const replayed = await readRows(tables, replayedTable);
  t.is(rows.length, 20);
  t.is(replayed.length, 20);
  const said = new Map(replayed.map((row) => [row.sequence_number, JSON.parse(String(row.payload)).country]));
  for (const row of rows) t.is(row.country, said.get(row.sequence_number));
});

test('replays and a stream job that runs do not disturb one another', async (t) => {
  const source = someStreams(2);
  const tables = tablesFolder(t);
  for (let ind = 0; ind < 10; ind++) source.put(geo, ind, bad(ind));
  await runOnce({ source, tables });
  for (let ind = 10; ind < 300; ind++) source.put(geo, ind, ind % 10 === 0 ? bad(ind) : JSON.stringify({ ind }));
  source.pageRecords = 20;
  const job = runOnce({ source, tables, trigger: { maxRecords: 10, maxLatencyMs: 1 } });
  let isOver = false;
  const over = job.finally(() => {
    isOver = true;
  });
  while (!isOver) await replay(tables, { repair: patch({ latitude: 1 }) });
  await over;
  await replay(tables, { repair: patch({ latitude: 1 }) });
  const keys = (await readRows(tables, geoTable)).map(({ ind }) => Number(ind)).sort((a, b) => a - b);
  t.deepEqual(
    keys,
    Array.from({ length: 300 }, (_, ind) => ind),
  );
  t.deepEqual(await listed(tables), []);
});

/** What a replay says first, before the tables follow. */
const say = (tables: string, place: { shardId: string; sequenceNumber: string }, payload: string) =>
  withEngine(async (connection) => {
    const replayed = await ReplayedTable.open(connection, { stage, tables });
    const { shardId: shard_id, sequenceNumber: sequence_number } = place;
    const row = {
      path: 'stream',
      kind: 'geo',
      shard_id,
      sequence_number,
      arrived_at: 0,
      replayed_at: 0,
      payload,
    } as const;
    return await replayed.append([row]);
  });

test('what a replay had said when it was killed is finished by the next one, whatever that one would say', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  const place = source.put(geo, 0, bad(1));
  await runOnce({ source, tables });
  t.true(await say(tables, place, '{"ind":1,"country":"Chile"}'));
  t.is((await listed(tables)).length, 1);
  t.like(await replay(tables, { repair: patch({ latitude: 1 }) }), { selected: 0, replayed: 0, resumed: 1 });
  t.deepEqual(
    (await readRows(tables, geoTable)).map(({ country }) => country),
    ['Chile'],
  );
  t.is((await readRows(tables, replayedTable)).length, 1);
});

test('what was said and breaks a rule by now holds nothing up', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  const place = source.put(geo, 0, bad(1));
  await runOnce({ source, tables });
  await say(tables, place, '{"ind":1,"latitude":92}');
  t.like(await replay(tables, { repair: patch({ latitude: 1 }) }), { selected: 1, replayed: 1, resumed: 0 });
  t.is((await readRows(tables, geoTable)).length, 1);
  t.deepEqual(await listed(tables), []);
});

test('a record that was not UTF-8 is replayed by a payload of its own and by nothing else', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  const { shardId, sequenceNumber } = source.put(geo, 0, Buffer.from([0x7b, 0xff, 0x7d]));
  const place = `geo:${shardId}:${sequenceNumber}`;
  await runOnce({ source, tables });
  for (const repair of [{ by: 'nothing' }, patch({ ind: 1 })] as const) {
    t.deepEqual((await replay(tables, { repair })).rejected, [
      { path: 'stream', kind: 'geo', place, reasons: ['not_json_object', 'only_by_file'] },
    ]);
  }
  const payloads = new Map([[place, '{"ind":1}']]);
  const selection = { places: [place], withReplayed: true };
  t.like(await replay(tables, { selection, repair: { by: 'file', payloads } }), { replayed: 1 });
  t.is((await readRows(tables, geoTable)).length, 1);
});

test('a table that is gone is named, and not made anew in the middle of its stream', async (t) => {
  const source = someStreams();
  const tables = tablesFolder(t);
  source.put(geo, 0, bad(1));
  await runOnce({ source, tables });
  rmSync(join(tables, geoTable), { recursive: true });
  await t.throwsAsync(replay(tables, { repair: patch({ latitude: 1 }) }), {
    code: 'TABLE_MISSING',
    message: new RegExp(geoTable),
  });
  await t.throwsAsync(readRows(tables, geoTable), { code: 'TABLE_MISSING' });
  t.is((await readRows(tables, quarantineTables.stream)).length, 1);
});
