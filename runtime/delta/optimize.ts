import type { DuckDBConnection } from '@duckdb/node-api';
import { PinflowError } from '../errors.ts';
import type { Add } from './actions.ts';
import type { DataFile } from './data-files.ts';
import { missingTable } from './log.ts';
import { scanSnapshot } from './scan.ts';
import type { Snapshot } from './snapshot.ts';
import { rowsIn } from './stats.ts';
import type { TableStore } from './store.ts';
import { openTable, type Table } from './table.ts';
import { beginTransaction } from './transaction.ts';

/** How a table is compacted. */
export interface OptimizeOptions {
  /** Bytes that a file should come near to: 128 MiB unless the table's `delta.targetFileSize` says otherwise. */
  readonly targetBytes?: number;
  /** Whether nothing is done, and the answer is what there is to do, with the bytes as they are. */
  readonly dryRun?: boolean;
}

/** What a compaction did. */
export interface Optimized {
  /** The newest version of the table that it knows. */
  readonly version: number;
  readonly removed: FileCount;
  readonly added: FileCount;
}

/** Some files and their bytes. */
export interface FileCount {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Makes one file of several small ones that follow one another, until that is done for all that the table has now. Rows keep their
 * order. Each file is a commit of its own, which changes no data and no property: jobs write on, and readers of any version read on.
 * @param connection one that keeps the order of rows (`preserve_insertion_order`)
 * @throws {PinflowError} `TABLE_MISSING` and other `TABLE_…`, `STORAGE_…`; an error of DuckDB as it is
 */
export async function optimizeTable(
  connection: DuckDBConnection,
  store: TableStore,
  { targetBytes, dryRun = false }: OptimizeOptions = {},
): Promise<Optimized> {
  const table = await openTable(connection, store);
  const bytes = targetBytes ?? targetOf(snapshotOf(table));
  // What a running job appends meanwhile is left for the next time: there would be no end.
  const known = new Set(snapshotOf(table).files.keys());
  const removed: Sized[] = [];
  const added: Sized[] = [];
  for (;;) {
    const { files, version } = snapshotOf(table);
    const bins = planCompaction(files, known, bytes);
    if (dryRun) return { version, ...planned(bins) };
    if (bins.length === 0) return { version, removed: countOf(removed), added: countOf(added) };
    try {
      for (const bin of bins) {
        const written = await compact(table, bin);
        for (const { path } of written) known.add(path);
        added.push(...written);
        removed.push(...bin.values());
      }
    } catch (error) {
      // Another writer took a file of the bin away: what is left is looked at anew.
      if (!(error instanceof PinflowError) || error.code !== 'TABLE_CONFLICT') throw error;
      await table.refresh();
    }
  }
}

/** Files of a table that become one, in the order of their rows, by path. */
type Bin = ReadonlyMap<string, Add>;

/** Files that one statement reads: the engine holds the footers of all of them. */
const maxBinFiles = 1000;

/**
 * The files to make one of: known ones that follow one another, as many together as have the bytes of one. They become less than
 * that, since rows that stand together compress better, so that what came of them may be planned again.
 */
export function planCompaction(
  files: ReadonlyMap<string, Add>,
  known: ReadonlySet<string>,
  targetBytes: number,
): Bin[] {
  const bins: Map<string, Add>[] = [];
  let bin = new Map<string, Add>();
  let room = 0;
  for (const [path, add] of files) {
    if (!known.has(path)) {
      room = 0;
      continue;
    }
    if (add.size > room || bin.size === maxBinFiles) {
      bin = new Map();
      bins.push(bin);
      room = targetBytes;
    }
    bin.set(path, add);
    room -= add.size;
  }
  return bins.filter(({ size }) => size > 1);
}

function planned(bins: readonly Bin[]) {
  const removed = countOf(bins.flatMap((bin) => [...bin.values()]));
  return { removed, added: { ...removed, files: bins.length } };
}

/** Commits the rows of a bin as a file in its place. @throws {PinflowError} `TABLE_CONFLICT` when one of its files is gone */
async function compact(table: Table, bin: Bin): Promise<readonly DataFile[]> {
  const { store } = table;
  const before = snapshotOf(table);
  const transaction = beginTransaction(table, { mode: 'compact', compacted: [...bin.keys()], schema: before.schema });
  await transaction.write(`select * from ${await scanSnapshot(store, { ...before, files: bin })}`);
  const { files, rows } = transaction;
  const expected = rowsOf(bin);
  if (expected !== undefined && expected !== rows) {
    await transaction.discard();
    const range = `${[...bin.keys()][0]} and the ${bin.size - 1} files after it`;
    const fault = `hold ${rows} rows, and by the log ${expected}`;
    throw new PinflowError('TABLE_DAMAGED', `${store.location}: ${range} ${fault}`);
  }
  await transaction.commit();
  return files;
}

/** The rows that the log says are in the files of a bin; undefined when it does not say so of each. */
function rowsOf(bin: Bin): number | undefined {
  const rows = [...bin.values()].map(({ stats }) => rowsIn(stats) ?? Number.NaN);
  const sum = rows.reduce((total, each) => total + each, 0);
  return Number.isNaN(sum) ? undefined : sum;
}

/** What has a size in bytes. */
type Sized = Pick<Add, 'size'>;

function countOf(files: readonly Sized[]): FileCount {
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** What Delta's automatic compaction makes. */
const defaultTarget = '128mb';

const unitBytes: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** The bytes of `delta.targetFileSize`, which is a number of them or one such as `128mb`. */
function targetOf({ metadata }: Snapshot): number {
  const bytes = (text = '') => {
    const [, count, unit = ''] = /^(\d+)\s*(?:([kmg])?b?)$/i.exec(text.trim()) ?? [];
    return Number(count) * (unitBytes[unit.toLowerCase()] ?? Number.NaN);
  };
  return bytes(metadata.configuration['delta.targetFileSize']) || bytes(defaultTarget);
}

function snapshotOf({ snapshot, store }: Table): Snapshot {
  if (snapshot !== undefined) return snapshot;
  throw missingTable(store.location);
}
