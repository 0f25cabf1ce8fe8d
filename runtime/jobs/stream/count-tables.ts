import { join } from 'node:path';
import { names, type Stage } from '../../blueprint/index.ts';
import { scanTable } from '../draft.ts';
import { withEngine } from '../engine.ts';

/** What the tables of the streaming path hold. */
export interface StreamTableCounts {
  /** By record kind: rows of the quarantine, and of its table. */
  readonly kinds: Readonly<Record<string, { readonly quarantined: number; readonly rows: number }>>;
  /** Rows whose shard and sequence number another row of their table has too. */
  readonly duplicates: number;
}

/**
 * Counts what the tables hold, whatever the job that filled them says.
 * @throws {PinflowError} `TABLE_MISSING` and other `TABLE_…`
 */
export async function countStreamTables({
  stage,
  tables,
}: {
  readonly stage: Stage;
  readonly tables: string;
}): Promise<StreamTableCounts> {
  const { streamTables, quarantineTables } = names(stage);
  return withEngine(async (connection) => {
    const count = async (table: string, where = 'true') => {
      const result = await connection.runAndReadAll(
        `select count(*), count(*) - count(distinct (shard_id, sequence_number)) from ${table} where ${where}`,
      );
      const [rows = 0, duplicates = 0] = (result.getRows()[0] ?? []).map(Number);
      return { rows, duplicates };
    };
    const quarantine = await scanTable(connection, join(tables, quarantineTables.stream));
    const kinds: Record<string, { quarantined: number; rows: number }> = {};
    let duplicates = 0;
    for (const [kind, name] of Object.entries(streamTables)) {
      const clean = await count(await scanTable(connection, join(tables, name)));
      const rejected = await count(quarantine, `kind = '${kind}'`);
      kinds[kind] = { quarantined: rejected.rows, rows: clean.rows };
      duplicates += clean.duplicates + rejected.duplicates;
    }
    return { kinds, duplicates };
  });
}
