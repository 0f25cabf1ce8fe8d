import test from 'ava';
import { iteratorOf, openStream } from '../helpers/kinesis.ts';

const fiveMinutes = 300_000;
const start = Date.UTC(2026, 0, 1);

test('an iterator is good for five minutes, and each read gives one that is good for five more', async (t) => {
  let now = start;
  const bench = await openStream(t, { now: () => now });
  const iterator = await iteratorOf(bench, 'shardId-000000000000');
  now = start + fiveMinutes;
  const { NextShardIterator } = await bench.ask('GetRecords', { ShardIterator: iterator });
  now += 1;
  const { status, json } = await bench.call('GetRecords', { ShardIterator: iterator });
  t.is(status, 400);
  t.is(json.__type, 'ExpiredIteratorException');
  t.regex(json.message, /2026-01-01T00:00:00.000Z .* 2026-01-01T00:05:00.001Z .* 300000 milliseconds/);
  await bench.ask('GetRecords', { ShardIterator: NextShardIterator });
  now = start - 3_600_000;
  await t.notThrowsAsync(bench.ask('GetRecords', { ShardIterator: iterator }), 'a clock that goes back ends none');
});

test('a token of a list of shards is good for five minutes', async (t) => {
  let now = start;
  const bench = await openStream(t, { now: () => now, shards: 3 });
  const { NextToken } = await bench.ask('ListShards', { StreamName: 's', MaxResults: 1 });
  now = start + fiveMinutes;
  t.is((await bench.ask('ListShards', { NextToken })).Shards.length, 2);
  now += 1;
  t.is((await bench.call('ListShards', { NextToken })).json.__type, 'ExpiredNextTokenException');
});
