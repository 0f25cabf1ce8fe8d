import type { AnswerName } from '../transforms/index.ts';
import type { Counts } from './counts.ts';

/** A row of an answer: its columns are those that the question names. */
export type Row = Readonly<Record<string, unknown>>;

/** Everything the report shows; plain data, so that a run can keep it as JSON and be reported again. */
export interface ReportData {
  readonly run: {
    readonly id: string;
    /** Where the rows came from, such as `generator` or `files:<folder>`. */
    readonly source: string;
    readonly messages: number;
    readonly seed: number;
    /** ISO 8601. */
    readonly finishedAt: string;
  };
  /** The counts of each record kind, in posting order. */
  readonly counts: Readonly<Record<string, Counts>>;
  readonly answers: Readonly<Record<AnswerName, readonly Row[]>>;
  readonly quarantine: {
    /** How many records were given a reason; a record with two reasons counts in both. */
    readonly reasons: readonly { readonly kind: string; readonly reason: string; readonly records: number }[];
    /** A few of the records themselves. */
    readonly examples: readonly QuarantinedRecord[];
  };
}

/** A rejected record: what it was, why it was rejected and where it stands. */
export interface QuarantinedRecord {
  readonly kind: string;
  readonly object: string;
  /** From 1. */
  readonly line: number;
  readonly reasons: readonly string[];
  readonly payload: string | null;
}
