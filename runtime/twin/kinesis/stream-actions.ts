import { z } from 'zod';
import { plain, shardJson, streamJson } from './descriptions.ts';
import { account, invalid, invalidArgument, limitExceeded, region, streamExists } from './errors.ts';
import { listShards } from './list-shards.ts';
import { hashKey, limit, referencedStream, shardId, streamName, streamReference, token } from './members.ts';
import { pageOf } from './pages.ts';
import { checkMerge, checkSplit } from './reshard.ts';
import { action } from './service.ts';
import type { Change, StreamStore } from './store.ts';
import { openShards, type Stream, type StreamMode } from './streams.ts';

/** Shards of a new on-demand stream (Amazon Kinesis Developer Guide, "Choose the data stream capacity mode"). */
const onDemandShards = 4;

/** Open shards of all streams together: each is an open file here. The quota of an account is such a number too. */
const shardQuota = 500;

/** The actions on streams and shards. What takes the service some seconds has happened when it is answered. */
export const streamActions = {
  CreateStream: action(
    z.object({
      StreamName: streamName,
      ShardCount: z.number().int().min(1).max(100_000).nullish(),
      StreamModeDetails: z.object({ StreamMode: z.enum(['PROVISIONED', 'ON_DEMAND']) }).nullish(),
    }),
    async ({ store }, { StreamName, ShardCount, StreamModeDetails }) => {
      const mode = StreamModeDetails?.StreamMode ?? (ShardCount == null ? 'ON_DEMAND' : 'PROVISIONED');
      if (mode === 'PROVISIONED' && ShardCount == null)
        throw invalidArgument('ShardCount is required for a PROVISIONED stream.');
      if (mode === 'ON_DEMAND' && ShardCount != null)
        throw invalidArgument('ShardCount is not allowed for an ON_DEMAND stream.');
      await store.change(() => {
        if (store.has(StreamName)) throw streamExists(StreamName);
        checkQuota(store, ShardCount ?? onDemandShards);
        return created(StreamName, mode, ShardCount ?? undefined);
      });
    },
  ),

  DeleteStream: action(z.object(streamReference), async ({ store }, input) => {
    const stream = referencedStream(input);
    await store.change(() => ({ type: 'deleted', stream: store.stream(stream).name }));
  }),

  DescribeStream: action(
    z.object({ ...streamReference, Limit: limit.nullish(), ExclusiveStartShardId: shardId.nullish() }),
    ({ store }, input) => {
      const stream = store.stream(referencedStream(input));
      const { page, isMore } = pageOf(stream.shards, 'id', input.ExclusiveStartShardId, input.Limit ?? 100);
      const Shards = page.map(shardJson);
      return {
        StreamDescription: { ...streamJson(stream), Shards, HasMoreShards: isMore, ...plain },
      };
    },
  ),

  DescribeStreamSummary: action(z.object(streamReference), ({ store }, input) => {
    const stream = store.stream(referencedStream(input));
    const OpenShardCount = openShards(stream).length;
    return {
      StreamDescriptionSummary: {
        ...streamJson(stream),
        OpenShardCount,
        ConsumerCount: 0,
        ...plain,
      },
    };
  }),

  ListStreams: action(
    z.object({ Limit: limit.nullish(), ExclusiveStartStreamName: streamName.nullish(), NextToken: token.nullish() }),
    ({ store }, { Limit, ExclusiveStartStreamName, NextToken }) => {
      const { page, isMore } = pageOf(store.streams, 'name', ExclusiveStartStreamName ?? NextToken, Limit ?? 100);
      return {
        StreamNames: page.map(({ name }) => name),
        StreamSummaries: page.map(streamJson),
        HasMoreStreams: isMore,
        ...(isMore && { NextToken: page.at(-1)?.name }),
      };
    },
  ),

  ListShards: listShards,

  SplitShard: action(
    z.object({ ...streamReference, ShardToSplit: shardId, NewStartingHashKey: hashKey }),
    async ({ store }, { ShardToSplit, NewStartingHashKey, ...input }) => {
      const name = referencedStream(input);
      await store.change(() => {
        const split = checkSplit(provisioned(store.stream(name)), ShardToSplit, BigInt(NewStartingHashKey));
        checkQuota(store, 1);
        return split;
      });
    },
  ),

  MergeShards: action(
    z.object({ ...streamReference, ShardToMerge: shardId, AdjacentShardToMerge: shardId }),
    async ({ store }, { ShardToMerge, AdjacentShardToMerge, ...input }) => {
      const name = referencedStream(input);
      await store.change(() => checkMerge(provisioned(store.stream(name)), ShardToMerge, AdjacentShardToMerge));
    },
  ),
};

/** What happens when a stream is created; by default an on-demand one. */
export function created(stream: string, mode: StreamMode = 'ON_DEMAND', shards = onDemandShards): Change {
  return { type: 'created', stream, mode, shards };
}

/** An on-demand stream scales by itself. */
function provisioned(stream: Stream): Stream {
  if (stream.mode === 'PROVISIONED') return stream;
  throw invalid(
    `Stream ${stream.name} under account ${account} is in ON_DEMAND mode; only PROVISIONED streams are resharded by request.`,
  );
}

function checkQuota({ streams }: StreamStore, more: number): void {
  const open = streams.reduce((sum, stream) => sum + openShards(stream).length, 0);
  if (open + more <= shardQuota) return;
  throw limitExceeded(
    `This request would exceed the shard limit for the account ${account} in ${region}. Current shard count for the account: ${open}. Limit: ${shardQuota}. Number of additional shards that would have resulted from this request: ${more}.`,
  );
}
