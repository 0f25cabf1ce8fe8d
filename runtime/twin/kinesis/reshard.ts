import { account, invalidArgument, noShard } from './errors.ts';
import { hashKeyOf, hashKeyValue, openShards, type Shard, type Stream } from './streams.ts';

/** What happens when a shard is split. */
export interface Split {
  readonly type: 'split';
  readonly stream: string;
  readonly shard: string;
  readonly hashKey: string;
}

/** What happens when two shards are merged. */
export interface Merge {
  readonly type: 'merged';
  readonly stream: string;
  readonly shards: readonly [string, string];
}

/** @throws {KinesisError} `ResourceNotFoundException`, `InvalidArgumentException` */
export function checkSplit(stream: Stream, shardId: string, hashKey: bigint): Split {
  const { id, from, to } = openShard(stream, shardId);
  const [start, end] = [hashKeyValue(from), hashKeyValue(to)];
  // Each of the two has more than one hash key, as Kinesis wants it.
  if (hashKey <= start + 1n || hashKey >= end) {
    throw invalidArgument(
      `NewStartingHashKey ${hashKey} used in SplitShard() on shard ${id} in stream ${stream.name} under account ${account} is not both greater than one plus the shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`,
    );
  }
  return { type: 'split', stream: stream.name, shard: id, hashKey: hashKeyOf(hashKey) };
}

/** @throws {KinesisError} `ResourceNotFoundException`, `InvalidArgumentException` */
export function checkMerge(stream: Stream, shardId: string, adjacentId: string): Merge {
  const pair = [openShard(stream, shardId), openShard(stream, adjacentId)].sort((a, b) => (a.from < b.from ? -1 : 1));
  const [lower, upper] = pair as [Shard, Shard];
  if (hashKeyValue(lower.to) + 1n !== hashKeyValue(upper.from)) {
    throw invalidArgument(
      `Shards ${shardId} and ${adjacentId} in stream ${stream.name} under account ${account} are not an adjacent pair of shards eligible for merging`,
    );
  }
  return { type: 'merged', stream: stream.name, shards: [lower.id, upper.id] };
}

/** Open shards of a stream that scales by itself, at most. */
const mostShards = 8;

/** A reshard as the service may do it at any moment: one shard is split in halves, or two are merged. */
export function anyReshard(stream: Stream, random: () => number): Split | Merge {
  const open = openShards(stream).sort((a, b) => (a.from < b.from ? -1 : 1));
  const merges = open.length >= mostShards || (open.length > 1 && random() < 0.5);
  const chosen = Math.floor(random() * (open.length - Number(merges)));
  const [shard, next] = [open[chosen] as Shard, open[chosen + 1] as Shard];
  if (merges) return checkMerge(stream, shard.id, next.id);
  return checkSplit(stream, shard.id, (hashKeyValue(shard.from) + hashKeyValue(shard.to)) / 2n);
}

function openShard(stream: Stream, shardId: string): Shard {
  const shard = stream.shards.find(({ id }) => id === shardId);
  if (shard === undefined) throw noShard(stream.name, shardId);
  if (shard.closedAt === undefined) return shard;
  throw invalidArgument(
    `Shard ${shardId} in stream ${stream.name} under account ${account} has already been merged or split, and thus is not eligible for merging or splitting.`,
  );
}
