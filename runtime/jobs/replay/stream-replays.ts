import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { names, type Stage } from '../../blueprint/index.ts';
import { type Contract, contracts, streamColumns } from '../../contracts/index.ts';
import { folderStore, literal, openTable, scanSnapshot, type Table } from '../../delta/index.ts';
import { PinflowError } from '../../errors.ts';
import { cleanQuery, dialects } from '../../transforms/index.ts';
import type { Engine } from '../engine.ts';
import type { RejectedEvent } from '../quarantine.ts';
import { BatchTable, overChecked } from '../stream/batch-table.ts';
import { batchOf, type ShardRecord } from './judge.ts';
import { appendReplay, type ReplayedTable } from './replayed-table.ts';

/**
 * Replays of the streaming path: the table of what was replayed says first what each record becomes, in one commit, and the tables of the
 * kinds follow it. So a record has one correction, whoever else replays it, and what was begun can be finished by any later replay.
 */
export class StreamReplays {
  readonly #engine: Engine;
  readonly #replayed: ReplayedTable;
  readonly #place: { readonly stage: Stage; readonly tables: string };

  constructor(engine: Engine, replayed: ReplayedTable, place: { readonly stage: Stage; readonly tables: string }) {
    this.#engine = engine;
    this.#replayed = replayed;
    this.#place = place;
  }

  /**
   * Appends to the tables of the kinds what was replayed and they do not hold yet, also of replays that were killed before they could.
   * @returns how many rows
   * @throws {PinflowError} `TABLE_MISSING` when the table of a record that was replayed is gone, other `TABLE_…`, `STORAGE_…`
   */
  async settle(): Promise<number> {
    let rows = 0;
    for (const contract of contracts) rows += await this.#settleKind(contract);
    return rows;
  }

  /** Says what records become, unless another replay came first: its answer is then false, and what that one said is known. */
  async replay(
    corrected: readonly { readonly record: RejectedEvent; readonly payload: string }[],
    now: number,
  ): Promise<boolean> {
    if (corrected.length === 0) return true;
    return await this.#replayed.append(
      corrected.map(({ record: { path, kind, shard_id, sequence_number, arrived_at }, payload }) => ({
        path,
        kind,
        shard_id,
        sequence_number,
        arrived_at: arrived_at.getTime(),
        replayed_at: now,
        payload,
      })),
    );
  }

  async #settleKind(contract: Contract): Promise<number> {
    const connection = await this.#engine.connect();
    try {
      const folder = join(this.#place.tables, names(this.#place.stage).streamTables[contract.kind] as string);
      const table = await openTable(connection, folderStore(folder));
      let checked: BatchTable | undefined;
      for (;;) {
        const records = await this.#unsettled(connection, contract, table);
        if (records.length === 0) return 0;
        checked ??= await BatchTable.open(connection, contract);
        await checked.load(batchOf(records));
        const rows = await appendReplay(table, {
          columns: streamColumns(contract),
          query: settledQuery(contract, checked),
        });
        if (rows !== undefined) return rows;
      }
    } finally {
      connection.closeSync();
    }
  }

  /** The records that were replayed and are not in their table. */
  async #unsettled(connection: DuckDBConnection, { kind }: Contract, table: Table): Promise<ShardRecord[]> {
    const replays = `(select * from ${await this.#replayed.scan()} where path = 'stream' and kind = ${literal(kind)})`;
    const any = await connection.runAndReadAll(`select 1 from ${replays} limit 1`);
    if (any.currentRowCount === 0) return [];
    if (table.snapshot === undefined) {
      const { location } = table.store;
      throw new PinflowError('TABLE_MISSING', `${location}: there is no Delta table here, though ${kind} was replayed`);
    }
    const result = await connection.runAndReadAll(
      `select shard_id, sequence_number, epoch_ms(arrived_at) as arrived, encode(payload) as data
       from ${replays} anti join ${await scanSnapshot(table.store, table.snapshot)} using (shard_id, sequence_number)`,
    );
    return result.getRowObjectsJS().map(({ shard_id, sequence_number, arrived, data }) => ({
      shardId: String(shard_id),
      sequenceNumber: String(sequence_number),
      arrivedAt: Number(arrived),
      data: data as Uint8Array,
    }));
  }
}

/** A correction that breaks a rule by now is none any more, and the record may get another; of two that keep them one counts. */
function settledQuery(contract: Contract, { checked }: BatchTable): string {
  return `select distinct on (shard_id, sequence_number) * from (${overChecked(checked, cleanQuery(contract, dialects.duckdb))})`;
}
