/** A row as it is posted. */
export interface EmulatedRecord {
  readonly key: number;
  /** Its text in a request. */
  readonly entry: string;
  /** What it adds to the bytes of a request. */
  readonly bytes: number;
}

/** What a request may hold. */
export interface RequestLimits {
  readonly records: number;
  /** Of its records in all; a record that is larger goes alone and is left to its answer. */
  readonly bytes: number;
  /** Of one record; a larger one goes alone too, for its answer would refuse the others with it. */
  readonly recordBytes: number;
}

/** Where records go: a port, behind which is all that differs between one target and another. */
export interface Target {
  readonly limits: RequestLimits;
  /** A row, whose JSON text is not changed. */
  record(key: number, json: string): EmulatedRecord;
  /** Sends records of one kind in one request, at most as many requests at once as it was opened for. Never fails: whatever goes wrong is in the results. */
  send(kind: string, records: readonly EmulatedRecord[], timeoutMs: number): Promise<Attempt>;
  /** Ends what is under way without an answer, and sends nothing from then on. */
  cut(): void;
  close(): Promise<void>;
}

/** What came of a request. */
export interface Attempt {
  /** Of each record, in their order. */
  readonly results: readonly Result[];
  /** How long the answer asks to wait before the next attempt. */
  readonly retryAfterMs?: number | undefined;
}

/** What an attempt came to for one record. The question is always the same: is it stored, is it surely not, or can nobody say? */
export type Result = { readonly is: 'stored'; readonly place: Place } | Unstored;

/** A result that names no place. */
export type Unstored =
  /**
   * An answer said that it is not stored; `again` when another attempt may end better, `forAll` when no record of the run would fare
   * better: it says what to do.
   */
  | { readonly is: 'refused'; readonly again: boolean; readonly forAll?: string; readonly refusal: Answered }
  /** No answer said anything of it; `lost` when it was sent, so that it may be stored. */
  | { readonly is: 'unanswered'; readonly lost: boolean; readonly why: string };

/** Where a record is stored. */
export type Place = PartitionPlace | ShardPlace;

/** A place in a topic. */
export interface PartitionPlace {
  readonly partition: number;
  readonly offset: number;
}

/** A place in a stream. */
export interface ShardPlace {
  readonly shard: string;
  readonly sequenceNumber: string;
}

/** The answer that refused a record. */
export interface Answered {
  readonly status: number;
  /** The code of the service that refused it, or the status again when the answer held none. */
  readonly errorCode: number | string;
  readonly message: string;
}
