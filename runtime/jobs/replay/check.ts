import { join } from 'node:path';
import type { Contract } from '../../contracts/index.ts';
import { literal } from '../../delta/index.ts';
import { checkQuery, correctedQuery, dialects } from '../../transforms/index.ts';
import type { Engine } from '../engine.ts';
import type { ReplayFolder } from './objects.ts';

/**
 * Checks and cleans the corrected lines of a kind, of those of one line the latest, into a file in the engine's folder. One object at a
 * time is in memory.
 * @returns the relation that reads the rows, as `checkQuery` gives them; undefined when nothing was replayed
 * @throws {PinflowError} `OBJECT_UNREADABLE`, `STORAGE_…`; an error of DuckDB as it is
 */
export async function checkReplays(
  engine: Engine,
  contract: Contract,
  folder: ReplayFolder,
): Promise<string | undefined> {
  const keys = await folder.list(contract.kind);
  if (keys.length === 0) return undefined;
  const connection = await engine.connect();
  try {
    await connection.run(
      'create temp table corrections (object varchar, partition integer, "offset" bigint, line bigint, text varchar, replay varchar)',
    );
    for (const key of keys) {
      const rows = await connection.createAppender('corrections', 'main', 'temp');
      for (const { object, partition, offset, line, text } of await folder.read(contract.kind, key)) {
        rows.appendVarchar(object);
        rows.appendInteger(partition);
        rows.appendBigInt(BigInt(offset));
        rows.appendBigInt(BigInt(line));
        rows.appendVarchar(text);
        rows.appendVarchar(key);
        rows.endRow();
      }
      rows.closeSync();
    }
    await connection.run(`create temp view lines as ${correctedQuery(dialects.duckdb)}`);
    const file = literal(join(engine.folder, `${contract.kind}-replayed.parquet`));
    await connection.run(`copy (${checkQuery(contract, dialects.duckdb)}) to ${file} (format parquet)`);
    return `(select * from read_parquet(${file}, hive_partitioning = false))`;
  } finally {
    connection.closeSync();
  }
}
