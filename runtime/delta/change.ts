import type { Schema } from './schema.ts';

/** A change of a table, before its files are there. */
export interface Change {
  /** Whether the rows come on top of the table's or in their place, or are those of some of its files, which they replace. */
  readonly mode: 'append' | 'overwrite' | 'compact';
  /** Of a compaction: the paths of those files. */
  readonly compacted?: readonly string[];
  /** The schema of the rows: the table gets it, or is widened by columns that may be NULL. */
  readonly schema: Schema;
  /** Properties that the table gets; others of it stay. */
  readonly properties?: Readonly<Record<string, string>>;
  /**
   * Properties that the change stands on, undefined for one that is not there: it is not made once another writer has changed one. So rows
   * can carry how far they go, and two writers cannot both go on from one place.
   */
  readonly expected?: Readonly<Record<string, string | undefined>>;
  /** The batch that the rows are, of the application that makes them: one that the table already has is skipped. */
  readonly txn?: { readonly appId: string; readonly version: number };
}

/** What tells one attempt from every other. */
export interface Stamp {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly id: string;
}
