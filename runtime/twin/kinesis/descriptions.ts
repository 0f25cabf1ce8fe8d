import { streamArn } from './errors.ts';
import { numberPrefix, sequenceNumber } from './sequence-numbers.ts';
import { hashKeyValue, type Shard, type Stream } from './streams.ts';

/** What is the same of every stream. The retention is a new stream's; here nothing is deleted after it. */
export const plain = {
  RetentionPeriodHours: 24,
  EncryptionType: 'NONE',
  EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
};

/** The hash keys of a shard. */
export function shardRangeJson({ from, to }: Shard): object {
  return { StartingHashKey: hashKeyValue(from).toString(), EndingHashKey: hashKeyValue(to).toString() };
}

/** A stream as lists and descriptions show it. */
export function streamJson({ name, createdAt, mode }: Stream): object {
  return {
    StreamName: name,
    StreamARN: streamArn(name),
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: mode },
    StreamCreationTimestamp: createdAt / 1000,
  };
}

/** A shard as lists and descriptions show it. */
export function shardJson(shard: Shard): object {
  const [ParentShardId, AdjacentParentShardId] = shard.parents;
  const prefix = numberPrefix(shard);
  return {
    ShardId: shard.id,
    ...(ParentShardId !== undefined && { ParentShardId }),
    ...(AdjacentParentShardId !== undefined && { AdjacentParentShardId }),
    HashKeyRange: shardRangeJson(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(prefix, -1),
      ...(shard.closedAt !== undefined && {
        EndingSequenceNumber: sequenceNumber(prefix, Number.MAX_SAFE_INTEGER - 1),
      }),
    },
  };
}
