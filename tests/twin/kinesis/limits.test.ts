import test from 'ava';
import { entry, iteratorOf, type KinesisBench, openStream } from '../helpers/kinesis.ts';

const mebibyte = 1024 * 1024;
const shard = 'shardId-000000000000';
const exceeded = 'ProvisionedThroughputExceededException';

/** A service that holds a stream of one shard to the limits, and its clock. */
async function openLimited(t: Parameters<typeof openStream>[0], shards = 1) {
  const clock = { now: Date.UTC(2026, 0, 1) };
  return { clock, bench: await openStream(t, { limited: true, now: () => clock.now, shards }) };
}

/** How many of so many small records a shard refuses. */
async function refusedOf({ ask }: KinesisBench, count: number): Promise<number> {
  const Records = Array.from({ length: count }, () => entry('k'));
  const answer = await ask('PutRecords', { StreamName: 's', Records });
  const errors = answer.Records.filter(({ ErrorCode }: { ErrorCode?: string }) => ErrorCode === exceeded);
  if (errors.length !== answer.FailedRecordCount) throw new Error(JSON.stringify(answer));
  return errors.length;
}

test('a shard takes a thousand records a second', async (t) => {
  const { clock, bench } = await openLimited(t);
  t.is(await refusedOf(bench, 500), 0);
  t.is(await refusedOf(bench, 499), 0);
  t.is(await refusedOf(bench, 5), 4);
  const { status, json } = await bench.call('PutRecord', { StreamName: 's', ...entry('k') });
  t.deepEqual([status, json.__type], [400, exceeded]);
  t.is(json.message, `Rate exceeded for shard ${shard} in stream s under account 000000000000.`);
  clock.now += 250;
  t.is(await refusedOf(bench, 300), 50);
  clock.now += 60_000;
  t.is(await refusedOf(bench, 500), 0);
  t.is(await refusedOf(bench, 500), 0);
  t.is(await refusedOf(bench, 1), 1);
});

test('a shard takes a mebibyte a second, keys counted in', async (t) => {
  const { clock, bench } = await openLimited(t);
  const large = { StreamName: 's', ...entry('k', Buffer.alloc(mebibyte - 1)) };
  t.is((await bench.call('PutRecord', large)).status, 200);
  t.is((await bench.call('PutRecord', { StreamName: 's', ...entry('k') })).json.__type, exceeded);
  clock.now += 999;
  t.is((await bench.call('PutRecord', large)).json.__type, exceeded);
  clock.now += 1;
  t.is((await bench.call('PutRecord', large)).status, 200);
});

test('a shard that is at its limit does not hold up another', async (t) => {
  const { bench } = await openLimited(t, 2);
  const to = (ExplicitHashKey: string) => ({
    StreamName: 's',
    ...entry('k', Buffer.alloc(mebibyte - 1)),
    ExplicitHashKey,
  });
  const last = String(2n ** 128n - 1n);
  t.is((await bench.call('PutRecord', to('0'))).status, 200);
  t.is((await bench.call('PutRecord', to('0'))).status, 400);
  t.is((await bench.call('PutRecord', to(last))).status, 200);
});

test('a shard is read five times a second', async (t) => {
  const { clock, bench } = await openLimited(t);
  const ShardIterator = await iteratorOf(bench, shard);
  const read = async () => (await bench.call('GetRecords', { ShardIterator })).json.__type ?? 'read';
  for (let call = 0; call < 5; call++) t.is(await read(), 'read');
  t.is(await read(), exceeded);
  clock.now += 199;
  t.is(await read(), exceeded);
  clock.now += 1;
  t.is(await read(), 'read');
});

test('a read gives ten mebibytes, for which the shard is not read for five seconds', async (t) => {
  const { clock, bench } = await openLimited(t);
  for (let record = 0; record < 12; record++) {
    await bench.ask('PutRecord', { StreamName: 's', ...entry('k', Buffer.alloc(mebibyte - 1)) });
    clock.now += 1000;
  }
  const ShardIterator = await iteratorOf(bench, shard);
  const { Records } = await bench.ask('GetRecords', { ShardIterator });
  const bytes = Records.reduce(
    (sum: number, { Data }: { Data: string }) => sum + Buffer.from(Data, 'base64').length,
    0,
  );
  t.true(bytes > 8 * mebibyte && bytes <= 10 * mebibyte);
  clock.now += (bytes / mebibyte / 2) * 1000 - 10;
  t.is((await bench.call('GetRecords', { ShardIterator })).json.__type, exceeded);
  clock.now += 20;
  t.is((await bench.call('GetRecords', { ShardIterator })).status, 200);
});

test('without limits a shard takes what comes', async (t) => {
  const bench = await openStream(t, { now: () => 0 });
  for (let call = 0; call < 5; call++) t.is(await refusedOf(bench, 500), 0);
});
