import type { DuckDBConnection } from '@duckdb/node-api';
import type { Contract } from '../../contracts/index.ts';
import { bytesOf, type MicroBatch } from '../stream/batch-queue.ts';
import { BatchTable } from '../stream/batch-table.ts';
import type { StreamRecord } from '../stream/source.ts';

/** A record of a shard. */
export interface ShardRecord extends StreamRecord {
  readonly shardId: string;
}

/** Records as the check of the stream job takes them. */
export function batchOf(all: readonly ShardRecord[]): MicroBatch {
  const shards = Map.groupBy(all, ({ shardId }) => shardId);
  const parts = [...shards].map(([shardId, records]) => ({ shardId, records, ended: false }));
  return { parts, records: all.length, bytes: bytesOf(all) };
}

/**
 * Checks payloads as a job does, by the compiled SQL.
 * @param connection one of its own
 * @returns for each payload all its reasons, none for one that keeps every rule
 */
export async function judge(
  connection: DuckDBConnection,
  contract: Contract,
  payloads: readonly string[],
): Promise<string[][]> {
  const table = await BatchTable.open(connection, contract);
  await table.load(
    batchOf(
      payloads.map((payload, index) => ({
        shardId: '',
        sequenceNumber: String(index),
        arrivedAt: 0,
        data: Buffer.from(payload),
      })),
    ),
  );
  const result = await connection.runAndReadAll(
    `select reasons from ${table.checked} order by cast(sequence_number as bigint)`,
  );
  return result.getRowObjectsJS().map(({ reasons }) => reasons as string[]);
}
