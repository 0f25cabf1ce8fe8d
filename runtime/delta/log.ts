import { PinflowError } from '../errors.ts';

/** The folder of a table's log. */
export const logFolder = '_delta_log';

/** Names the newest checkpoint, so that a reader need not list the whole log. */
export const lastCheckpointPath = `${logFolder}/_last_checkpoint`;

/** The path of a commit. */
export const commitPath = (version: number) => `${logFolder}/${padded(version)}.json`;

/** The path of a checkpoint in one file. */
export const checkpointPath = (version: number) => `${logFolder}/${padded(version)}.checkpoint.parquet`;

/** A name that sorts directly before every file of a version and after those of the versions before. */
export const padded = (version: number) => String(version).padStart(20, '0');

/** The files from which a version is read. */
export interface LogSegment {
  readonly version: number;
  /** The paths of the checkpoint to begin with; none for a log that is read from its start. */
  readonly checkpoint: readonly string[];
  /** The versions of the commits to follow, in order. */
  readonly commits: readonly number[];
}

/**
 * Chooses the files of a version, or of the newest one, from the names in the log's folder.
 * @throws {PinflowError} `TABLE_MISSING` when there is no log, `TABLE_VERSION_MISSING`, `TABLE_DAMAGED` with the first missing file
 */
export function chooseSegment(location: string, names: readonly string[], wanted?: number): LogSegment {
  const commits = new Set(names.flatMap((name) => /^(\d{20})\.json$/.exec(name)?.[1] ?? []).map(Number));
  const checkpoints = wholeCheckpoints(names);
  if (commits.size + checkpoints.size === 0) {
    throw missingTable(location);
  }
  const starts = commits.has(0) ? [0] : [...checkpoints.keys()];
  if (starts.length === 0) throw noStart(location, names);
  const earliest = starts.reduce((one, other) => Math.min(one, other));
  const latest = Math.max(newest(commits), newest(checkpoints.keys()));
  const version = wanted ?? latest;
  if (version < earliest || version > latest) {
    const range = `${earliest} to ${latest}`;
    throw new PinflowError('TABLE_VERSION_MISSING', `${location}: there are versions ${range}, but not ${version}`);
  }
  const base = newest([...checkpoints.keys()].filter((checkpoint) => checkpoint <= version));
  const following = Array.from({ length: version - base }, (_, index) => base + 1 + index);
  const gap = following.find((commit) => !commits.has(commit));
  if (gap !== undefined) throw missingFile(location, commitPath(gap));
  return { version, checkpoint: checkpoints.get(base) ?? [], commits: following };
}

/** The largest of some versions, or -1. There may be more of them than a call can have arguments. */
export function newest(versions: Iterable<number>): number {
  let largest = -1;
  for (const version of versions) largest = Math.max(largest, version);
  return largest;
}

/** The paths of each checkpoint, by version; a checkpoint in parts counts once all of them are there. */
export function wholeCheckpoints(names: readonly string[]): Map<number, string[]> {
  const whole = new Map<number, string[]>();
  const parts = new Map<string, string[]>();
  for (const name of names) {
    const [, version, , of] = /^(\d{20})\.checkpoint(?:\.(\d{10})\.(\d{10}))?\.parquet$/.exec(name) ?? [];
    if (version === undefined) continue;
    const set = parts.get(`${version}/${of}`) ?? [];
    set.push(`${logFolder}/${name}`);
    parts.set(`${version}/${of}`, set);
    if (set.length === Number(of ?? 1)) whole.set(Number(version), set);
  }
  return whole;
}

function noStart(location: string, names: readonly string[]): PinflowError {
  const other = names.find((name) => /^\d{20}\.checkpoint\..+\.(parquet|json)$/.test(name));
  if (other === undefined || /\.\d{10}\.\d{10}\.parquet$/.test(other)) return missingFile(location, commitPath(0));
  return new PinflowError(
    'TABLE_UNSUPPORTED',
    `${location}/${logFolder}/${other}: its kind of checkpoint is not known`,
  );
}

/** The error for a place without a table. */
export function missingTable(location: string): PinflowError {
  return new PinflowError('TABLE_MISSING', `${location}: there is no Delta table here`);
}

/** The error for a file of the log that is not where it must be. */
export function missingFile(location: string, path: string): PinflowError {
  return new PinflowError('TABLE_DAMAGED', `${location}/${path} is missing`);
}
