import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ListShardsCommand,
  type ListShardsCommandInput,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type Shard,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { streamActive } from '../../../helpers/kinesis.ts';

/*
 * What Amazon Kinesis does, as its API Reference says it, through the client that its users have. Each behaviour is held against a service
 * without streams.
 */

const mebibyte = 1024 * 1024;
const lastHashKey = 2n ** 128n - 1n;
const StreamName = 's';
const shardIds = ['shardId-000000000000', 'shardId-000000000001', 'shardId-000000000002', 'shardId-000000000003'];
const [first, second, third, fourth] = shardIds as [string, string, string, string];

async function create(client: KinesisClient, ShardCount = 1, name = StreamName): Promise<void> {
  await client.send(new CreateStreamCommand({ StreamName: name, ShardCount }));
  await streamActive(client, name);
}

async function remove(client: KinesisClient): Promise<void> {
  await client.send(new DeleteStreamCommand({ StreamName }));
  for (;;) {
    const { StreamNames = [] } = await client.send(new ListStreamsCommand({}));
    if (StreamNames.length === 0) return;
  }
}

async function put(client: KinesisClient, ...keys: string[]) {
  const Records = keys.map((key) => ({ PartitionKey: key, Data: Buffer.from(`data of ${key}`) }));
  const answer = await client.send(new PutRecordsCommand({ StreamName, Records }));
  assert.equal(answer.FailedRecordCount, 0);
  return (answer.Records ?? []) as { ShardId: string; SequenceNumber: string }[];
}

async function split(client: KinesisClient, ShardToSplit = first, at = 2n ** 127n): Promise<void> {
  await client.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey: String(at) }));
  await streamActive(client, StreamName);
}

async function merge(client: KinesisClient, ShardToMerge: string, AdjacentShardToMerge: string): Promise<void> {
  await client.send(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));
  await streamActive(client, StreamName);
}

async function shards(
  client: KinesisClient,
  input: Partial<ListShardsCommandInput> = { StreamName },
): Promise<Shard[]> {
  return (await client.send(new ListShardsCommand(input))).Shards ?? [];
}

async function iterator(client: KinesisClient, how: Partial<GetShardIteratorCommandInput> = {}): Promise<string> {
  const input = { StreamName, ShardId: first, ShardIteratorType: 'TRIM_HORIZON' as const, ...how };
  return (await client.send(new GetShardIteratorCommand(input))).ShardIterator as string;
}

async function read(client: KinesisClient, how: Partial<GetShardIteratorCommandInput> = {}, Limit = 10_000) {
  return await client.send(new GetRecordsCommand({ ShardIterator: await iterator(client, how), Limit }));
}

async function keysRead(client: KinesisClient, how: Partial<GetShardIteratorCommandInput> = {}) {
  const { Records = [] } = await read(client, how);
  return Records.map(({ PartitionKey }) => PartitionKey);
}

/** Reads a closed shard to its end. */
async function readToEnd(client: KinesisClient, ShardId: string) {
  const keys: (string | undefined)[] = [];
  for (let next: string | undefined = await iterator(client, { ShardId }); ; ) {
    const page: GetRecordsCommandOutput = await client.send(new GetRecordsCommand({ ShardIterator: next }));
    keys.push(...(page.Records ?? []).map(({ PartitionKey }) => PartitionKey));
    if (!page.NextShardIterator) return { keys, last: page };
    next = page.NextShardIterator;
  }
}

/** Waits until the clock of the machine shows another millisecond. */
async function tick(): Promise<void> {
  for (const start = Date.now(); Date.now() === start; ) await new Promise((resolve) => setImmediate(resolve));
}

const refused = (promise: Promise<unknown>, name: string) => assert.rejects(promise, { name });

/** Where a key belongs among so many equal shards. */
function shardOfKey(key: string, count: number): string {
  const hash = BigInt(`0x${createHash('md5').update(key).digest('hex')}`);
  const index = hash / (2n ** 128n / BigInt(count));
  return `shardId-${String(index < count ? index : count - 1).padStart(12, '0')}`;
}

const ranges = (list: readonly Shard[]) =>
  list.map(({ HashKeyRange }) => [HashKeyRange?.StartingHashKey, HashKeyRange?.EndingHashKey]);

/** Behaviours by name, in the order of the API Reference's subjects: streams, shards, writing, reading. */
export const behaviours: Record<string, (client: KinesisClient) => Promise<void>> = {
  'creates a stream whose shards share the hash keys out evenly': async (client) => {
    await create(client, 3);
    const third = 2n ** 128n / 3n;
    assert.deepEqual(ranges(await shards(client)), [
      ['0', String(third - 1n)],
      [String(third), String(2n * third - 1n)],
      [String(2n * third), String(lastHashKey)],
    ]);
  },

  'creates an on-demand stream of four shards': async (client) => {
    await client.send(new CreateStreamCommand({ StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    assert.equal(StreamDescriptionSummary?.StreamModeDetails?.StreamMode, 'ON_DEMAND');
    assert.equal((await shards(client)).length, 4);
  },

  'describes what a stream is': async (client) => {
    await create(client, 2);
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    for (const description of [StreamDescription, StreamDescriptionSummary]) {
      assert.equal(description?.StreamName, StreamName);
      assert.equal(description?.StreamStatus, 'ACTIVE');
      assert.equal(description?.RetentionPeriodHours, 24);
      assert.equal(description?.EncryptionType, 'NONE');
      assert.match(description?.StreamARN ?? '', /^arn:aws:kinesis:us-east-1:\d{12}:stream\/s$/);
      assert.ok(Math.abs(Number(description?.StreamCreationTimestamp) - Date.now()) < 60_000);
    }
    assert.equal(StreamDescription?.HasMoreShards, false);
    assert.deepEqual(
      StreamDescription?.Shards?.map(({ ShardId }) => ShardId),
      [first, second],
    );
    assert.equal(StreamDescriptionSummary?.OpenShardCount, 2);
    assert.equal(StreamDescriptionSummary?.ConsumerCount, 0);
  },

  'refuses to create a stream that is there, or more shards than the quota': async (client) => {
    await create(client);
    await refused(client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 })), 'ResourceInUseException');
    const many = new CreateStreamCommand({ StreamName: 'many', ShardCount: 500 });
    await refused(client.send(many), 'LimitExceededException');
  },

  'knows no stream that was deleted': async (client) => {
    await create(client);
    const old = await iterator(client);
    await remove(client);
    await refused(client.send(new DescribeStreamCommand({ StreamName })), 'ResourceNotFoundException');
    await refused(client.send(new DescribeStreamSummaryCommand({ StreamName })), 'ResourceNotFoundException');
    await refused(client.send(new DeleteStreamCommand({ StreamName })), 'ResourceNotFoundException');
    await refused(shards(client), 'ResourceNotFoundException');
    await refused(put(client, 'a'), 'ResourceNotFoundException');
    await refused(split(client), 'ResourceNotFoundException');
    await refused(iterator(client), 'ResourceNotFoundException');
    await refused(client.send(new GetRecordsCommand({ ShardIterator: old })), 'ResourceNotFoundException');
  },

  'does not know the iterators of a stream that was deleted and created again': async (client) => {
    await create(client);
    const old = await iterator(client);
    await remove(client);
    await create(client);
    await assert.rejects(client.send(new GetRecordsCommand({ ShardIterator: old })));
  },

  'lists streams in the order of their names, from one on': async (client) => {
    for (const name of ['b', 'a', 'c']) await create(client, 1, name);
    const page = await client.send(new ListStreamsCommand({ Limit: 2 }));
    assert.deepEqual([page.StreamNames, page.HasMoreStreams], [['a', 'b'], true]);
    const rest = await client.send(new ListStreamsCommand({ ExclusiveStartStreamName: 'b' }));
    assert.deepEqual([rest.StreamNames, rest.HasMoreStreams], [['c'], false]);
  },

  'lists streams page by page by tokens': async (client) => {
    for (const name of ['b', 'a', 'c']) await create(client, 1, name);
    const { NextToken } = await client.send(new ListStreamsCommand({ Limit: 2 }));
    assert.ok(NextToken);
    assert.deepEqual((await client.send(new ListStreamsCommand({ NextToken }))).StreamNames, ['c']);
  },

  'says in a list what the streams are': async (client) => {
    await create(client);
    const [summary] = (await client.send(new ListStreamsCommand({}))).StreamSummaries ?? [];
    assert.equal(summary?.StreamStatus, 'ACTIVE');
    assert.equal(summary?.StreamModeDetails?.StreamMode, 'PROVISIONED');
  },

  'takes the ARN of a stream in place of its name': async (client) => {
    await create(client);
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    const { StreamARN } = StreamDescriptionSummary ?? {};
    await client.send(new PutRecordCommand({ StreamARN, PartitionKey: 'a', Data: Buffer.from('a') }));
    assert.equal((await shards(client, { StreamARN })).length, 1);
    const elsewhere = StreamARN?.replace('us-east-1', 'eu-west-1');
    await refused(shards(client, { StreamARN: elsewhere }), 'ResourceNotFoundException');
  },

  'tags a stream': async (client) => {
    await create(client);
    await client.send(new AddTagsToStreamCommand({ StreamName, Tags: { team: 'data' } }));
    const { Tags } = await client.send(new ListTagsForStreamCommand({ StreamName }));
    assert.deepEqual(Tags, [{ Key: 'team', Value: 'data' }]);
  },

  'changes the retention of a stream': async (client) => {
    await create(client);
    await client.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: 48 }));
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
    assert.equal(StreamDescription?.RetentionPeriodHours, 48);
  },

  'describes the shards of a stream page by page': async (client) => {
    await create(client, 3);
    const page = await client.send(new DescribeStreamCommand({ StreamName, Limit: 2 }));
    assert.equal(page.StreamDescription?.HasMoreShards, true);
    assert.equal(page.StreamDescription?.Shards?.length, 2);
    const rest = await client.send(new DescribeStreamCommand({ StreamName, ExclusiveStartShardId: second }));
    assert.equal(rest.StreamDescription?.HasMoreShards, false);
    assert.deepEqual(
      rest.StreamDescription?.Shards?.map(({ ShardId }) => ShardId),
      [third],
    );
  },

  'lists the shards after one of them': async (client) => {
    await create(client, 3);
    const rest = await shards(client, { StreamName, ExclusiveStartShardId: first });
    assert.deepEqual(
      rest.map(({ ShardId }) => ShardId),
      [second, third],
    );
  },

  'lists shards page by page by tokens': async (client) => {
    await create(client, 3);
    const page = await client.send(new ListShardsCommand({ StreamName, MaxResults: 2 }));
    assert.equal(page.Shards?.length, 2);
    const { NextToken } = page;
    const rest = await client.send(new ListShardsCommand({ NextToken }));
    assert.deepEqual([rest.Shards?.map(({ ShardId }) => ShardId), rest.NextToken], [[third], undefined]);
    await refused(shards(client, { NextToken, ExclusiveStartShardId: first }), 'InvalidArgumentException');
  },

  'takes a name or a token to list shards by, and not both': async (client) => {
    await create(client);
    await refused(shards(client, {}), 'InvalidArgumentException');
    await refused(shards(client, { StreamName, NextToken: 'token' }), 'InvalidArgumentException');
  },

  'lists the shards that are open now': async (client) => {
    await create(client, 1);
    await split(client);
    const open = await shards(client, { StreamName, ShardFilter: { Type: 'AT_LATEST' } });
    assert.deepEqual(
      open.map(({ ShardId }) => ShardId),
      [second, third],
    );
    const all = await shards(client, { StreamName, ShardFilter: { Type: 'FROM_TRIM_HORIZON' } });
    assert.equal(all.length, 3);
    const oldest = await shards(client, { StreamName, ShardFilter: { Type: 'AT_TRIM_HORIZON' } });
    assert.deepEqual(
      oldest.map(({ ShardId }) => ShardId),
      [first],
    );
  },

  'lists the shards after one of them by a filter': async (client) => {
    await create(client, 3);
    const rest = await shards(client, { StreamName, ShardFilter: { Type: 'AFTER_SHARD_ID', ShardId: second } });
    assert.deepEqual(
      rest.map(({ ShardId }) => ShardId),
      [third],
    );
  },

  'lists the shards that were open at a time': async (client) => {
    await create(client, 1);
    await tick();
    await tick();
    const before = new Date();
    await tick();
    await split(client);
    await tick();
    const at = (Type: 'AT_TIMESTAMP' | 'FROM_TIMESTAMP', Timestamp: Date) =>
      shards(client, { StreamName, ShardFilter: { Type, Timestamp } }).then((list) =>
        list.map(({ ShardId }) => ShardId),
      );
    assert.deepEqual(await at('AT_TIMESTAMP', before), [first]);
    assert.deepEqual(await at('AT_TIMESTAMP', new Date(Date.now() + 60_000)), [second, third]);
    assert.deepEqual(await at('FROM_TIMESTAMP', before), [first, second, third]);
    assert.deepEqual(await at('FROM_TIMESTAMP', new Date(Date.now() + 60_000)), [second, third]);
  },

  'refuses a filter without what its type needs': async (client) => {
    await create(client);
    for (const Type of ['AFTER_SHARD_ID', 'AT_TIMESTAMP', 'FROM_TIMESTAMP'] as const) {
      await refused(shards(client, { StreamName, ShardFilter: { Type } }), 'InvalidArgumentException');
    }
  },

  'tells two streams of one name apart by their creation': async (client) => {
    await create(client);
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }));
    const StreamCreationTimestamp = StreamDescription?.StreamCreationTimestamp;
    assert.equal((await shards(client, { StreamName, StreamCreationTimestamp })).length, 1);
    await remove(client);
    await create(client);
    await refused(shards(client, { StreamName, StreamCreationTimestamp }), 'ResourceNotFoundException');
  },

  'splits a shard into children that share its hash keys, and closes it': async (client) => {
    await create(client, 2);
    const [, last] = await shards(client);
    const at = BigInt(last?.HashKeyRange?.StartingHashKey ?? '') + 7n;
    await split(client, second, at);
    const [, parent, lower, upper] = await shards(client);
    assert.ok(parent?.SequenceNumberRange?.EndingSequenceNumber);
    assert.deepEqual([lower?.ParentShardId, upper?.ParentShardId], [second, second]);
    assert.deepEqual(ranges([lower, upper] as Shard[]), [
      [last?.HashKeyRange?.StartingHashKey, String(at - 1n)],
      [String(at), String(lastHashKey)],
    ]);
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    assert.equal(StreamDescriptionSummary?.OpenShardCount, 3);
  },

  'merges two shards into one with the hash keys of both': async (client) => {
    await create(client, 2);
    await merge(client, first, second);
    const [one, two, child] = await shards(client);
    for (const parent of [one, two]) assert.ok(parent?.SequenceNumberRange?.EndingSequenceNumber);
    assert.deepEqual([child?.ParentShardId, child?.AdjacentParentShardId], [first, second]);
    assert.deepEqual(ranges([child as Shard]), [['0', String(lastHashKey)]]);
  },

  'merges shards whichever is named first': async (client) => {
    await create(client, 2);
    await merge(client, second, first);
    assert.equal((await shards(client)).length, 3);
  },

  'refuses to split at a hash key that leaves a child none, and to merge what is not adjacent': async (client) => {
    await create(client, 3);
    const width = 2n ** 128n / 3n;
    for (const key of [0n, 1n, width - 1n, width]) {
      await refused(split(client, first, key), 'InvalidArgumentException');
    }
    await refused(merge(client, first, third), 'InvalidArgumentException');
    await refused(merge(client, first, first), 'InvalidArgumentException');
    await refused(split(client, fourth), 'ResourceNotFoundException');
    await refused(merge(client, first, fourth), 'ResourceNotFoundException');
  },

  'refuses to split a shard of an on-demand stream': async (client) => {
    await client.send(new CreateStreamCommand({ StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
    await refused(split(client, first, 2n ** 100n), 'ValidationException');
    await refused(merge(client, first, second), 'ValidationException');
  },

  'puts a record into the shard of the MD5 of its key': async (client) => {
    await create(client, 3);
    const keys = ['', ...'abcdefghijklmnop'].map((letter) => `clé 🔑 ${letter}`);
    for (const key of keys) {
      const input = { StreamName, PartitionKey: key, Data: Buffer.from('x') };
      const { ShardId } = await client.send(new PutRecordCommand(input));
      assert.equal(ShardId, shardOfKey(key, 3), key);
    }
    const placed = await put(client, ...keys);
    assert.deepEqual(
      placed.map(({ ShardId }) => ShardId),
      keys.map((key) => shardOfKey(key, 3)),
    );
  },

  'puts a record into the shard of an explicit hash key': async (client) => {
    await create(client, 2);
    for (const [ExplicitHashKey, shard] of [
      ['0', first],
      [String(2n ** 127n - 1n), first],
      [String(2n ** 127n), second],
      [String(lastHashKey), second],
    ] as const) {
      const input = { StreamName, PartitionKey: 'a', ExplicitHashKey, Data: Buffer.from('x') };
      assert.equal((await client.send(new PutRecordCommand(input))).ShardId, shard);
    }
    const beyond = { StreamName, PartitionKey: 'a', ExplicitHashKey: String(lastHashKey + 1n), Data: Buffer.from('x') };
    await refused(client.send(new PutRecordCommand(beyond)), 'InvalidArgumentException');
  },

  'gives growing sequence numbers in a shard, larger ones in its children': async (client) => {
    await create(client);
    const numbers = [...(await put(client, 'a', 'b', 'c')), ...(await put(client, 'd'))];
    await split(client);
    numbers.push(...(await put(client, 'e')));
    await merge(client, second, third);
    numbers.push(...(await put(client, 'f')));
    for (const [index, { SequenceNumber }] of numbers.entries()) {
      assert.match(SequenceNumber, /^[1-9]\d{0,128}$/);
      if (index > 0) assert.ok(BigInt(numbers[index - 1]?.SequenceNumber ?? '') < BigInt(SequenceNumber));
    }
  },

  'gives back the bytes, key, number and time of each record, in order': async (client) => {
    await create(client);
    const bytes = [Buffer.alloc(0), Buffer.from([0, 255, 254, 10, 13]), Buffer.from('{"ind":1}')];
    const before = Date.now();
    const Records = bytes.map((Data, index) => ({ PartitionKey: `k"\n🔑${index}`, Data }));
    const { Records: placed = [] } = await client.send(new PutRecordsCommand({ StreamName, Records }));
    const { Records: got = [] } = await read(client);
    assert.deepEqual(
      got.map(({ Data = [], PartitionKey, SequenceNumber }) => [Buffer.from(Data), PartitionKey, SequenceNumber]),
      bytes.map((data, index) => [data, Records[index]?.PartitionKey, placed[index]?.SequenceNumber]),
    );
    for (const { ApproximateArrivalTimestamp } of got) {
      assert.ok(Math.abs(Number(ApproximateArrivalTimestamp) - before) < 60_000);
    }
  },

  'takes ten mebibytes in one request, and not a byte more': async (client) => {
    await create(client);
    const entries = (last: number) =>
      Array.from({ length: 10 }, (_, index) => ({
        PartitionKey: 'k',
        Data: Buffer.alloc(mebibyte - (index < 9 ? 1 : last)),
      }));
    await client.send(new PutRecordsCommand({ StreamName, Records: entries(1) }));
    const more = [...entries(1), { PartitionKey: 'k', Data: Buffer.alloc(0) }];
    await refused(client.send(new PutRecordsCommand({ StreamName, Records: more })), 'InvalidArgumentException');
  },

  'refuses a record that is too large': async (client) => {
    await create(client);
    const large = { PartitionKey: 'k', Data: Buffer.alloc(mebibyte + 1) };
    await refused(client.send(new PutRecordCommand({ StreamName, ...large })), 'ValidationException');
    await refused(client.send(new PutRecordsCommand({ StreamName, Records: [large] })), 'ValidationException');
    const most = { PartitionKey: 'k', Data: Buffer.alloc(mebibyte - 1) };
    await client.send(new PutRecordCommand({ StreamName, ...most }));
  },

  'refuses a record that is too large with its key': async (client) => {
    await create(client);
    const large = { PartitionKey: 'kk', Data: Buffer.alloc(mebibyte - 1) };
    await refused(client.send(new PutRecordCommand({ StreamName, ...large })), 'ValidationException');
  },

  'refuses no record at all, and more than 500': async (client) => {
    await create(client);
    await refused(put(client), 'ValidationException');
    await refused(put(client, ...Array.from({ length: 501 }, String)), 'ValidationException');
    await put(client, ...Array.from({ length: 500 }, String));
  },

  'reads page by page': async (client) => {
    await create(client);
    await put(client, 'a', 'b', 'c');
    const page = await read(client, {}, 2);
    const rest = await client.send(new GetRecordsCommand({ ShardIterator: page.NextShardIterator }));
    const none = await client.send(new GetRecordsCommand({ ShardIterator: rest.NextShardIterator }));
    assert.deepEqual(
      [page, rest, none].map(({ Records = [] }) => Records.map(({ PartitionKey }) => PartitionKey)),
      [['a', 'b'], ['c'], []],
    );
    assert.ok(none.NextShardIterator);
  },

  'starts at and after a sequence number': async (client) => {
    await create(client);
    const placed = await put(client, 'a', 'b', 'c');
    const StartingSequenceNumber = placed[1]?.SequenceNumber as string;
    const at = { ShardIteratorType: 'AT_SEQUENCE_NUMBER' as const, StartingSequenceNumber };
    assert.deepEqual(await keysRead(client, at), ['b', 'c']);
    assert.deepEqual(await keysRead(client, { ...at, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' }), ['c']);
    const [shard] = await shards(client);
    const start = shard?.SequenceNumberRange?.StartingSequenceNumber as string;
    assert.deepEqual(await keysRead(client, { ...at, StartingSequenceNumber: start }), ['a', 'b', 'c']);
  },

  'starts at the latest, and gives what comes after': async (client) => {
    await create(client);
    await put(client, 'a');
    const latest = await iterator(client, { ShardIteratorType: 'LATEST' });
    await put(client, 'b');
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator: latest }));
    assert.deepEqual(
      Records.map(({ PartitionKey }) => PartitionKey),
      ['b'],
    );
  },

  'starts at a time': async (client) => {
    await create(client);
    await put(client, 'a');
    await tick();
    await put(client, 'b');
    await tick();
    await put(client, 'c');
    const { Records = [] } = await read(client);
    const Timestamp = Records[1]?.ApproximateArrivalTimestamp;
    assert.deepEqual(await keysRead(client, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp }), ['b', 'c']);
    const since = new Date(0);
    assert.deepEqual(await keysRead(client, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: since }), ['a', 'b', 'c']);
  },

  'starts at a time after every record': async (client) => {
    await create(client);
    await put(client, 'a');
    await tick();
    const last = await iterator(client, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date() });
    await put(client, 'b');
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator: last }));
    assert.deepEqual(
      Records.map(({ PartitionKey }) => PartitionKey),
      ['b'],
    );
  },

  'refuses an iterator that no shard can have': async (client) => {
    await create(client, 2);
    const [{ SequenceNumber = '', ShardId = '' } = {}] = await put(client, 'a');
    const other = ShardId === first ? second : first;
    for (const [how, name] of [
      [{ ShardId: third }, 'ResourceNotFoundException'],
      [{ ShardIteratorType: 'TRIM_HORIZON', StartingSequenceNumber: SequenceNumber }, 'InvalidArgumentException'],
      [{ ShardIteratorType: 'LATEST', StartingSequenceNumber: SequenceNumber }, 'InvalidArgumentException'],
      [{ ShardIteratorType: 'AT_SEQUENCE_NUMBER' }, 'InvalidArgumentException'],
      [{ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' }, 'InvalidArgumentException'],
      [{ ShardIteratorType: 'AT_TIMESTAMP' }, 'InvalidArgumentException'],
      [{ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(Date.now() + 3_600_000) }, 'InvalidArgumentException'],
      [
        { ShardId: other, ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: SequenceNumber },
        'InvalidArgumentException',
      ],
      [
        { ShardId: other, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '9'.repeat(56) },
        'InvalidArgumentException',
      ],
      [{ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: 'abc' }, 'ValidationException'],
      [{ ShardIteratorType: 'SOMEWHERE' as never }, 'ValidationException'],
    ] as [Partial<GetShardIteratorCommandInput>, string][]) {
      await refused(iterator(client, how), name);
    }
    await refused(client.send(new GetRecordsCommand({ ShardIterator: 'none' })), 'InvalidArgumentException');
  },

  'gives every record of a closed shard and then no more iterator, and new records in its children': async (client) => {
    await create(client);
    await put(client, 'a', 'b');
    await split(client);
    const placed = await put(client, 'c');
    assert.deepEqual((await readToEnd(client, first)).keys, ['a', 'b']);
    const ShardId = placed[0]?.ShardId as string;
    assert.ok([second, third].includes(ShardId));
    assert.deepEqual(await keysRead(client, { ShardId }), ['c']);
  },

  'ends a closed shard with its last record': async (client) => {
    await create(client);
    await put(client, 'a');
    await split(client);
    const page = await read(client);
    assert.deepEqual([page.Records?.length, page.NextShardIterator ?? undefined], [1, undefined]);
  },

  'names the children at the end of a closed shard': async (client) => {
    await create(client, 2);
    await merge(client, first, second);
    const { last } = await readToEnd(client, second);
    assert.deepEqual(
      last.ChildShards?.map(({ ShardId, ParentShards }) => [ShardId, ParentShards]),
      [[third, [first, second]]],
    );
  },

  'tells how far a read is behind the tip': async (client) => {
    await create(client);
    await put(client, 'a', 'b');
    const behind = await read(client, {}, 1);
    assert.ok((behind.MillisBehindLatest ?? 0) > 0);
    const tip = await client.send(new GetRecordsCommand({ ShardIterator: behind.NextShardIterator }));
    assert.equal(tip.MillisBehindLatest, 0);
  },
};
