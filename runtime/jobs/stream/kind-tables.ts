import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { names, type Stage } from '../../blueprint/index.ts';
import {
  type Contract,
  compareSequenceNumbers,
  contractProperties,
  deltaSchema,
  streamColumns,
  streamQuarantineColumns,
} from '../../contracts/index.ts';
import {
  beginTransaction,
  type DataFile,
  deleteDataFiles,
  folderStore,
  literal,
  openTable,
  type Table,
  type Transaction,
  writeRows,
} from '../../delta/index.ts';
import { PinflowError } from '../../errors.ts';
import { cleanQuery, dialects, quarantineQuery } from '../../transforms/index.ts';
import { afterOthers, isConflict } from './after-others.ts';
import { overChecked } from './batch-table.ts';
import {
  formatPositions,
  furthestPositions,
  missedRecords,
  type Positions,
  parsePositions,
  positionsProperty,
  prunePositions,
} from './positions.ts';
import type { Shard } from './source.ts';

/** What became of the records of a batch. */
export interface Written {
  readonly cleaned: number;
  readonly quarantined: number;
}

/** A batch of checked records. */
export interface CheckedBatch {
  /** The relation that holds them. */
  readonly checked: string;
  readonly records: number;
  /** Their clean rows. */
  readonly files: readonly DataFile[];
}

/**
 * The two tables of a kind: the clean one, whose positions say how far its stream has been taken, and the quarantine, which is committed
 * first and has positions of its own. A job that dies between the two commits finds the rejected records of its next batch there.
 */
export class KindTables {
  readonly #contract: Contract;
  readonly #clean: Table;
  readonly #quarantine: Table;

  private constructor(contract: Contract, clean: Table, quarantine: Table) {
    this.#contract = contract;
    this.#clean = clean;
    this.#quarantine = quarantine;
  }

  /**
   * Opens the tables, which need not be there yet. One that is gone while the other knows of its records is not made anew.
   * @throws {PinflowError} `TABLE_MISSING` and other `TABLE_…`
   */
  static async open(
    connection: DuckDBConnection,
    contract: Contract,
    place: { stage: Stage; tables: string },
  ): Promise<KindTables> {
    const { streamTables, quarantineTables } = names(place.stage);
    const open = (name: string) => openTable(connection, folderStore(join(place.tables, name)));
    const clean = await open(streamTables[contract.kind] as string);
    const tables = new KindTables(contract, clean, await open(quarantineTables.stream));
    const [own, rejected] = [tables.positions, tables.#positionsOf(tables.#quarantine)];
    const version = tables.#quarantine.snapshot?.version;
    if (version !== undefined && version < (own?.quarantine ?? 0))
      throw shortened(tables.#quarantine, clean, own?.quarantine);
    if (own === undefined && rejected !== undefined) throw vanished(clean, tables.#quarantine);
    if (rejected === undefined && own !== undefined && Object.keys(own.shards).length > 0) {
      throw vanished(tables.#quarantine, clean);
    }
    return tables;
  }

  /** How far the stream has been taken; undefined before the first run. */
  get positions(): Positions | undefined {
    return this.#positionsOf(this.#clean);
  }

  /**
   * Makes the tables where they are missing, and has them stand at positions of this job without those of shards that are no more.
   * @param choose what the clean table is to stand at, from what it stands at now
   * @returns what was missed of those shards
   * @throws {PinflowError} `STREAM_TAKEN` when a job of a later epoch has begun, what `choose` throws, `TABLE_…`
   */
  async begin(choose: (known: Positions | undefined) => Positions, shards: readonly Shard[]): Promise<string[]> {
    let missed: string[] = [];
    await this.#moveTo(this.#clean, (known) => {
      const chosen = choose(known);
      missed = missedRecords(chosen, shards);
      return prunePositions(chosen, shards);
    });
    const positions = this.positions as Positions;
    await this.#moveTo(this.#quarantine, (known) =>
      known?.createdAt === positions.createdAt
        ? prunePositions({ ...known, epoch: positions.epoch }, shards)
        : positions,
    );
    return missed;
  }

  async #moveTo(table: Table, choose: (known: Positions | undefined) => Positions): Promise<void> {
    await afterOthers(table, async () => {
      const known = this.#positionsOf(table);
      const positions = choose(known);
      if (known !== undefined && known.epoch > positions.epoch) throw taken(table);
      await this.#append(table, positions).commit();
    });
  }

  /**
   * Writes the clean ones of checked records into files, which {@link write} makes the table's.
   * @param connection not the one of the tables, which may be at work meanwhile
   * @throws {PinflowError} `STORAGE_…`; an error of DuckDB as it is
   */
  writeClean(connection: DuckDBConnection, checked: string): Promise<DataFile[]> {
    const schema = deltaSchema(streamColumns(this.#contract));
    return writeRows(this.#clean, connection, {
      schema,
      query: overChecked(checked, cleanQuery(this.#contract, dialects.duckdb)),
    });
  }

  /** Deletes files of {@link writeClean} that are not to be the table's. */
  async discard(files: readonly DataFile[]): Promise<void> {
    await deleteDataFiles(this.#clean.store, files);
  }

  /**
   * Commits checked records: afterwards each is in one of the tables, and the clean one stands at the positions.
   * @throws {PinflowError} `STREAM_TAKEN` when another job did so, `TABLE_…`, `STORAGE_…`
   */
  async write({ checked, records, files }: CheckedBatch, positions: Positions): Promise<Written> {
    const before = this.#textOf(this.#clean);
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    try {
      if (rows < records) await this.#reject(checked, positions);
    } catch (error) {
      await this.discard(files).catch(() => {});
      throw await this.#explained(error, before);
    }
    const quarantine = this.#quarantine.snapshot?.version;
    try {
      await this.#append(this.#clean, { ...positions, quarantine }, files).commit();
    } catch (error) {
      throw await this.#explained(error, before);
    }
    return { cleaned: rows, quarantined: records - rows };
  }

  /** Quarantines what the quarantine does not have yet; when another job was faster, that is less than before. */
  async #reject(checked: string, positions: Positions): Promise<void> {
    await afterOthers(this.#quarantine, async () => {
      const already = this.#positionsOf(this.#quarantine);
      if (already !== undefined && already.epoch > positions.epoch) throw taken(this.#quarantine);
      const same = already?.createdAt === positions.createdAt ? already : undefined;
      const rejects = this.#append(this.#quarantine, same ? furthestPositions(same, positions) : positions);
      await rejects.write(rejectedQuery(this.#contract, checked, this.positions, same));
      if (rejects.rows > 0) await rejects.commit();
    });
  }

  #append(table: Table, positions: Positions, files?: readonly DataFile[]): Transaction {
    const property = positionsProperty(this.#contract.kind);
    const isClean = table === this.#clean;
    const change = {
      mode: 'append',
      schema: deltaSchema(isClean ? streamColumns(this.#contract) : streamQuarantineColumns),
      properties: { ...(isClean && contractProperties(this.#contract)), [property]: formatPositions(positions) },
      expected: { [property]: this.#textOf(table) },
    } as const;
    return beginTransaction(table, change, files);
  }

  /** A conflict whose cause is the commit of another job, which shows in the positions. */
  async #explained(error: unknown, before: string | undefined): Promise<unknown> {
    if (!isConflict(error)) return error;
    await this.#clean.refresh();
    return this.#textOf(this.#clean) === before ? error : taken(this.#clean, error);
  }

  #positionsOf(table: Table): Positions | undefined {
    const text = this.#textOf(table);
    const where = `${table.store.location}: the property ${positionsProperty(this.#contract.kind)}`;
    return text === undefined ? undefined : parsePositions(text, where);
  }

  #textOf({ snapshot }: Table): string | undefined {
    return snapshot?.metadata.configuration[positionsProperty(this.#contract.kind)];
  }
}

function taken({ store }: Table, cause?: unknown): PinflowError {
  const message = `${store.location}: a stream job that began later has taken this table over; this one stops, and the table is right`;
  return new PinflowError('STREAM_TAKEN', message, { cause });
}

function shortened({ store, snapshot }: Table, witness: Table, version: number | undefined): PinflowError {
  return new PinflowError(
    'TABLE_DAMAGED',
    `${store.location}: its log ends at version ${snapshot?.version}, but ${witness.store.location} counts on rejected records in version ${version}: restore the commits that are missing`,
  );
}

function vanished(gone: Table, witness: Table): PinflowError {
  return new PinflowError(
    'TABLE_MISSING',
    `${gone.store.location}: there is no Delta table here, or it has no positions any more, but ${witness.store.location} knows of its records. Restore it; or take every stream anew from its start, into another folder of tables`,
  );
}

/** The rejected records that the quarantine does not have; its positions are ahead of the clean table's after a job that died. */
function rejectedQuery(
  contract: Contract,
  checked: string,
  from: Positions | undefined,
  already: Positions | undefined,
): string {
  const query = overChecked(checked, quarantineQuery(contract, dialects.duckdb, streamQuarantineColumns));
  const ahead = Object.entries(already?.shards ?? {}).flatMap(([shard, { after }]) => {
    const before = from?.shards[shard]?.after;
    if (after === undefined || (before !== undefined && compareSequenceNumbers(after, before) <= 0)) return [];
    return `shard_id = ${literal(shard)} and (length(sequence_number), sequence_number) <= (${after.length}, ${literal(after)})`;
  });
  return ahead.length === 0 ? query : `select * from (${query}) where not (${ahead.join(' or ')})`;
}
