import type { DuckDBConnection } from '@duckdb/node-api';
import { PinflowError } from '../errors.ts';
import { type Action, formatActions } from './actions.ts';
import { writeCheckpoint } from './checkpoint.ts';
import { commitPath } from './log.ts';
import { readSnapshot, refreshSnapshot } from './read-snapshot.ts';
import { advance, type Snapshot } from './snapshot.ts';
import type { TableStore } from './store.ts';

/** Opens a table to write to it; it need not be there yet. @throws {PinflowError} as {@link readSnapshot} does */
export async function openTable(connection: DuckDBConnection, store: TableStore): Promise<Table> {
  return new Table(connection, store, await readIfThere(connection, store));
}

/** A table whose newest version this process knows, as far as it has looked. */
export class Table {
  readonly connection: DuckDBConnection;
  readonly store: TableStore;
  #snapshot: Snapshot | undefined;

  constructor(connection: DuckDBConnection, store: TableStore, snapshot: Snapshot | undefined) {
    this.connection = connection;
    this.store = store;
    this.#snapshot = snapshot;
  }

  /** The newest version that is known; undefined while there is no table. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Looks for versions that other writers have committed. */
  async refresh(): Promise<void> {
    this.#snapshot = this.#snapshot
      ? await refreshSnapshot(this.store, this.#snapshot)
      : await readIfThere(this.connection, this.store);
  }

  /**
   * Commits actions as the version after the known one. When another writer has taken that version nothing is committed, the newest
   * version is known afterwards, and the answer is undefined.
   * @throws {UnknownOutcome} when the store failed in a way that leaves open whether the commit is there
   */
  async commit(actions: readonly Action[]): Promise<Done | undefined> {
    const version = (this.#snapshot?.version ?? -1) + 1;
    const next = advance(this.store.location, this.#snapshot, version, actions);
    if (!(await this.#put(commitPath(version), formatActions(actions)))) {
      await this.refresh();
      return undefined;
    }
    this.#snapshot = next;
    return { version, checkpointError: await this.#checkpoint(next) };
  }

  async #put(path: string, content: string): Promise<boolean> {
    const isOurs = async () => String(await this.store.read(path)) === content;
    try {
      // Of a store that repeats a put whose answer was lost, the second one meets the first.
      return (await this.store.putIfAbsent(path, content)) || (await isOurs());
    } catch (cause) {
      const isThere = await isOurs().catch(() => {
        throw new UnknownOutcome(`${this.store.location}/${path}`, cause);
      });
      if (isThere) return true;
      throw cause;
    }
  }

  /** A commit stands without its checkpoint: what kept it from being written is told and no more. */
  async #checkpoint(snapshot: Snapshot): Promise<unknown> {
    if (snapshot.version === 0 || snapshot.version % checkpointInterval(snapshot) !== 0) return undefined;
    try {
      await writeCheckpoint(this.connection, this.store, snapshot, Date.now());
      return undefined;
    } catch (error) {
      return error;
    }
  }
}

/** A commit that is there. */
export interface Done {
  readonly version: number;
  /** Why the checkpoint that was due after it was not written. */
  readonly checkpointError: unknown;
}

/** The error of a commit that may be there or not: its files must stay. */
export class UnknownOutcome extends PinflowError {
  constructor(path: string, cause: unknown) {
    super('STORAGE_FAILED', `${path}: it is not known whether this commit was written`, { cause });
  }
}

/** Commits from one checkpoint to the next (`delta.checkpointInterval`). */
function checkpointInterval({ metadata }: Snapshot): number {
  const interval = Number(metadata.configuration['delta.checkpointInterval']);
  return Number.isSafeInteger(interval) && interval > 0 ? interval : defaultInterval;
}

const defaultInterval = 10;

async function readIfThere(connection: DuckDBConnection, store: TableStore): Promise<Snapshot | undefined> {
  try {
    return await readSnapshot(connection, store);
  } catch (error) {
    if (error instanceof PinflowError && error.code === 'TABLE_MISSING') return undefined;
    throw error;
  }
}
