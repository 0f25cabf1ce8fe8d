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

/** What the engine's buffers may take; objects being read and result rows come on top. */
const memoryLimit = '700MB';

/**
 * Runs `work` with an engine of its own, in UTC, and a temporary folder; both are gone afterwards, whatever happens.
 * The engine never loads an extension from the network.
 * @throws {PinflowError} what `work` throws; an error of DuckDB as `STORAGE_…` or `QUERY_FAILED`
 */
export async function withEngine<T>(work: (connection: DuckDBConnection, engine: Engine) => Promise<T>): Promise<T> {
  const folder = await makeFolder();
  try {
    return await withDuckdb(folder, work);
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
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memoryLimit,
    temp_directory: join(folder, 'spill'),
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
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

function engineError(cause: unknown): unknown {
  if (cause instanceof PinflowError || !(cause instanceof Error)) return cause;
  const code = storageTexts.find(([text]) => cause.message.includes(text))?.[1];
  if (code !== undefined) return new PinflowError(code, cause.message, { cause });
  return new PinflowError('QUERY_FAILED', `the engine refused a query: ${cause.message}`, { cause });
}
