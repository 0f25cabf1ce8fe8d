/** A stream's share of the hash keys; hash keys are 32 hexadecimal digits, so that they compare as text. */
export interface Shard {
  readonly id: string;
  readonly index: number;
  readonly from: string;
  readonly to: string;
  readonly parents: readonly string[];
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  /** When it was split or merged; it takes no more records. */
  readonly closedAt?: number;
}

/** A stream with all the shards that it has had. */
export interface Stream {
  readonly name: string;
  /** Milliseconds since 1970; no two streams have the same. */
  readonly createdAt: number;
  readonly mode: StreamMode;
  readonly shards: readonly Shard[];
}

export type StreamMode = 'ON_DEMAND' | 'PROVISIONED';

/** What happened to the streams. Every `at`, milliseconds since 1970, is later than those before. */
export type StreamEvent =
  | {
      readonly type: 'created';
      readonly stream: string;
      readonly at: number;
      readonly mode: StreamMode;
      readonly shards: number;
    }
  | { readonly type: 'deleted'; readonly stream: string; readonly at: number }
  | {
      readonly type: 'split';
      readonly stream: string;
      readonly at: number;
      readonly shard: string;
      /** Where the second of the two begins. */
      readonly hashKey: string;
    }
  | {
      readonly type: 'merged';
      readonly stream: string;
      readonly at: number;
      /** The one of the smaller hash keys first. */
      readonly shards: readonly [string, string];
    };

/** Streams by name. */
export type Streams = ReadonlyMap<string, Stream>;

const hashKeys = 2n ** 128n;

/** A hash key as text that compares as the number does. */
export function hashKeyOf(value: bigint): string {
  return value.toString(16).padStart(32, '0');
}

/** The number that a hash key is. */
export function hashKeyValue(hashKey: string): bigint {
  return BigInt(`0x${hashKey}`);
}

/** Whether a number is a hash key: an unsigned one of 128 bits. */
export function isHashKey(value: bigint): boolean {
  return value >= 0n && value < hashKeys;
}

/** The streams after what happened. */
export function applyEvent(streams: Streams, event: StreamEvent): Streams {
  const next = new Map(streams);
  if (event.type === 'deleted') next.delete(event.stream);
  else if (event.type === 'created') next.set(event.stream, created(event));
  else {
    const stream = next.get(event.stream) as Stream;
    next.set(event.stream, {
      ...stream,
      shards: event.type === 'split' ? split(stream, event) : merged(stream, event),
    });
  }
  return next;
}

/** The shards that take records. */
export function openShards({ shards }: Stream): Shard[] {
  return shards.filter(({ closedAt }) => closedAt === undefined);
}

/** The shard that takes the records of a hash key. */
export function shardOf(stream: Stream, hashKey: string): Shard {
  // Open shards cover every hash key.
  return stream.shards.find(
    ({ from, to, closedAt }) => closedAt === undefined && from <= hashKey && hashKey <= to,
  ) as Shard;
}

function created({ stream, at, mode, shards: count }: StreamEvent & { type: 'created' }): Stream {
  const width = hashKeys / BigInt(count);
  const shards = Array.from({ length: count }, (_, index) => {
    const from = width * BigInt(index);
    const to = index === count - 1 ? hashKeys - 1n : from + width - 1n;
    return shard(index, hashKeyOf(from), hashKeyOf(to), at, []);
  });
  return { name: stream, createdAt: at, mode, shards };
}

function split({ shards }: Stream, { at, shard: id, hashKey }: StreamEvent & { type: 'split' }): Shard[] {
  const parent = shards.find((shard) => shard.id === id) as Shard;
  const last = hashKeyOf(hashKeyValue(hashKey) - 1n);
  return [
    ...closed(shards, [id], at),
    shard(shards.length, parent.from, last, at, [id]),
    shard(shards.length + 1, hashKey, parent.to, at, [id]),
  ];
}

function merged({ shards }: Stream, { at, shards: ids }: StreamEvent & { type: 'merged' }): Shard[] {
  const [lower, upper] = ids.map((id) => shards.find((shard) => shard.id === id)) as [Shard, Shard];
  return [...closed(shards, ids, at), shard(shards.length, lower.from, upper.to, at, ids)];
}

function closed(shards: readonly Shard[], ids: readonly string[], at: number): Shard[] {
  return shards.map((shard) => (ids.includes(shard.id) ? { ...shard, closedAt: at } : shard));
}

function shard(index: number, from: string, to: string, openedAt: number, parents: readonly string[]): Shard {
  return { id: `shardId-${String(index).padStart(12, '0')}`, index, from, to, openedAt, parents };
}
