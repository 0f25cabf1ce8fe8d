import type { DuckDBConnection } from '@duckdb/node-api';
import { PinflowError } from '../errors.ts';
import { type Action, parseActions } from './actions.ts';
import { lastCheckpoint, readCheckpoint } from './checkpoint.ts';
import { chooseSegment, commitPath, type LogSegment, logFolder, missingFile, padded, wholeCheckpoints } from './log.ts';
import { advance, type Snapshot } from './snapshot.ts';
import type { TableStore } from './store.ts';
import { refuseReading } from './support.ts';

/**
 * Reads a version of a table, the newest if none is named.
 * @throws {PinflowError} `TABLE_MISSING`, `TABLE_VERSION_MISSING`, `TABLE_DAMAGED`, `TABLE_UNSUPPORTED`, `STORAGE_…`
 */
export async function readSnapshot(
  connection: DuckDBConnection,
  store: TableStore,
  version?: number,
): Promise<Snapshot> {
  const segment = await findSegment(store, version);
  const commits = [await readCheckpoint(connection, store, segment.checkpoint)];
  for (const commit of segment.commits) {
    const more = await readCommit(store, commit);
    if (more === undefined) throw missingFile(store.location, commitPath(commit));
    commits.push(more);
  }
  return readable(store, advance(store.location, undefined, segment.version, commits));
}

/** Follows the commits after a snapshot to the newest. */
export async function refreshSnapshot(store: TableStore, snapshot: Snapshot): Promise<Snapshot> {
  const commits: Action[][] = [];
  for (let version = snapshot.version; ; version++) {
    const more = await readCommit(store, version + 1);
    if (more === undefined) {
      if (version === snapshot.version) return snapshot;
      return readable(store, advance(store.location, snapshot, version, commits));
    }
    commits.push(more);
  }
}

function readable(store: TableStore, snapshot: Snapshot): Snapshot {
  refuseReading(store.location, snapshot);
  return snapshot;
}

/** The files of the newest version are looked for from the checkpoint on that is said to be the newest. */
async function findSegment(store: TableStore, version: number | undefined): Promise<LogSegment> {
  const hint = version === undefined ? await lastCheckpoint(store) : undefined;
  if (hint !== undefined) {
    const names = await store.list(logFolder, padded(hint));
    if (wholeCheckpoints(names).size > 0) return chooseSegment(store.location, names);
  }
  return chooseSegment(store.location, await store.list(logFolder), version);
}

/** The actions of a commit, or undefined when there is none yet. */
async function readCommit(store: TableStore, version: number): Promise<Action[] | undefined> {
  const content = await store.read(commitPath(version));
  if (content === undefined) return undefined;
  const file = `${store.location}/${commitPath(version)}`;
  const actions = parseActions(file, content.toString().split('\n').filter(Boolean));
  checkWhole(file, actions);
  return actions;
}

/**
 * A commit of which a failing disk has kept the beginning, or nothing, reads as one that adds less. What a commit of ours says of its
 * files tells; those of other writers say it in other ways.
 */
function checkWhole(file: string, actions: readonly Action[]): void {
  const { engineInfo, operationMetrics } = actions.find(({ commitInfo }) => commitInfo)?.commitInfo ?? {};
  const { numFiles, numAddedFiles = numFiles } = engineInfo === 'pinflow' ? ((operationMetrics ?? {}) as Metrics) : {};
  const added = actions.filter(({ add }) => add).length;
  if (actions.length > 0 && (numAddedFiles === undefined || Number(numAddedFiles) === added)) return;
  const what = actions.length === 0 ? 'is empty' : `adds ${added} files of the ${numAddedFiles} that it names`;
  throw new PinflowError('TABLE_DAMAGED', `${file} ${what}`);
}

interface Metrics {
  readonly numFiles?: string;
  readonly numAddedFiles?: string;
}
