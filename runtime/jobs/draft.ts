import type { DuckDBConnection } from '@duckdb/node-api';
import { deltaSchema, type TableColumn } from '../contracts/index.ts';
import { beginTransaction, folderStore, openTable, readSnapshot, scanSnapshot } from '../delta/index.ts';

/** A table's next version, written but not yet visible. */
export interface DraftTable {
  readonly rows: number;
  /** Makes it visible, in place of what the table held. */
  commit(): Promise<void>;
  /** Deletes what was written, unless it was committed. */
  discard(): Promise<void>;
}

/** What a table's next version is made of. */
export interface Draft {
  readonly folder: string;
  readonly columns: readonly TableColumn[];
  /** Table properties. */
  readonly properties: Readonly<Record<string, string>>;
  /** A query of DuckDB with those columns. */
  readonly query: string;
}

/**
 * Writes the rows of a query as the next version of a Delta table in a folder, which need not be there yet.
 * @throws {PinflowError} `TABLE_…` when the table does not take them, `STORAGE_…`
 */
export async function draftTable(connection: DuckDBConnection, draft: Draft): Promise<DraftTable> {
  const table = await openTable(connection, folderStore(draft.folder));
  const { columns, properties } = draft;
  const transaction = beginTransaction(table, { mode: 'overwrite', schema: deltaSchema(columns), properties });
  await transaction.write(draft.query);
  return {
    rows: transaction.rows,
    commit: async () => {
      await transaction.commit();
    },
    discard: () => transaction.discard(),
  };
}

/**
 * The rows of a Delta table in a folder, in its newest version or another, as a relation of DuckDB to stand after `from`.
 * @throws {PinflowError} `TABLE_MISSING` and other `TABLE_…`
 */
export async function scanTable(connection: DuckDBConnection, folder: string, version?: number): Promise<string> {
  const store = folderStore(folder);
  return scanSnapshot(store, await readSnapshot(connection, store, version));
}
