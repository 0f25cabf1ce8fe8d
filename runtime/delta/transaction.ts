import { randomUUID } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PinflowError } from '../errors.ts';
import type { Action } from './actions.ts';
import type { Change, Stamp } from './change.ts';
import { type DataFile, deleteDataFiles, type Rows, writeDataFiles } from './data-files.ts';
import { followChange, planCommit } from './plan.ts';
import type { Snapshot } from './snapshot.ts';
import { type Table, UnknownOutcome } from './table.ts';

/** What a transaction came to. */
export interface Committed {
  /** The version that holds its rows, or of a skipped one, that already held them. */
  readonly version: number;
  /** Whether the table already had the batch that its `txn` names. */
  readonly isSkipped: boolean;
}

/** Commits that another writer may come before, in a row. */
const maxAttempts = 100;

/**
 * Writes rows of a transaction that begins later.
 * @param connection one that may be at work while the table's own is
 * @throws {PinflowError} `TABLE_SCHEMA_MISMATCH` naming the column, `STORAGE_…`; an error of DuckDB as it is
 */
export function writeRows(
  { store, knownLeaves }: Table,
  connection: DuckDBConnection,
  rows: Rows,
): Promise<DataFile[]> {
  return writeDataFiles(connection, store, rows, knownLeaves);
}

/**
 * Begins a change of a table, which becomes visible as a whole by {@link Transaction.commit} or not at all.
 * @param files rows of it that {@link writeRows} has written
 * @throws {PinflowError} `TABLE_SCHEMA_MISMATCH`, `TABLE_UNSUPPORTED` when the table does not allow the change
 */
export function beginTransaction(table: Table, change: Change, files: readonly DataFile[] = []): Transaction {
  const transaction = new Transaction(table, change, files);
  transaction.check();
  return transaction;
}

/** A change of a table under way. One that ends without success deletes the files that it has written. */
export class Transaction {
  readonly #table: Table;
  readonly #stamp: Stamp = { now: Date.now(), id: randomUUID() };
  #change: Change;
  #files: readonly DataFile[];

  constructor(table: Table, change: Change, files: readonly DataFile[]) {
    this.#table = table;
    this.#change = change;
    this.#files = files;
  }

  /** The files written so far that are not committed. */
  get files(): readonly DataFile[] {
    return this.#files;
  }

  /** The rows of these files. */
  get rows(): number {
    return this.#files.reduce((sum, { rows }) => sum + rows, 0);
  }

  /**
   * Writes the rows of a query of DuckDB, which must have the columns of the change's schema.
   * @throws {PinflowError} `TABLE_SCHEMA_MISMATCH` naming the column, `STORAGE_…`; an error of DuckDB as it is
   */
  async write(query: string): Promise<void> {
    try {
      const rows = { schema: this.#change.schema, query };
      this.#files = [...this.#files, ...(await writeRows(this.#table, this.#table.connection, rows))];
      this.check();
    } catch (error) {
      await this.#giveUp(error);
    }
  }

  /**
   * Commits what was written.
   * @throws {PinflowError} `TABLE_CONFLICT` when other writers changed what the change stands on, or always came first; `STORAGE_…`
   */
  async commit(): Promise<Committed> {
    try {
      return await this.#commit();
    } catch (error) {
      return await this.#giveUp(error);
    }
  }

  /** Deletes what was written, unless it is the table's by now, or may be. */
  async discard(): Promise<void> {
    const files = this.#files;
    this.#files = [];
    await deleteDataFiles(this.#table.store, files);
  }

  /** Throws what {@link commit} would throw if no other writer came before it. */
  check(): void {
    this.#plan();
  }

  async #commit(): Promise<Committed> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const base = this.#table.snapshot;
      const actions = this.#plan();
      if (actions === undefined) {
        await this.discard();
        return { version: base?.version ?? 0, isSkipped: true };
      }
      const version = await this.#table.commit(actions);
      if (version !== undefined) {
        this.#files = [];
        return { version, isSkipped: false };
      }
      this.#follow(base);
    }
    const { location } = this.#table.store;
    throw new PinflowError('TABLE_CONFLICT', `${location}: other writers came before this commit ${maxAttempts} times`);
  }

  #plan(): Action[] | undefined {
    const { store, snapshot } = this.#table;
    return planCommit(store.location, snapshot, this.#change, this.#files, this.#stamp);
  }

  #follow(before: Snapshot | undefined): void {
    const { store, snapshot } = this.#table;
    if (snapshot !== undefined) {
      this.#change = followChange(store.location, before, snapshot, this.#change, this.#stamp);
    }
  }

  async #giveUp(error: unknown): Promise<never> {
    if (error instanceof UnknownOutcome) this.#files = [];
    // Files that cannot be deleted are no table's; the error that led here is what matters.
    await this.discard().catch(() => {});
    throw error;
  }
}
