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
    const text = JSON.stringify({ pid: process.pid, ...report }, (_, value) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw storageError(cause, path);
  }
}

/**
 * How far the run of a folder is; undefined when it never told. A run whose process is gone before its last report has failed.
 * @throws {PinflowError} `RUN_MISSING` when the file is not a report
 */
export function readLive(dir: string): LiveReport | undefined {
  const told = readTold(dir);
  if (told === undefined || isLast(told) || isAlive(told.pid)) return told;
  // It may have told its last between the reading and the look.
  const last = readTold(dir) ?? told;
  return isLast(last) ? last : { ...last, phase: 'failed', failure: 'its process is gone: it was killed' };
}

type Told = LiveReport & { readonly pid: number };

function readTold(dir: string): Told | undefined {
  const path = livePath(dir);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const told = JSON.parse(text) as Told;
    if (told?.phase === undefined || told.counts === undefined) throw new Error('it is not the report of a run');
    return told;
  } catch (cause) {
    throw new PinflowError('RUN_MISSING', `${path}: ${(cause as Error).message}`, { cause });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
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
