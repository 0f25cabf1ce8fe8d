import { logFolder, newest, wholeCheckpoints } from './log.ts';
import { logRetentionMs } from './retention.ts';
import type { Snapshot } from './snapshot.ts';
import type { TableStore } from './store.ts';

/**
 * Deletes the commits and checkpoints that no version within the log's retention needs: those before the newest checkpoint that is older
 * than it. That one stays and so does its commit, so that every version since can be read.
 * @param now milliseconds since 1970
 */
export async function cleanUpLog(store: TableStore, snapshot: Snapshot, now: number): Promise<void> {
  const { configuration } = snapshot.metadata;
  if (configuration['delta.enableExpiredLogCleanup']?.toLowerCase() === 'false') return;
  const expired = await expiredFiles(store, now - logRetentionMs(snapshot));
  const kept = newest(wholeCheckpoints(expired).keys());
  // From the oldest on, so that a clean-up that is cut short leaves no gap.
  for (const name of expired.filter((name) => Number(name.slice(0, 20)) < kept)) {
    await store.delete(`${logFolder}/${name}`);
  }
}

/** The names of the oldest files of the log, up to the first that has not expired. */
async function expiredFiles(store: TableStore, oldest: number): Promise<string[]> {
  const names: string[] = [];
  for await (const { path, modifiedAt } of store.files(logFolder)) {
    const name = path.slice(logFolder.length + 1);
    if (!/^\d{20}\.(json|crc|checkpoint\..*parquet)$/.test(name)) continue;
    if (modifiedAt >= oldest) break;
    names.push(name);
  }
  return names;
}
