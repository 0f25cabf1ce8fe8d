import { z } from 'zod';
import { shardJson } from './descriptions.ts';
import { invalidArgument, noStream } from './errors.ts';
import { limit, referencedStream, shardId, streamReference, timestamp, token } from './members.ts';
import { pageOf } from './pages.ts';
import { action, type Service } from './service.ts';
import type { Shard } from './streams.ts';
import { listTokens } from './tokens.ts';

type ListToken = ReturnType<typeof listTokens.read>;
type Filter = NonNullable<ListToken['filter']>;

const members = z.object({
  ...streamReference,
  NextToken: token.nullish(),
  ExclusiveStartShardId: shardId.nullish(),
  MaxResults: limit.nullish(),
  StreamCreationTimestamp: timestamp.nullish(),
  ShardFilter: z
    .object({
      Type: z.enum([
        'AFTER_SHARD_ID',
        'AT_TRIM_HORIZON',
        'FROM_TRIM_HORIZON',
        'AT_LATEST',
        'AT_TIMESTAMP',
        'FROM_TIMESTAMP',
      ]),
      ShardId: shardId.nullish(),
      Timestamp: timestamp.nullish(),
    })
    .nullish(),
});

/** `ListShards`: a page of the shards that a filter lets through, and a token for the next page. */
export const listShards = action(members, (service, input) => {
  const list = input.NextToken == null ? begun(service, input) : continued(service, input.NextToken, input);
  const stream = service.store.stream(list.stream);
  if (stream.createdAt !== list.createdAt) throw noStream(list.stream);
  const { page, isMore } = pageOf(
    stream.shards.filter(passing(list.filter)),
    'id',
    list.after,
    input.MaxResults ?? 1000,
  );
  const next = { ...list, after: page.at(-1)?.id ?? '', issuedAt: service.now() };
  return { Shards: page.map(shardJson), ...(isMore && { NextToken: listTokens.write(next) }) };
});

function begun({ store, now }: Service, input: z.output<typeof members>): ListToken {
  if (input.StreamName == null && input.StreamARN == null) {
    throw invalidArgument('Either NextToken or StreamName should be provided.');
  }
  checkFilter(input.ShardFilter);
  const { name, createdAt } = store.stream(referencedStream(input));
  const { StreamCreationTimestamp: created } = input;
  return {
    stream: name,
    createdAt: created ?? createdAt,
    after: input.ExclusiveStartShardId ?? '',
    filter: input.ShardFilter,
    issuedAt: now(),
  };
}

function continued({ now }: Service, text: string, input: z.output<typeof members>): ListToken {
  for (const member of ['StreamName', 'StreamARN', 'StreamCreationTimestamp', 'ExclusiveStartShardId'] as const) {
    if (input[member] != null) throw invalidArgument(`NextToken and ${member} cannot be provided together.`);
  }
  return listTokens.read(text, now());
}

/** Each type goes with its own member, or with none. */
function checkFilter(filter: Filter | null | undefined): void {
  if (filter == null) return;
  const wanted = {
    ShardId: filter.Type === 'AFTER_SHARD_ID',
    Timestamp: filter.Type.endsWith('_TIMESTAMP'),
  };
  for (const [member, isWanted] of Object.entries(wanted)) {
    const isGiven = filter[member as keyof typeof wanted] != null;
    if (isGiven === isWanted) continue;
    throw invalidArgument(`ShardFilter of type ${filter.Type} ${isWanted ? 'needs a' : 'takes no'} ${member}.`);
  }
}

/** Which shards a filter lets through; here every shard is kept since the stream was created. */
function passing(filter: Filter | null | undefined): (shard: Shard) => boolean {
  const at = filter?.Timestamp ?? 0;
  switch (filter?.Type) {
    case 'AFTER_SHARD_ID':
      return ({ id }) => id > (filter.ShardId ?? '');
    case 'AT_TRIM_HORIZON':
      return ({ parents }) => parents.length === 0;
    case 'AT_LATEST':
      return ({ closedAt }) => closedAt === undefined;
    case 'AT_TIMESTAMP':
      return ({ openedAt, closedAt = Number.POSITIVE_INFINITY }) => openedAt <= at && at <= closedAt;
    case 'FROM_TIMESTAMP':
      return ({ closedAt = Number.POSITIVE_INFINITY }) => at <= closedAt;
    default:
      return () => true;
  }
}
