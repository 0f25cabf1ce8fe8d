import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { names, type Stage } from '../../blueprint/index.ts';
import { deltaSchema, streamQuarantineColumns } from '../../contracts/index.ts';
import { beginTransaction, folderStore, openTable } from '../../delta/index.ts';
import { afterOthers } from './after-others.ts';

/** The property of the quarantine, which all kinds share, that counts the jobs which have begun. */
const epochProperty = 'pinflow.stream.epoch';

/**
 * Begins the epoch of a job: a number larger than that of every job before. The job writes it into every table, and of two the one with
 * the larger number goes on; so the tables of all kinds have one writer, whatever the order in which the two come to them.
 * @throws {PinflowError} `TABLE_…`, `STORAGE_…`
 */
export async function beginEpoch(
  connection: DuckDBConnection,
  { stage, tables }: { readonly stage: Stage; readonly tables: string },
): Promise<number> {
  const table = await openTable(connection, folderStore(join(tables, names(stage).quarantineTables.stream)));
  return await afterOthers(table, async () => {
    const before = table.snapshot?.metadata.configuration[epochProperty];
    const epoch = Number(before ?? 0) + 1;
    const claim = beginTransaction(table, {
      mode: 'append',
      schema: deltaSchema(streamQuarantineColumns),
      properties: { [epochProperty]: String(epoch) },
      expected: { [epochProperty]: before },
    });
    await claim.commit();
    return epoch;
  });
}
