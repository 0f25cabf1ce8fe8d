import type { DuckDBConnection } from '@duckdb/node-api';
import { PinflowError } from '../errors.ts';
import { readSnapshot } from './read-snapshot.ts';
import { fileRetentionMs } from './retention.ts';
import type { Snapshot } from './snapshot.ts';
import type { StoredFile, TableStore } from './store.ts';
import { refuseWriting } from './support.ts';

/** Which files are deleted. */
export interface VacuumOptions {
  /** Milliseconds that a file stays which the table has no more; as many as the table says when not given. */
  readonly retainMs?: number | undefined;
  /** Whether fewer than the table says are taken all the same. */
  readonly force?: boolean;
  /** Whether nothing is deleted. */
  readonly dryRun?: boolean;
}

/**
 * Deletes the files that no version within the retention refers to and that are older than it: those that a commit took away, and those
 * that a job wrote and was killed before their commit. What a running job has written stays, since it commits long before that.
 * @returns the files that were deleted, or would be
 * @throws {PinflowError} `RETENTION_REFUSED`, `TABLE_MISSING` and other `TABLE_…`, `STORAGE_…`
 */
export async function vacuumTable(
  connection: DuckDBConnection,
  store: TableStore,
  { retainMs, force = false, dryRun = false }: VacuumOptions = {},
): Promise<StoredFile[]> {
  const ownMs = fileRetentionMs(await readSnapshot(connection, store));
  const oldest = Date.now() - checkedRetention(store.location, retainMs ?? ownMs, ownMs, force);
  const old: StoredFile[] = [];
  for await (const file of store.files()) if (file.modifiedAt < oldest) old.push(file);
  // Read after they were found: one that is committed meanwhile is the table's.
  const snapshot = await readSnapshot(connection, store);
  refuseWriting(store.location, snapshot, 'vacuum');
  const needed = neededFiles(snapshot, oldest);
  const unneeded = old.filter(({ path, isDraft }) => isDraft || !(isHidden(path) || needed.has(path)));
  if (!dryRun) for (const { path } of unneeded) await store.delete(path);
  return unneeded;
}

/** The log remembers files that were removed for as long as the table says, and no longer. */
function checkedRetention(location: string, retainMs: number, ownMs: number, force: boolean): number {
  const refused = (why: string) =>
    new PinflowError('RETENTION_REFUSED', `${location}: the table keeps removed files for ${hours(ownMs)}; ${why}`);
  if (retainMs > ownMs) throw refused(`which of them are younger than ${hours(retainMs)} is not known`);
  if (retainMs === ownMs || force) return retainMs;
  throw refused(
    `after ${hours(retainMs)}, readers of older versions and jobs that have not committed for so long may need them`,
  );
}

function hours(ms: number): string {
  return Number.isFinite(ms) ? `${ms / 3_600_000} h` : 'ever';
}

/** The files that a version since `oldest` refers to, by path. */
function neededFiles({ files, removed }: Snapshot, oldest: number): Set<string> {
  const since = [...removed].filter(([, { deletionTimestamp = 0 }]) => deletionTimestamp >= oldest);
  return new Set([...files.keys(), ...since.map(([path]) => path)]);
}

/** The log, and what other engines keep beside the data. */
function isHidden(path: string): boolean {
  return path.split('/').some((name) => /^[._]/.test(name));
}
