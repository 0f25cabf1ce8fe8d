import { isUtf8 } from 'node:buffer';
import {
  BIGINT,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBPreparedStatement,
  VARCHAR,
} from '@duckdb/node-api';
import { bytesColumn, type Contract, streamPlace } from '../../contracts/index.ts';
import { checkQuery, dialects } from '../../transforms/index.ts';
import type { MicroBatch, ShardRecords } from './batch-queue.ts';

/**
 * The records of one batch after another in the memory of a connection, checked. The statement that checks is prepared once, since to
 * plan it takes longer than to run it over a small batch; so tables are emptied and not made anew.
 */
export class BatchTable {
  /** The relation that holds the checked records, as `checkQuery` gives them; every connection of the engine sees it. */
  readonly checked: string;
  readonly connection: DuckDBConnection;
  readonly #database: string;
  readonly #check: DuckDBPreparedStatement;

  private constructor(
    { database, checked }: { database: string; checked: string },
    connection: DuckDBConnection,
    check: DuckDBPreparedStatement,
  ) {
    this.#database = database;
    this.checked = checked;
    this.connection = connection;
    this.#check = check;
  }

  /**
   * Makes the tables of a kind, in a database of their own.
   * @param connection one of its own, of an engine that keeps plans
   */
  static async open(connection: DuckDBConnection, contract: Contract): Promise<BatchTable> {
    const database = `batch_${databases++}`;
    const [records, checked] = [`${database}.records`, `${database}.checked`];
    const query = checkQuery(contract, dialects.duckdb, [...streamPlace, bytesColumn]);
    await connection.run(
      `attach ':memory:' as ${database};
       create table ${records} (shard_id varchar, sequence_number varchar, arrived bigint, text varchar, broken varchar, data_base64 varchar);
       create temp view lines as select shard_id, sequence_number, cast(epoch_ms(arrived) as timestamptz) as arrived_at, data_base64, text,
         coalesce(text, broken) as payload from ${records};
       create table ${checked} as ${query}`,
    );
    return new BatchTable(
      { database, checked },
      connection,
      await connection.prepare(`insert into ${checked} ${query}`),
    );
  }

  /** Puts a batch in place of the one before, and checks it. */
  async load({ parts }: MicroBatch): Promise<void> {
    await this.#empty('checked');
    for (const slice of slices(parts)) {
      await this.#empty('records');
      const appender = await this.connection.createAppender('records', 'main', this.#database);
      for (const chunk of slice) appender.appendDataChunk(chunkOf(chunk));
      appender.closeSync();
      await this.#check.run();
    }
  }

  /** The rows of an emptied table stay in memory until a checkpoint, which only a database that nobody writes can have. */
  async #empty(table: string): Promise<void> {
    await this.connection.run(`truncate ${this.#database}.${table}; checkpoint ${this.#database}`);
  }
}

/** Databases of an engine have names of their own. */
let databases = 0;

/** A query of `checked` over the relation that holds the checked records. */
export function overChecked(checked: string, query: string): string {
  return `with checked as (from ${checked}) ${query}`;
}

/** Rows of a vector of DuckDB. */
const chunkRows = 2048;

/** Bytes that are checked by one statement, which holds some thirty copies of them. */
const sliceBytes = 4 * 1024 * 1024;

type Chunk = Pick<ShardRecords, 'shardId' | 'records'>;

/** The chunks of a batch, as many together as are checked at once. */
function slices(parts: readonly ShardRecords[]): Chunk[][] {
  const all: Chunk[][] = [];
  let room = 0;
  for (const { shardId, records } of parts) {
    for (let from = 0; from < records.length; ) {
      if (room <= 0) {
        all.push([]);
        room = sliceBytes;
      }
      let to = from;
      for (; to < records.length && to - from < chunkRows && room > 0; to++) room -= records[to]?.data.length ?? 0;
      all.at(-1)?.push({ shardId, records: records.slice(from, to) });
      from = to;
    }
  }
  return all;
}

function chunkOf({ shardId, records: some }: Chunk): DuckDBDataChunk {
  const bytes = some.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  const good = bytes.map((data) => isUtf8(data));
  const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR, BIGINT, VARCHAR, VARCHAR, VARCHAR], some.length);
  const columns = [
    some.map(() => shardId),
    some.map(({ sequenceNumber }) => sequenceNumber),
    some.map(({ arrivedAt }) => BigInt(arrivedAt)),
    bytes.map((data, row) => (good[row] ? data.toString() : null)),
    bytes.map((data, row) => (good[row] ? null : data.toString())),
    bytes.map((data, row) => (good[row] ? null : data.toString('base64'))),
  ];
  for (const [index, values] of columns.entries()) chunk.setColumnValues(index, values);
  return chunk;
}
