import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PinflowError, storageError } from '../errors.ts';
import type { LiveReport } from '../report/data.ts';
import { isLast } from '../report/live.ts';
import { wait } from '../waiting.ts';

/** Where a run tells how far it is, for a dashboard of another process. */
export function livePath(dir: string): string {
  return join(dir, 'live.json');
}

/**
 * Writes how far a run is into its folder; a reader sees the report before or this one, whole. Writes synchronously, so that reports
 * cannot overtake each other.
 * @throws {PinflowError} a storage code
 */
export function writeLive(dir: string, report: LiveReport): void {
  const path = livePath(dir);
  try {
    // Counts in answers are bigints, which JSON does not have; none is beyond what a number holds exactly.
    const text = JSON.stringify(report, (_, value) => (typeof value === 'bigint' ? Number(value) : value));
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw storageError(cause, path);
  }
}

/**
 * How far the run of a folder is; undefined when it never told.
 * @throws {PinflowError} `RUN_MISSING` when the file is not a report
 */
export function readLive(dir: string): LiveReport | undefined {
  const path = livePath(dir);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const report = JSON.parse(text) as LiveReport;
    if (report?.phase === undefined || report.counts === undefined) throw new Error('it is not the report of a run');
    return report;
  } catch (cause) {
    throw new PinflowError('RUN_MISSING', `${path}: ${(cause as Error).message}`, { cause });
  }
}

const lookEveryMs = 200;

/** The reports of a run from now on, each once, until the last one or until the signal is aborted. */
export async function* followLive(dir: string, signal: AbortSignal): AsyncGenerator<LiveReport> {
  let known = '';
  while (!signal.aborted) {
    const report = readLive(dir);
    if (report !== undefined && report.at + report.phase !== known) {
      known = report.at + report.phase;
      yield report;
      if (isLast(report)) return;
    }
    await wait(lookEveryMs, signal);
  }
}
