import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { iteratorOf, type KinesisBench, openStream } from '../helpers/kinesis.ts';

const StreamName = 's';
const hashKeys = 2n ** 128n;

/** What happens to a stream; `pick` chooses among the shards that are open. */
const event = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      is: fc.constant('put' as const),
      records: fc.array(
        fc.record({
          key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
          data: fc.uint8Array({ maxLength: 40 }),
          hashKey: fc.option(fc.bigInt({ min: 0n, max: hashKeys - 1n }), { freq: 4 }),
        }),
        { minLength: 1, maxLength: 8 },
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('split' as const),
      pick: fc.nat(),
      at: fc.bigInt({ min: 0n, max: hashKeys - 1n }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('merge' as const), pick: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('clock' as const), by: fc.integer({ min: -10_000, max: 10_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('restart' as const) }) },
);

interface Entry {
  readonly key: string;
  readonly hashKey: bigint | null;
}

type Happening = typeof event extends fc.Arbitrary<infer E> ? E : never;

interface Shard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
  readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
  readonly SequenceNumberRange: { readonly StartingSequenceNumber: string; readonly EndingSequenceNumber?: string };
}

/** A record as the service answered that it took it. */
interface Put {
  readonly key: string;
  readonly data: string;
  readonly shard: string;
  readonly number: bigint;
}

test('whatever is put, split, merged and restarted: hash keys are covered once, numbers grow, and all reads give what was put', async (t) => {
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 3 }),
    fc.array(event, { maxLength: 25 }),
    fc.integer({ min: 1, max: 5 }),
    async (shards, events, limit) => {
      const clock = { now: Date.UTC(2026, 0, 1) };
      const bench = await openStream(t, { shards, now: () => clock.now });
      const puts: Put[] = [];
      for (const each of events) await happen(bench, clock, each, puts);
      const all = await shardsOf(bench);
      checkNumbers(all, puts);
      clock.now += 60_000;
      for (const { ShardId } of all) {
        const own = puts.filter(({ shard }) => shard === ShardId);
        await checkReads(bench, ShardId, own, limit);
      }
    },
  );
  await t.notThrowsAsync(fc.assert(property, { numRuns: 25 }));
});

async function happen(bench: KinesisBench, clock: { now: number }, what: Happening, puts: Put[]): Promise<void> {
  if (what.is === 'restart') return await bench.restart();
  if (what.is === 'clock') {
    clock.now += what.by;
    return;
  }
  const open = openOf(await shardsOf(bench));
  checkCover(open);
  if (what.is === 'put') {
    const Records = what.records.map(({ key, data, hashKey }) => ({
      PartitionKey: key,
      Data: Buffer.from(data).toString('base64'),
      ...(hashKey !== null && { ExplicitHashKey: String(hashKey) }),
    }));
    const answer = await bench.ask('PutRecords', { StreamName, Records });
    assert.equal(answer.FailedRecordCount, 0);
    const placed: { ShardId: string; SequenceNumber: string }[] = answer.Records;
    for (const [index, { ShardId, SequenceNumber }] of placed.entries()) {
      const { key, hashKey } = what.records[index] as Entry;
      const { PartitionKey, Data } = Records[index] as (typeof Records)[number];
      assert.deepEqual([ShardId], takersOf(open, hashKey ?? md5(key)));
      puts.push({ key: PartitionKey, data: Data, shard: ShardId, number: BigInt(SequenceNumber) });
    }
  } else if (what.is === 'split') {
    const shard = open[what.pick % open.length] as Shard;
    const [from, to] = rangeOf(shard);
    const { status, json } = await bench.call('SplitShard', {
      StreamName,
      ShardToSplit: shard.ShardId,
      NewStartingHashKey: String(what.at),
    });
    const isWithin = what.at > from + 1n && what.at < to;
    assert.equal(json?.__type, isWithin ? undefined : 'InvalidArgumentException');
    assert.equal(status, isWithin ? 200 : 400);
  } else if (open.length > 1) {
    const index = what.pick % (open.length - 1);
    const [one, other] = open.slice(index, index + 2) as [Shard, Shard];
    await bench.ask('MergeShards', {
      StreamName,
      ShardToMerge: one.ShardId,
      AdjacentShardToMerge: other.ShardId,
    });
  }
}

async function shardsOf({ ask }: KinesisBench): Promise<Shard[]> {
  return (await ask('ListShards', { StreamName })).Shards;
}

/** The open ones in the order of their hash keys. */
function openOf(all: readonly Shard[]): Shard[] {
  return all
    .filter(({ SequenceNumberRange }) => SequenceNumberRange.EndingSequenceNumber === undefined)
    .sort((a, b) => (rangeOf(a)[0] < rangeOf(b)[0] ? -1 : 1));
}

function rangeOf({ HashKeyRange }: Shard): [bigint, bigint] {
  return [BigInt(HashKeyRange.StartingHashKey), BigInt(HashKeyRange.EndingHashKey)];
}

function checkCover(open: readonly Shard[]): void {
  let next = 0n;
  for (const shard of open) {
    const [from, to] = rangeOf(shard);
    assert.equal(from, next);
    assert.ok(to > from);
    next = to + 1n;
  }
  assert.equal(next, hashKeys);
}

function md5(key: string): bigint {
  return createHash('md5')
    .update(Buffer.from(key, 'utf8'))
    .digest()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** The shards whose hash keys one is among. */
function takersOf(shards: readonly Shard[], hashKey: bigint): string[] {
  const takers = shards.filter((shard) => rangeOf(shard)[0] <= hashKey && hashKey <= rangeOf(shard)[1]);
  return takers.map(({ ShardId }) => ShardId);
}

/** Numbers grow within a shard and stay in its range; those of a shard are larger than all of its parents. */
function checkNumbers(all: readonly Shard[], puts: readonly Put[]): void {
  const of = (id: string | undefined) => puts.filter(({ shard }) => shard === id).map(({ number }) => number);
  for (const shard of all) {
    const numbers = of(shard.ShardId);
    const { StartingSequenceNumber, EndingSequenceNumber } = shard.SequenceNumberRange;
    let last = BigInt(StartingSequenceNumber);
    for (const number of numbers) {
      assert.ok(number > last);
      last = number;
    }
    if (EndingSequenceNumber !== undefined) assert.ok(last <= BigInt(EndingSequenceNumber));
    for (const parent of [shard.ParentShardId, shard.AdjacentParentShardId]) {
      const ended = all.find(({ ShardId }) => ShardId === parent)?.SequenceNumberRange.EndingSequenceNumber;
      if (parent !== undefined) assert.ok(BigInt(StartingSequenceNumber) > BigInt(ended ?? ''));
    }
  }
}

async function checkReads(bench: KinesisBench, ShardId: string, puts: readonly Put[], limit: number): Promise<void> {
  const readFrom = (how?: Record<string, unknown>) => readOn(bench, ShardId, limit, how);
  const all = await readFrom();
  assert.deepEqual(
    all.map(({ key, data, number }) => ({ key, data, number })),
    puts.map(({ key, data, number }) => ({ key, data, number })),
  );
  assert.deepEqual(await readFrom({ ShardIteratorType: 'LATEST' }), []);
  for (const index of new Set([0, Math.floor(puts.length / 2), puts.length - 1])) {
    const put = all[index];
    if (put === undefined) continue;
    const StartingSequenceNumber = String(put.number);
    const at = await readFrom({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber });
    assert.deepEqual(at, all.slice(index));
    const after = await readFrom({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber });
    assert.deepEqual(after, all.slice(index + 1));
    const since = await readFrom({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: put.time });
    assert.deepEqual(since, all.slice(all.findIndex(({ time }) => time >= put.time)));
  }
}

/** Reads a shard to its end or tip, so many records at a time. */
async function readOn(bench: KinesisBench, ShardId: string, Limit: number, how?: Record<string, unknown>) {
  const records: { key: string; data: string; number: bigint; time: number }[] = [];
  let next: string | undefined = await iteratorOf(bench, ShardId, how);
  while (next !== undefined) {
    const page = await bench.ask('GetRecords', { ShardIterator: next, Limit });
    assert.ok(page.Records.length <= Limit);
    for (const { PartitionKey, Data, SequenceNumber, ApproximateArrivalTimestamp } of page.Records) {
      records.push({
        key: PartitionKey,
        data: Data,
        number: BigInt(SequenceNumber),
        time: ApproximateArrivalTimestamp,
      });
    }
    if (page.MillisBehindLatest === 0) return records;
    next = page.NextShardIterator;
  }
  return records;
}
