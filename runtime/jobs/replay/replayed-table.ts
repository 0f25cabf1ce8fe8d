import { join } from 'node:path';
import { type DuckDBAppender, type DuckDBConnection, DuckDBTimestampTZValue } from '@duckdb/node-api';
import { names, type PathName, type Stage } from '../../blueprint/index.ts';
import { deltaSchema, duckdbDdl, replayedColumns, type TableColumn } from '../../contracts/index.ts';
import { beginTransaction, folderStore, literal, openTable, scanSnapshot, type Table } from '../../delta/index.ts';
import { emptyRelation, placeInSql } from '../rejected.ts';

/** A row of the table of replayed records, by the names of its columns; an instant is in milliseconds since 1970. */
export type ReplayedRow = Readonly<Record<string, string | number | undefined>> & {
  readonly path: PathName;
  readonly kind: string;
  readonly payload: string;
};

/** The application whose batches replays are. */
const appId = 'pinflow.replay';

/**
 * Appends the rows of a query to a table as a replay: of two that stand on one version of it only one is made.
 * @returns how many rows, or undefined when another replay came first; its version is known then, and nothing was written
 * @throws {PinflowError} `TABLE_…`, `STORAGE_…`
 */
export async function appendReplay(
  table: Table,
  { columns, query }: { readonly columns: readonly TableColumn[]; readonly query: string },
): Promise<number | undefined> {
  // Not the version of the table: commits of other writers would give two replays two numbers, and both would be made.
  const version = (table.snapshot?.txns.get(appId)?.version ?? -1) + 1;
  const append = beginTransaction(table, { mode: 'append', schema: deltaSchema(columns), txn: { appId, version } });
  await append.write(query);
  const { rows } = append;
  if (rows === 0) return 0;
  const { isSkipped } = await append.commit();
  return isSkipped ? undefined : rows;
}

/** The table of what was replayed, on a connection of its own. */
export class ReplayedTable {
  readonly #table: Table;

  private constructor(table: Table) {
    this.#table = table;
  }

  /** Opens the table, which need not be there yet. @throws {PinflowError} `TABLE_…` */
  static async open(
    connection: DuckDBConnection,
    { stage, tables }: { readonly stage: Stage; readonly tables: string },
  ): Promise<ReplayedTable> {
    await connection.run(`create or replace temp table replays (${duckdbDdl(replayedColumns)})`);
    return new ReplayedTable(await openTable(connection, folderStore(join(tables, names(stage).replayedTable))));
  }

  get connection(): DuckDBConnection {
    return this.#table.connection;
  }

  /** Its rows as a relation of DuckDB. */
  async scan(): Promise<string> {
    const { snapshot, store } = this.#table;
    return snapshot === undefined ? emptyRelation(replayedColumns) : await scanSnapshot(store, snapshot);
  }

  /** Those of the places at which something was replayed. */
  async known(places: readonly string[]): Promise<ReadonlySet<string>> {
    const place = `case path when 'batch' then ${placeInSql.batch} else ${placeInSql.stream} end`;
    const result = await this.connection.runAndReadAll(
      `select distinct ${place} from ${await this.scan()} where list_contains([${places.map(literal).join(', ')}]::varchar[], ${place})`,
    );
    return new Set(result.getRows().map(([text]) => String(text)));
  }

  /** Appends rows, unless another replay came first: its answer is then false, and its rows are known. */
  async append(rows: readonly ReplayedRow[]): Promise<boolean> {
    await this.connection.run('truncate replays');
    const appender = await this.connection.createAppender('replays', 'main', 'temp');
    for (const row of rows) {
      for (const { name, type } of replayedColumns) appendValue(appender, type, row[name]);
      appender.endRow();
    }
    appender.closeSync();
    return (
      (await appendReplay(this.#table, { columns: replayedColumns, query: 'select * from replays' })) !== undefined
    );
  }
}

function appendValue(appender: DuckDBAppender, type: TableColumn['type'], value: string | number | undefined): void {
  if (value === undefined) appender.appendNull();
  else if (type === 'integer') appender.appendInteger(Number(value));
  else if (type === 'long') appender.appendBigInt(BigInt(value));
  else if (type === 'timestamp') appender.appendTimestampTZ(new DuckDBTimestampTZValue(BigInt(value) * 1000n));
  else appender.appendVarchar(String(value));
}
