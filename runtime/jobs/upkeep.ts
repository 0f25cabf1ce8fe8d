import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { everyTable, names, type Stage } from '../blueprint/index.ts';
import {
  folderStore,
  isTable,
  type Optimized,
  type OptimizeOptions,
  optimizeTable,
  type StoredFile,
  type TableStore,
  type VacuumOptions,
  vacuumTable,
} from '../delta/index.ts';
import { PinflowError } from '../errors.ts';
import { withEngine } from './engine.ts';

/** Which tables are looked after: one, or those of a stage that are there. */
export interface Kept {
  readonly stage: Stage;
  /** The folder of the Delta tables. */
  readonly tables: string;
  readonly table?: string | undefined;
}

/**
 * Makes few large files of the many small ones of tables, as {@link optimizeTable} does.
 * @returns what it came to, by table
 * @throws {PinflowError} `TABLE_…`, `STORAGE_…`
 */
export function optimizeTables(kept: Kept, options: OptimizeOptions): Promise<Record<string, Optimized>> {
  return eachTable(kept, (connection, store) => optimizeTable(connection, store, options));
}

/**
 * Deletes the files that tables need no more, as {@link vacuumTable} does.
 * @returns the deleted files, by table
 * @throws {PinflowError} `RETENTION_REFUSED`, `TABLE_…`, `STORAGE_…`
 */
export function vacuumTables(kept: Kept, options: VacuumOptions): Promise<Record<string, StoredFile[]>> {
  return eachTable(kept, (connection, store) => vacuumTable(connection, store, options));
}

async function eachTable<T>(
  kept: Kept,
  keep: (connection: DuckDBConnection, store: TableStore) => Promise<T>,
): Promise<Record<string, T>> {
  const found = await findTables(kept);
  return await withEngine(
    async (connection) => {
      const results: Record<string, T> = {};
      for (const [name, store] of found) results[name] = await keep(connection, store);
      return results;
    },
    { inOrder: true },
  );
}

async function findTables({ stage, tables, table }: Kept): Promise<[name: string, store: TableStore][]> {
  const stores = (table === undefined ? everyTable(names(stage)) : [table]).map((name): [string, TableStore] => [
    name,
    folderStore(join(tables, name)),
  ]);
  if (table !== undefined) return stores;
  const there = await Promise.all(stores.map(([, store]) => isTable(store)));
  const found = stores.filter((_, index) => there[index]);
  if (found.length > 0) return found;
  throw new PinflowError('TABLE_MISSING', `${tables}: there is no Delta table of ${stage.userId} here`);
}
