import { z } from 'zod';
import { shardRangeJson } from './descriptions.ts';
import { account, invalidArgument, noShard, rateExceeded } from './errors.ts';
import {
  limit,
  referencedStream,
  sequenceNumber as sequenceNumberMember,
  shardId,
  streamReference,
  timestamp,
} from './members.ts';
import { numberPrefix, offsetOf, sequenceNumber } from './sequence-numbers.ts';
import { action, type Service } from './service.ts';
import type { Shard, Stream } from './streams.ts';
import { iterators } from './tokens.ts';

/** What one read gives at most (Amazon Kinesis API Reference, "GetRecords"). */
const limits = { maxRecords: 10_000, maxBytes: 10 * 1024 * 1024 };

/** The actions that read records. */
export const readActions = {
  GetShardIterator: action(
    z.object({
      ...streamReference,
      ShardId: shardId,
      ShardIteratorType: z.enum([
        'AFTER_SEQUENCE_NUMBER',
        'AT_SEQUENCE_NUMBER',
        'AT_TIMESTAMP',
        'LATEST',
        'TRIM_HORIZON',
      ]),
      StartingSequenceNumber: sequenceNumberMember.nullish(),
      Timestamp: timestamp.nullish(),
    }),
    async (service, { ShardId, ...input }) => {
      const stream = service.store.stream(referencedStream(input));
      const shard = shardNamed(stream, ShardId);
      const offset = await startOf(service, stream, shard, input);
      return { ShardIterator: iteratorAt(service, stream, shard, offset) };
    },
  ),

  GetRecords: action(
    z.object({
      ShardIterator: z.string().min(1).max(512),
      Limit: limit.nullish(),
      StreamARN: streamReference.StreamARN,
    }),
    async (service, { ShardIterator, Limit }) => {
      const iterator = iterators.read(ShardIterator, service.now());
      const stream = service.store.stream(iterator.stream);
      if (stream.createdAt !== iterator.createdAt) throw invalidArgument('Invalid ShardIterator.');
      return await getRecords(
        service,
        stream,
        shardNamed(stream, iterator.shard),
        iterator.offset,
        Limit ?? limits.maxRecords,
      );
    },
  ),
};

function shardNamed(stream: Stream, id: string): Shard {
  const shard = stream.shards.find((shard) => shard.id === id);
  if (shard === undefined) throw noShard(stream.name, id);
  return shard;
}

interface Start {
  readonly ShardIteratorType: string;
  readonly StartingSequenceNumber?: string | null | undefined;
  readonly Timestamp?: number | null | undefined;
}

async function startOf(
  service: Service,
  stream: Stream,
  shard: Shard,
  { ShardIteratorType: type, StartingSequenceNumber: number, Timestamp }: Start,
): Promise<number> {
  const byNumber = type.endsWith('_SEQUENCE_NUMBER');
  if (byNumber !== (number != null)) {
    throw invalidArgument(
      `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ${byNumber ? 'no' : 'also a'} StartingSequenceNumber.`,
    );
  }
  if (type === 'LATEST') return await service.store.tip(stream, shard);
  if (type === 'AT_TIMESTAMP') return await firstSince(service, stream, shard, Timestamp);
  if (number == null) return 0;
  const offset = offsetOf(shard, number);
  if (offset === undefined) {
    throw invalidArgument(
      `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shard.id} in stream ${stream.name} under account ${account} is invalid because it did not come from this stream.`,
    );
  }
  return Math.max(0, offset + (type === 'AFTER_SEQUENCE_NUMBER' ? 1 : 0));
}

/** The offset of the first record that came at a time or later. */
async function firstSince(
  { store, now }: Service,
  stream: Stream,
  shard: Shard,
  since: number | null | undefined,
): Promise<number> {
  if (since == null) {
    throw invalidArgument(
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    );
  }
  if (since > now()) {
    throw invalidArgument(
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${since}, currentTimestampInMillis: ${now()}`,
    );
  }
  // A clock that was turned back leaves times that do not grow, so all are looked at.
  for (let offset = 0; ; ) {
    const page = await store.read(stream, shard, offset, limits);
    const found = page.records.find(({ timestamp }) => timestamp >= since);
    if (found !== undefined || page.isTip) return found?.offset ?? page.next;
    offset = page.next;
  }
}

function iteratorAt({ now }: Service, { name, createdAt }: Stream, { id }: Shard, offset: number): string {
  return iterators.write({ stream: name, createdAt, shard: id, offset, issuedAt: now() });
}

async function getRecords(
  service: Service,
  stream: Stream,
  shard: Shard,
  offset: number,
  maxRecords: number,
): Promise<string> {
  const { store, now, limits: shardLimits } = service;
  const limited = `${stream.name} ${shard.id}`;
  if (shardLimits?.read(limited) === false) throw rateExceeded(stream.name, shard.id);
  const { records, next, isTip, hasEnded } = await store.read(stream, shard, offset, {
    maxRecords,
    maxBytes: limits.maxBytes,
  });
  const prefix = numberPrefix(shard);
  let bytes = 0;
  const texts = records.map(({ offset, timestamp, key, value }) => {
    bytes += value?.length ?? 0;
    return `{"SequenceNumber":"${sequenceNumber(prefix, offset)}","ApproximateArrivalTimestamp":${timestamp / 1000},"Data":"${base64(value)}","PartitionKey":${JSON.stringify(String(key))},"EncryptionType":"NONE"}`;
  });
  shardLimits?.gave(limited, bytes);
  const last = records.at(-1);
  const behind = isTip || last === undefined ? 0 : Math.max(1, Math.round(now() - last.timestamp));
  const onward = hasEnded
    ? `"ChildShards":${JSON.stringify(childrenOf(stream, shard))}`
    : `"NextShardIterator":"${iteratorAt(service, stream, shard, next)}"`;
  return `{"Records":[${texts.join(',')}],"MillisBehindLatest":${behind},${onward}}`;
}

function base64(bytes: Uint8Array | null): string {
  return bytes === null ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function childrenOf({ shards }: Stream, { id }: Shard): object[] {
  return shards
    .filter(({ parents }) => parents.includes(id))
    .map((child) => ({ ShardId: child.id, ParentShards: child.parents, HashKeyRange: shardRangeJson(child) }));
}
