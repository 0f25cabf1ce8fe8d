import test, { type ExecutionContext } from 'ava';
import { kinesisSource } from '../../../runtime/jobs/stream/kinesis-source.ts';
import { kinesisClient } from '../../helpers/kinesis.ts';
import { entry, type KinesisBench, openKinesis } from '../../twin/helpers/kinesis.ts';
import { quarantineTables, readRows, runOnce, streams, streamTables, tablesFolder } from './helpers/run-stream.ts';

const StreamName = streams.user as string;
const table = streamTables.user as string;

/** The twin's Kinesis with the kinds' streams, a source that reads it, a folder for tables, and the clock of the service. */
async function open(t: ExecutionContext) {
  const clock = { now: Date.now() };
  const bench = await openKinesis(t, { now: () => clock.now });
  for (const stream of Object.values(streams)) await bench.ask('CreateStream', { StreamName: stream, ShardCount: 1 });
  return { bench, clock, source: kinesisSource(kinesisClient(t, bench.url)), tables: tablesFolder(t) };
}

async function put({ ask }: KinesisBench, ...datas: (string | Uint8Array | number)[]): Promise<void> {
  for (const data of datas) {
    await ask('PutRecord', { StreamName, ...entry('k', typeof data === 'number' ? `{"ind":${data}}` : data) });
  }
}

async function inds(tables: string): Promise<unknown[]> {
  return (await readRows(tables, table)).map(({ ind }) => ind);
}

test('a record of a mebibyte is cleaned or quarantined like any other, as are those that hold no object', async (t) => {
  const { bench, source, tables } = await open(t);
  const room = 1024 * 1024 - 'k'.length;
  const good = `{"ind":1,"first_name":"${'é'.repeat(1000)}"`.padEnd(room - 1001, ' ').concat('}');
  const rubbish = 'x'.repeat(room);
  const bytes = Buffer.alloc(room, 0xff);
  await put(bench, good, rubbish, bytes, '', '[1]', '{"ind":1', 2);
  await runOnce({ source, tables });
  t.deepEqual(await inds(tables), [1, 2]);
  const rejected = await readRows(tables, quarantineTables.stream);
  t.deepEqual(
    rejected.map(({ payload }) => String(payload)),
    [rubbish, bytes.toString(), '', '[1]', '{"ind":1'],
  );
  t.is(rejected[1]?.data_base64, bytes.toString('base64'));
});

test('iterators that expired while the job slept are asked for anew, and nothing is lost or doubled', async (t) => {
  const { bench, clock, source, tables } = await open(t);
  await put(bench, 1, 2);
  let reads = 0;
  const slow: typeof source = {
    ...source,
    read: async (iterator) => {
      if (++reads % 2 === 0) clock.now += 300_001;
      return await source.read(iterator);
    },
  };
  const drain = new AbortController();
  const running = runOnce({ source: slow, tables, drain: drain.signal });
  for (let ind = 3; ind < 8; ind++) await put(bench, ind);
  drain.abort();
  await running;
  t.deepEqual(await inds(tables), [1, 2, 3, 4, 5, 6, 7]);
});

test('a stream that is deleted and created again under a running job stops it, and what was read is there', async (t) => {
  const { bench, source, tables } = await open(t);
  await put(bench, 1);
  let reads = 0;
  const watched: typeof source = {
    ...source,
    read: async (iterator) => {
      const page = await source.read(iterator);
      if (page.records.length > 0 && reads++ === 0) {
        await bench.ask('DeleteStream', { StreamName });
        await bench.ask('CreateStream', { StreamName, ShardCount: 1 });
        await put(bench, 2);
      }
      return page;
    },
  };
  const error = await t.throwsAsync(runOnce({ source: watched, tables, drain: new AbortController().signal }), {
    code: 'STREAM_RECREATED',
  });
  t.regex(String(error?.message), new RegExp(`^${StreamName}: it was deleted and created again`));
  t.deepEqual(await inds(tables), [1]);
  await runOnce({ source, tables, newStream: true });
  t.deepEqual(await inds(tables), [1, 2]);
});

test("records come in order and once when the service's clock goes back, also over a split", async (t) => {
  const { bench, clock, source, tables } = await open(t);
  await put(bench, 1, 2);
  clock.now -= 3_600_000;
  await put(bench, 3);
  await runOnce({ source, tables });
  await bench.ask('SplitShard', {
    StreamName,
    ShardToSplit: 'shardId-000000000000',
    NewStartingHashKey: String(2n ** 127n),
  });
  clock.now -= 3_600_000;
  await put(bench, 4, 5);
  await runOnce({ source, tables });
  t.deepEqual(await inds(tables), [1, 2, 3, 4, 5]);
});
