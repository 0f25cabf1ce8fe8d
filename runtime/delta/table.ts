import { channel } from 'node:diagnostics_channel';
import type { DuckDBConnection } from '@duckdb/node-api';
import { PinflowError } from '../errors.ts';
import { type Action, formatActions } from './actions.ts';
import { writeCheckpoint } from './checkpoint.ts';
import type { KnownLeaves } from './data-files.ts';
import { commitPath, logFolder, missingFile, padded, wholeCheckpoints } from './log.ts';
import { cleanUpLog } from './log-cleanup.ts';
import { readSnapshot, refreshSnapshot } from './read-snapshot.ts';
import { withoutExpired } from './retention.ts';
import { advance, type Snapshot } from './snapshot.ts';
import type { TableStore } from './store.ts';

/**
 * Says what kept a checkpoint or the clean-up of a log that was due after a commit from being made: an `Error` that names the table. The
 * commit stands without, so that it is no failure of the one who made it.
 */
export const checkpointFailures = channel('pinflow.delta.checkpoint-failures');

/** Opens a table to write to it; it need not be there yet. @throws {PinflowError} as {@link readSnapshot} does */
export async function openTable(connection: DuckDBConnection, store: TableStore): Promise<Table> {
  const table = new Table(connection, store);
  await table.refresh();
  return table;
}

/** Whether there is a table, whole or not. @throws {PinflowError} `STORAGE_…` */
export async function isTable(store: TableStore): Promise<boolean> {
  return (await store.list(logFolder)).length > 0;
}

/** A table whose newest version this process knows, as far as it has looked. */
export class Table {
  readonly connection: DuckDBConnection;
  readonly store: TableStore;
  readonly knownLeaves: KnownLeaves = new Map();
  #snapshot: Snapshot | undefined;
  /** The commit of the known version, which stays as it is; undefined where only its checkpoint is there. */
  #commit: string | undefined;
  #cleanedUpAt = Number.NEGATIVE_INFINITY;

  constructor(connection: DuckDBConnection, store: TableStore) {
    this.connection = connection;
    this.store = store;
  }

  /** The newest version that is known; undefined while there is no table. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Looks for versions that other writers have committed. @throws {PinflowError} as {@link commit} does */
  async refresh(): Promise<void> {
    const before = (await this.#hasLog()) ? this.#snapshot : undefined;
    const now = before ? await refreshSnapshot(this.store, before) : await readIfThere(this.connection, this.store);
    if (now !== undefined && now !== before) await this.#become(now);
  }

  async #become(now: Snapshot): Promise<void> {
    const { id } = this.#snapshot?.metadata ?? now.metadata;
    if (now.metadata.id !== id) throw this.#anotherTable(now.version);
    this.#commit = (await this.store.read(commitPath(now.version)))?.toString();
    this.#snapshot = now;
  }

  #anotherTable(version: number): PinflowError {
    const path = `${this.store.location}/${commitPath(version)}`;
    return new PinflowError('TABLE_DAMAGED', `${path} is of another table, made in the place of the one that was open`);
  }

  /**
   * Commits actions as the version after the known one. When another writer has taken that version nothing is committed, the newest
   * version is known afterwards, and the answer is undefined.
   * @returns the version
   * @throws {UnknownOutcome} when the store failed in a way that leaves open whether the commit is there
   * @throws {PinflowError} `TABLE_DAMAGED` when the known version is not there any more or another table's, `STORAGE_…`
   */
  async commit(actions: readonly Action[]): Promise<number | undefined> {
    if (!(await this.#hasLog())) {
      await this.refresh();
      return undefined;
    }
    const version = (this.#snapshot?.version ?? -1) + 1;
    const next = advance(this.store.location, this.#snapshot, version, [actions]);
    const content = formatActions(actions);
    if (!(await this.#put(commitPath(version), content))) {
      await this.refresh();
      return undefined;
    }
    this.#snapshot = next;
    this.#commit = content;
    await this.#checkpoint(next);
    return version;
  }

  /**
   * Whether the known version is there still, or was cleaned up after others had made newer ones. Where the log is gone, a commit would
   * begin another one in the middle, and where another table's is in its place, go on with that.
   */
  async #hasLog(): Promise<boolean> {
    if (this.#snapshot === undefined) return true;
    const { version } = this.#snapshot;
    const found = (await this.store.read(commitPath(version)))?.toString();
    if (found !== undefined && found !== (this.#commit ?? found)) throw this.#anotherTable(version);
    if (found !== undefined) return true;
    const checkpoints = wholeCheckpoints(await this.store.list(logFolder, padded(version)));
    if (checkpoints.has(version)) return true;
    if (checkpoints.size > 0) return false;
    throw missingFile(this.store.location, commitPath(version));
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

  async #checkpoint(snapshot: Snapshot): Promise<void> {
    if (!isCheckpointDue(snapshot)) return;
    try {
      const now = Date.now();
      this.#snapshot = withoutExpired(snapshot, now);
      await writeCheckpoint(this.connection, this.store, this.#snapshot);
      if (now - this.#cleanedUpAt < cleanUpEveryMs) return;
      this.#cleanedUpAt = now;
      await cleanUpLog(this.store, snapshot, now);
    } catch (cause) {
      const what = `version ${snapshot.version} is committed, but its checkpoint or the clean-up of the log after it failed`;
      checkpointFailures.publish(new Error(`${this.store.location}: ${what}`, { cause }));
    }
  }
}

/** The error of a commit that may be there or not: its files must stay. */
export class UnknownOutcome extends PinflowError {
  constructor(path: string, cause: unknown) {
    super('STORAGE_FAILED', `${path}: it is not known whether this commit was written`, { cause });
  }
}

/**
 * Whether a checkpoint follows a version: at the interval of `delta.checkpointInterval`, or else less often in a table of many files, since
 * every checkpoint names all of them and those that were removed within the retention.
 */
function isCheckpointDue(snapshot: Snapshot): boolean {
  const { version, metadata } = snapshot;
  const interval = Number(metadata.configuration['delta.checkpointInterval']);
  if (version === 0) return false;
  if (Number.isSafeInteger(interval) && interval > 0) return version % interval === 0;
  return version % 100 === 0 || (version % 10 === 0 && snapshot.files.size + snapshot.removed.size < manyFiles);
}

const manyFiles = 250;

/** A clean-up lists the whole log. */
const cleanUpEveryMs = 3_600_000;

async function readIfThere(connection: DuckDBConnection, store: TableStore): Promise<Snapshot | undefined> {
  try {
    return await readSnapshot(connection, store);
  } catch (error) {
    if (error instanceof PinflowError && error.code === 'TABLE_MISSING') return undefined;
    throw error;
  }
}
