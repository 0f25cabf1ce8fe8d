import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { names, type PathName, paths, type Stage } from '../blueprint/index.ts';
import {
  type Contract,
  columnTypes,
  contracts,
  quarantineColumns,
  replayedColumns,
  streamPlace,
  streamQuarantineColumns,
  type TableColumn,
} from '../contracts/index.ts';
import { folderStore, literal, missingTable, openTable, scanSnapshot } from '../delta/index.ts';

/** The place of a record of a path in one word, which no other record has, in SQL over the columns of its place. */
export const placeInSql: Readonly<Record<PathName, string>> = {
  batch: "object || ':' || line",
  stream: "kind || ':' || shard_id || ':' || sequence_number",
};

/** Where rejected records are. */
export interface QuarantinePlace {
  readonly stage: Stage;
  /** The folder of the Delta tables. */
  readonly tables: string;
  /** The path whose records are meant; where none is given, both, as far as they have a quarantine. */
  readonly path?: PathName | undefined;
}

/**
 * The rejected records as a relation of DuckDB: those of both paths with their `path` and `place`, the columns of the other path NULL; the
 * payload that each was last replayed with as `correction`; and whether they are `replayed` in that the correction counts and they do not.
 * @throws {PinflowError} `TABLE_MISSING` where there is no quarantine, and other `TABLE_…`
 */
export async function rejectedRelation(connection: DuckDBConnection, from: QuarantinePlace): Promise<string> {
  const { quarantineTables, replayedTable } = names(from.stage);
  const scan = (table: string) => scanIfThere(connection, join(from.tables, table));
  const replays = await scan(replayedTable);
  const relations: string[] = [];
  for (const path of from.path === undefined ? paths : [from.path]) {
    const table = await scan(quarantineTables[path]);
    if (table === undefined) continue;
    const corrections = await correctionsOf[path](connection, from, replays ?? emptyRelation(replayedColumns));
    relations.push(
      `select ${literal(path)} as path, rejected.*, ${placeInSql[path]} as place, correction, ${isReplayed[path]} as replayed
       from ${table} as rejected left join (${corrections}) as corrections using (${keys[path]})`,
    );
  }
  if (relations.length > 0)
    return `(${[`select * from ${emptyRelation(everyColumn)}`, ...relations].join(' union all by name ')})`;
  throw missingTable(join(from.tables, quarantineTables[from.path ?? 'batch']));
}

/** The rows of a table, or undefined when there is none. @throws {PinflowError} `TABLE_…` */
async function scanIfThere(connection: DuckDBConnection, folder: string): Promise<string | undefined> {
  const { store, snapshot } = await openTable(connection, folderStore(folder));
  return snapshot && scanSnapshot(store, snapshot);
}

const keys: Readonly<Record<PathName, string>> = { batch: 'object, line', stream: 'kind, shard_id, sequence_number' };

/** A line that was rejected by its correction has the correction as its payload. */
const isReplayed: Readonly<Record<PathName, string>> = {
  batch: 'correction is not null and correction is distinct from rejected.payload',
  stream: 'correction is not null',
};

/** Of each record the payload that it was last replayed with; in the streaming path, of those that are in their tables by now. */
const correctionsOf = {
  batch: async (_connection: DuckDBConnection, _from: QuarantinePlace, replays: string) =>
    `select object, line, arg_max(payload, replay_object) as correction from ${replays} where path = 'batch' group by all`,
  stream: async (connection: DuckDBConnection, { stage, tables }: QuarantinePlace, replays: string) => {
    const perKind = contracts.map(async ({ kind }: Contract) => {
      const table = await scanIfThere(connection, join(tables, names(stage).streamTables[kind] as string));
      return `select kind, shard_id, sequence_number, arg_max(payload, replayed_at) as correction
        from (select * from ${replays} where path = 'stream' and kind = ${literal(kind)})
          semi join ${table ?? emptyRelation(streamPlace)} using (shard_id, sequence_number) group by all`;
    });
    return (await Promise.all(perKind)).join(' union all ');
  },
} satisfies Record<PathName, unknown>;

/** The columns of both quarantines. */
const everyColumn = [
  ...quarantineColumns,
  ...streamQuarantineColumns.filter(({ name }) => !quarantineColumns.some((column) => column.name === name)),
];

/** A relation with these columns and no rows. */
export function emptyRelation(columns: readonly TableColumn[]): string {
  const nulls = columns.map(({ name, type }) => `cast(null as ${columnTypes[type].duckdb}) as "${name}"`);
  return `(select ${nulls.join(', ')} where false)`;
}
