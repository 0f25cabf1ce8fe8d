import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Stage } from '../blueprint/index.ts';
import { PinflowError, storageError } from '../errors.ts';
import { type Counts, countNames } from '../report/counts.ts';
import type { RunRecord } from '../report/data.ts';
import { twinFolders } from '../twin/index.ts';
import { livePath } from './live-file.ts';

/** Where everything of one run stands. */
export interface RunFolder {
  readonly dir: string;
  readonly bucket: string;
  readonly tables: string;
  readonly report: string;
}

/** The places below a run's folder. */
export function runFolder(dir: string, stage: Stage): RunFolder {
  return {
    dir,
    bucket: twinFolders(dir).bucket,
    tables: join(dir, stage.tables.prefix),
    report: join(dir, 'report.html'),
  };
}

/**
 * Makes the folder of a new run; without a name a new one under `out/`. `force` replaces the run that is there and leaves other files.
 * @throws {PinflowError} `OUT_NOT_EMPTY` or a storage code
 */
export async function newRunFolder(
  dir: string | undefined,
  stage: Stage,
  { force }: { force: boolean },
): Promise<RunFolder> {
  const folder = runFolder(dir === undefined ? await newFolder() : resolve(dir), stage);
  try {
    await mkdir(folder.dir, { recursive: true });
    if (force) await clear(folder);
    else if ((await readdir(folder.dir)).length > 0) {
      throw new PinflowError('OUT_NOT_EMPTY', `${folder.dir}: the folder is not empty`);
    }
  } catch (cause) {
    throw storageError(cause, folder.dir);
  }
  return folder;
}

/** Writes a run's record, from which its report can be made again, and the report. */
export async function keepRun({ dir, report }: RunFolder, record: RunRecord, page: string): Promise<void> {
  try {
    await writeFile(recordPath(dir), `${JSON.stringify(record, undefined, 2)}\n`);
    await writeFile(report, page);
  } catch (cause) {
    throw storageError(cause, dir);
  }
}

/** A run of before something was counted had none of it. */
const noCounts = Object.fromEntries(countNames.map((name) => [name, 0])) as Counts;

/**
 * Reads what a run kept of itself.
 * @throws {PinflowError} `RUN_MISSING`
 */
export async function readRun(dir: string): Promise<RunRecord> {
  const path = recordPath(dir);
  try {
    const record = JSON.parse(await readFile(path, 'utf8')) as RunRecord;
    if (record?.run === undefined || record.counts === undefined) throw new Error('it is not the record of a run');
    const counts = Object.entries(record.counts).map(([kind, count]) => [kind, { ...noCounts, ...count }]);
    return { ...record, counts: Object.fromEntries(counts) };
  } catch (cause) {
    throw new PinflowError('RUN_MISSING', `${path}: ${(cause as Error).message}`, { cause });
  }
}

function recordPath(dir: string): string {
  return join(dir, 'run.json');
}

async function newFolder(): Promise<string> {
  const parent = resolve('out');
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, `${time}-`));
  } catch (cause) {
    throw storageError(cause, parent);
  }
}

async function clear({ dir, bucket, tables, report }: RunFolder): Promise<void> {
  for (const made of [bucket, tables, twinFolders(dir).state, report, recordPath(dir), livePath(dir)]) {
    await rm(made, { recursive: true, force: true });
  }
}
