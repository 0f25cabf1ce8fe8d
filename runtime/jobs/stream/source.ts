/** A record as its shard holds it. */
export interface StreamRecord {
  /** Decimal digits; see `compareSequenceNumbers`. */
  readonly sequenceNumber: string;
  /** Milliseconds since 1970: when the stream took it. */
  readonly arrivedAt: number;
  readonly data: Uint8Array;
}

/** A shard and those that were split or merged into it. */
export interface Shard {
  readonly id: string;
  readonly parents: readonly string[];
  /** Whether it takes no more records. */
  readonly isClosed: boolean;
}

/** A stream as it is now. */
export interface StreamDescription {
  /** Milliseconds since 1970: a stream that was deleted and created again is another one. */
  readonly createdAt: number;
  /** The shards whose records can still be read, closed ones too. */
  readonly shards: readonly Shard[];
}

/** What one read of a shard gave. */
export interface Page {
  readonly records: readonly StreamRecord[];
  /** Where to read on; undefined at the end of a closed shard. */
  readonly next: string | undefined;
  /** How far the last record is behind the tip of the shard; 0 at the tip. */
  readonly millisBehind: number;
}

/**
 * Streams as the job reads them: a port, with Kinesis behind it. Its calls fail with a {@link SourceError}, and do not go on when the
 * signal is aborted.
 */
export interface StreamSource {
  describe(stream: string, signal?: AbortSignal): Promise<StreamDescription>;
  /** Where to start reading a shard: after a sequence number, or at its oldest record. */
  iterator(stream: string, shardId: string, after: string | undefined, signal?: AbortSignal): Promise<string>;
  read(iterator: string, signal?: AbortSignal): Promise<Page>;
}

/** Why a call failed. */
export type SourceFault =
  /** The iterator is too old: another one goes on. */
  | 'expired'
  /** Too many calls, a failure of the service, or none could be reached: the same call may do better later. */
  | 'unavailable'
  /** There is no such stream or shard. */
  | 'missing'
  /** The service does not let this caller in, or does not take the call: it will not do better. */
  | 'refused';

/** A failed call; `cause` is what the service said. */
export class SourceError extends Error {
  readonly fault: SourceFault;

  constructor(fault: SourceFault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SourceError';
    this.fault = fault;
  }
}
