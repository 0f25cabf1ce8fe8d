import type { PinflowError } from '../../errors.ts';

/** A record header; Kafka allows a key more than once. */
export interface Header {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** A record to append. Without a `partition` the log gives it the one that Java's default partitioner gives. */
export interface LogRecord {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly Header[];
  readonly partition?: number;
}

/** A record as it stands in a topic. */
export interface StoredRecord {
  readonly offset: number;
  /** Milliseconds since 1970: the log's clock when the record was appended. */
  readonly timestamp: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
}

/** What became of one record: its place, or why it was not stored. */
export type Appended =
  | { readonly partition: number; readonly offset: number; readonly error?: undefined }
  | { readonly error: PinflowError };

/** A topic and how many partitions it has. */
export interface TopicDescription {
  readonly name: string;
  readonly partitions: number;
}

/** How much one read may return; the first record always comes, however large. */
export interface ReadLimits {
  readonly maxRecords?: number;
  /** Bytes as they are stored, keys, values and headers together. */
  readonly maxBytes?: number;
}

/**
 * Durable topics with partitions, as Kafka has them. The twin's services know nothing else of where records live, so a folder
 * (here) or a real broker can stand behind it. A topic or partition that does not exist is the caller's mistake: a `RangeError`.
 */
export interface TopicLog {
  /** Creates a topic; false when it was there already, with the partitions it has. */
  createTopic(name: string, partitions: number): Promise<boolean>;
  /** Deletes a topic with its records; false when there was none. */
  deleteTopic(name: string): Promise<boolean>;
  /** The names of all topics, sorted. */
  topics(): Promise<string[]>;
  describe(topic: string): Promise<TopicDescription | undefined>;
  /** Appends in request order per partition; resolves once each record is stored, or refused, in request order. */
  append(topic: string, records: readonly LogRecord[]): Promise<Appended[]>;
  /** Records from an offset on; none at the end. */
  read(topic: string, partition: number, fromOffset: number, limits?: ReadLimits): Promise<StoredRecord[]>;
  /** The offset that the next record will get. */
  endOffset(topic: string, partition: number): Promise<number>;
  /** Calls `listener` after records became readable; returns what ends that. */
  onAppend(listener: (topic: string, partition: number) => void): () => void;
  /** Stores what is under way, makes everything durable and lets go of the log. */
  close(): Promise<void>;
}
