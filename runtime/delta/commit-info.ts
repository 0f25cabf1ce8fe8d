import type { Add } from './actions.ts';
import type { Change, Stamp } from './change.ts';
import type { DataFile } from './data-files.ts';
import type { Snapshot } from './snapshot.ts';

/** The files that a commit gives to a table and takes away. */
interface Files {
  readonly added: readonly DataFile[];
  readonly removed: readonly Add[];
}

/** What people and `describe history` read of a commit; its `txnId` makes the text of every attempt its own. */
export function commitInfo(base: Snapshot | undefined, { mode }: Change, files: Files, { now, id }: Stamp) {
  return {
    timestamp: now,
    ...(mode === 'compact' ? compaction(files) : write(mode, files)),
    ...(base === undefined ? {} : { readVersion: base.version }),
    isBlindAppend: mode === 'append',
    engineInfo: 'pinflow',
    txnId: id,
  };
}

function write(mode: 'append' | 'overwrite', { added }: Files) {
  return {
    operation: 'WRITE',
    operationParameters: { mode: mode === 'append' ? 'Append' : 'Overwrite', partitionBy: '[]' },
    isolationLevel: 'Serializable',
    operationMetrics: {
      numFiles: String(added.length),
      numOutputRows: total(added, ({ rows }) => rows),
      numOutputBytes: total(added, ({ size }) => size),
    },
  };
}

function compaction({ added, removed }: Files) {
  return {
    operation: 'OPTIMIZE',
    operationParameters: { predicate: '[]' },
    isolationLevel: 'SnapshotIsolation',
    operationMetrics: {
      numRemovedFiles: String(removed.length),
      numRemovedBytes: total(removed, ({ size }) => size),
      numAddedFiles: String(added.length),
      numAddedBytes: total(added, ({ size }) => size),
    },
  };
}

function total<T>(files: readonly T[], count: (file: T) => number): string {
  return String(files.reduce((sum, file) => sum + count(file), 0));
}
