import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type ErrorCode, PinflowError, storageError } from '../errors.ts';

/** An embedded DuckDB whose memory is bounded: what does not fit spills into its folder. */
export interface Engine {
  /** A folder for intermediate files, which goes with the engine. */
  readonly folder: string;
  /** A further connection to the same engine; statements on different connections run side by side. */
  connect(): Promise<DuckDBConnection>;
  /**
   * Runs `work` while each statement has the thread of its own connection and no other. For statements side by side that is faster:
   * a connection whose work is on a further thread waits for it in a busy loop, at the cost of the others.
   */
  onCallersThreads<T>(work: () => Promise<T>): Promise<T>;
}

/** How an engine works, as {@link withEngine} says. */
interface EngineOptions {
  readonly inOrder?: boolean;
  readonly keepsPlans?: boolean;
}

/**
 * What DuckDB plans by the statistics of a table, a prepared statement keeps when the table has other rows: prepared over an empty one,
 * `text is null` would be false for ever.
 */
const optimizersByStatistics = 'statistics_propagation,compressed_materialization';

/** What the engine's buffers may take; objects being read and result rows come on top. */
const memoryLimit = '700MB';

/**
 * Runs `work` with an engine of its own, in UTC, and a temporary folder; both are gone afterwards, whatever happens.
 * The engine never loads an extension from the network.
 * @param options `inOrder`: rows stay in the order in which they came, at the cost of memory for large results; `keepsPlans`: a statement
 *   that is prepared stays right when its tables have other rows, at the cost of plans by their statistics: for everything in the engine,
 *   since DuckDB has no such setting of a connection
 * @throws {PinflowError} what `work` throws; an error of DuckDB as `STORAGE_…` or `QUERY_FAILED`
 */
export async function withEngine<T>(
  work: (connection: DuckDBConnection, engine: Engine) => Promise<T>,
  options: EngineOptions = {},
): Promise<T> {
  const folder = await makeFolder();
  try {
    return await withDuckdb(folder, work, options);
  } catch (cause) {
    throw engineError(cause);
  } finally {
    // The result stands, or the error is on its way: neither is changed by a folder that cannot be removed.
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function makeFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'pinflow-engine-'));
  } catch (cause) {
    throw storageError(cause, tmpdir());
  }
}

async function withDuckdb<T>(
  folder: string,
  work: (connection: DuckDBConnection, engine: Engine) => Promise<T>,
  { inOrder = false, keepsPlans = false }: EngineOptions,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit,
    temp_directory: join(folder, 'spill'),
    preserve_insertion_order: String(inOrder),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(keepsPlans && { disabled_optimizers: optimizersByStatistics }),
  });
  const connect = async () => {
    const connection = await instance.connect();
    await connection.run("set timezone = 'UTC'");
    return connection;
  };
  try {
    const connection = await connect();
    const onCallersThreads = async <T>(work: () => Promise<T>) => {
      await connection.run('set threads = 1');
      return await work().finally(() => connection.run('reset threads'));
    };
    try {
      return await work(connection, { folder, connect, onCallersThreads });
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** What DuckDB says of errors of the system and of its own spilling, which it passes on as text alone. */
const storageTexts: readonly (readonly [text: string, code: ErrorCode])[] = [
  ['No space left on device', 'STORAGE_FULL'],
  ['max_temp_directory_size', 'STORAGE_FULL'],
  ['Disk quota exceeded', 'STORAGE_FULL'],
  ['Permission denied', 'STORAGE_DENIED'],
  ['Read-only file system', 'STORAGE_DENIED'],
];

/** What an engine threw: an error of DuckDB as `STORAGE_…`, `TABLE_DAMAGED` or `QUERY_FAILED`, one that has a code as it is. */
export function engineError(cause: unknown): unknown {
  if (cause instanceof PinflowError || !(cause instanceof Error)) return cause;
  const code = storageTexts.find(([text]) => cause.message.includes(text))?.[1];
  if (code !== undefined) return new PinflowError(code, cause.message, { cause });
  const missing = /No files found that match the pattern "(.+\.parquet)"/.exec(cause.message)?.[1];
  if (missing !== undefined) return new PinflowError('TABLE_DAMAGED', `${missing} is missing`, { cause });
  return new PinflowError('QUERY_FAILED', `the engine refused a query: ${cause.message}`, { cause });
}
