import type { PathName } from '../blueprint/index.ts';
import type { AnswerName } from '../transforms/index.ts';
import type { Counts } from './counts.ts';

/** A row of an answer: its columns are those that the question names. */
export type Row = Readonly<Record<string, unknown>>;

/** Something of each record kind, in posting order. */
export type Kinds<T> = Readonly<Record<string, T>>;

/** The rows of every answer. */
export type Answers = Readonly<Record<AnswerName, readonly Row[]>>;

/** What a run was asked to do. */
export interface Run {
  readonly id: string;
  /** Where the rows came from, such as `generator` or `files:<folder>`. */
  readonly source: string;
  readonly messages: number;
  readonly seed: number;
}

/** What a run keeps of itself beside its tables; plain data, so that it can be JSON. */
export interface RunRecord {
  readonly run: Run & {
    /** ISO 8601. */
    readonly finishedAt: string;
  };
  /** The counts of the batch path. */
  readonly counts: Kinds<Counts>;
  /** Absent when the run had no streaming path. */
  readonly stream?: StreamRecord;
}

/** What a run keeps of its streaming path. */
export interface StreamRecord {
  readonly counts: Kinds<Counts>;
  /** Rows of the stream tables whose shard and sequence number another row has too. */
  readonly duplicates: number;
  /** Of all records; absent when there were none. */
  readonly freshness?: Freshness;
  readonly series: readonly Moment[];
}

/** Milliseconds from the arrival of a record in its stream until it could be read from its table. */
export interface Freshness {
  readonly p50: number;
  readonly p99: number;
}

/** How far both paths were at a moment of the run. Rates follow from two of them, so they are not kept. */
export interface Moment extends Readonly<Record<PathName, Totals>> {
  /** Milliseconds since the run began. */
  readonly at: number;
  /** How far the newest reads were behind the tips of their shards, in milliseconds; the furthest of them. */
  readonly millisBehind: number;
  /** Of the records that became readable since the moment before; absent when there were none. */
  readonly freshness?: Freshness;
}

/** Records of all kinds so far. */
export type Totals = Readonly<Record<'stored' | 'landed', number>>;

/** The rejected records of a path. */
export interface Quarantine<Place> {
  /** How many records were given a reason; a record with two reasons counts in both. */
  readonly reasons: readonly { readonly kind: string; readonly reason: string; readonly records: number }[];
  /** A few of the records themselves. */
  readonly examples: readonly QuarantinedRecord<Place>[];
}

/** A rejected record: what it was, why it was rejected and where it stands. */
export type QuarantinedRecord<Place = BatchPlace | StreamPlace> = Place & {
  readonly kind: string;
  readonly reasons: readonly string[];
  /** Null when it is no text. */
  readonly payload: string | null;
};

/** Where a record of the batch path stands. */
export interface BatchPlace {
  readonly object: string;
  /** From 1. */
  readonly line: number;
}

/** Where a record of the streaming path stands. */
export interface StreamPlace {
  readonly shard: string;
  readonly sequenceNumber: string;
}

/** Everything the report of a finished run shows: what the run kept, and what its tables hold. */
export interface ReportData extends RunRecord {
  readonly answers: Answers;
  readonly quarantine: Quarantine<BatchPlace>;
  readonly stream?: StreamRecord & { readonly quarantine: Quarantine<StreamPlace> };
}

/** What a run does, in order; each phase as the page says it. */
export const phases = {
  posting: 'Posting messages',
  landing: 'Waiting until every record has landed',
  cleaning: 'Cleaning the records of the bucket',
  answering: 'Answering the questions',
  ended: 'The run has ended',
  failed: 'The run has failed',
} as const;

/** A phase of a run. */
export type Phase = keyof typeof phases;

/** What is known of a run while it goes on; what is absent is not known yet. Plain data too. */
export interface LiveReport {
  readonly phase: Phase;
  /** When this was so; ISO 8601. */
  readonly at: string;
  /** Why the run failed. */
  readonly failure?: string;
  readonly run: Run;
  readonly counts: Kinds<Partial<Counts>>;
  readonly stream?: Partial<Omit<StreamRecord, 'counts'>> & {
    readonly counts: Kinds<Partial<Counts>>;
    readonly quarantine?: Quarantine<StreamPlace>;
  };
  readonly quarantine?: Quarantine<BatchPlace>;
  readonly answers?: Answers;
}
