import { hash } from 'node:crypto';
import type { Appended, LogRecord, ReadLimits, StoredRecord, TopicLog } from '../log/port.ts';
import { noStream } from './errors.ts';
import { applyEvent, hashKeyOf, type Shard, type Stream, type StreamEvent, type Streams, shardOf } from './streams.ts';

/** A record to put. */
export interface Entry {
  readonly data: Buffer;
  readonly partitionKey: string;
  /** In place of the MD5 of the partition key. */
  readonly hashKey?: bigint | undefined;
}

/** An entry and the shard that takes it. */
export interface Placed {
  readonly shard: Shard;
  readonly record: LogRecord;
}

/** What one read of a shard gave. */
export interface ShardPage {
  readonly records: readonly StoredRecord[];
  /** The offset to read on from. */
  readonly next: number;
  /** Whether nothing follows now. */
  readonly isTip: boolean;
  /** Whether nothing will follow: the shard is closed. */
  readonly hasEnded: boolean;
}

const eventTopic = 'events';

/** An event that has no time yet. */
export type Change = StreamEvent extends infer Event ? (Event extends StreamEvent ? Omit<Event, 'at'> : never) : never;

/**
 * Streams in a topic log that is theirs alone: each shard is a topic with one partition, and what streams and shards there are is a topic
 * of events. What was answered survives the death of the process.
 */
export class StreamStore {
  readonly #log: TopicLog;
  readonly #now: () => number;
  #streams: Streams = new Map();
  #lastAt = 0;
  #turn: Promise<unknown> = Promise.resolve();
  /** Calls that append to a shard, by topic: until they have ended, a closed shard may still grow. */
  readonly #underWay = new Map<string, number>();

  private constructor(log: TopicLog, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** Opens what the log holds, and removes what a process that died left half done. */
  static async open(log: TopicLog, now: () => number): Promise<StreamStore> {
    const store = new StreamStore(log, now);
    await log.createTopic(eventTopic, 1);
    const end = await log.endOffset(eventTopic, 0);
    for (let offset = 0; offset < end; ) {
      const events = await log.read(eventTopic, 0, offset);
      for (const { value } of events) store.#note(JSON.parse(String(value)) as StreamEvent);
      offset += events.length;
    }
    await store.#arrange(store.#streams);
    return store;
  }

  /** Streams in the order of their names. */
  get streams(): Stream[] {
    return [...this.#streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  has(name: string): boolean {
    return this.#streams.has(name);
  }

  /** @throws {KinesisError} `ResourceNotFoundException` */
  stream(name: string): Stream {
    const stream = this.#streams.get(name);
    if (stream === undefined) throw noStream(name);
    return stream;
  }

  /** Makes happen what `decide` says of the streams as they are when its turn comes. */
  async change(decide: () => Change): Promise<void> {
    const turn = this.#turn.then(async () => {
      // Time never goes back here, so that children have larger sequence numbers than their parents.
      const at = Math.max(this.#now(), this.#lastAt + 1);
      const event = { ...decide(), at } as StreamEvent;
      await this.#arrange(applyEvent(this.#streams, event));
      const [appended] = await this.#log.append(eventTopic, [{ key: null, value: Buffer.from(JSON.stringify(event)) }]);
      if (appended?.error !== undefined) throw appended.error;
      this.#note(event);
      await this.#arrange(this.#streams);
    });
    this.#turn = turn.catch(() => {});
    await turn;
  }

  /** Where an entry belongs. */
  place(stream: Stream, { data, partitionKey, hashKey }: Entry): Placed {
    const key = hashKey === undefined ? hash('md5', partitionKey) : hashKeyOf(hashKey);
    return { shard: shardOf(stream, key), record: { key: Buffer.from(partitionKey), value: data } };
  }

  /** Appends in order; gives the offsets in their shards, or why a record was not stored. */
  async append(stream: Stream, entries: readonly Placed[]): Promise<Appended[]> {
    const byTopic = Map.groupBy(entries, ({ shard }) => topicOf(stream, shard));
    const results = new Map<Placed, Appended>();
    await Promise.all(
      [...byTopic].map(async ([topic, some]) => {
        this.#underWay.set(topic, (this.#underWay.get(topic) ?? 0) + 1);
        try {
          const appended = await this.#log.append(
            topic,
            some.map(({ record }) => record),
          );
          for (const [index, entry] of some.entries()) results.set(entry, appended[index] as Appended);
        } finally {
          this.#underWay.set(topic, (this.#underWay.get(topic) ?? 0) - 1);
        }
      }),
    );
    return entries.map((entry) => results.get(entry) as Appended);
  }

  /** Reads a shard from an offset on. */
  async read(stream: Stream, shard: Shard, offset: number, limits: ReadLimits): Promise<ShardPage> {
    const topic = topicOf(stream, shard);
    const isComplete = shard.closedAt !== undefined && !this.#underWay.get(topic);
    const end = await this.#endOffset(stream, shard);
    const records = offset < end ? await this.#reading(stream, this.#log.read(topic, 0, offset, limits)) : [];
    const next = offset + records.length;
    return { records, next, isTip: next >= end, hasEnded: isComplete && next >= end };
  }

  /** The offset that the next record of a shard will get. */
  tip(stream: Stream, shard: Shard): Promise<number> {
    return this.#endOffset(stream, shard);
  }

  #endOffset(stream: Stream, shard: Shard): Promise<number> {
    return this.#reading(stream, this.#log.endOffset(topicOf(stream, shard), 0));
  }

  /** A stream may be deleted while it is read. */
  async #reading<T>(stream: Stream, what: Promise<T>): Promise<T> {
    try {
      return await what;
    } catch (error) {
      if (this.#streams.get(stream.name)?.createdAt !== stream.createdAt) throw noStream(stream.name);
      throw error;
    }
  }

  #note(event: StreamEvent): void {
    this.#streams = applyEvent(this.#streams, event);
    this.#lastAt = event.at;
  }

  /** Has a topic for every shard, and for those alone that are or are to be. */
  async #arrange(streams: Streams): Promise<void> {
    const wanted = new Set(topicsOf(streams));
    const kept = new Set([eventTopic, ...wanted, ...topicsOf(this.#streams)]);
    for (const topic of wanted) await this.#log.createTopic(topic, 1);
    for (const topic of await this.#log.topics()) if (!kept.has(topic)) await this.#log.deleteTopic(topic);
  }
}

function topicsOf(streams: Streams): string[] {
  return [...streams.values()].flatMap((stream) => stream.shards.map((shard) => topicOf(stream, shard)));
}

function topicOf({ name, createdAt }: Stream, { id }: Shard): string {
  return `${name}.${createdAt}.${id}`;
}
