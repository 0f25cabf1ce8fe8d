import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { names, type Stage } from '../blueprint/index.ts';
import { type Contract, cleanColumns, contractProperties, contracts, quarantineColumns } from '../contracts/index.ts';
import { dialects, newestQuery, quarantineQuery, standingQuery } from '../transforms/index.ts';
import { checkObjects } from './check.ts';
import { type DraftTable, draftTable } from './draft.ts';
import { type Engine, withEngine } from './engine.ts';
import { checkBucket, listObjects } from './objects.ts';
import { checkReplays } from './replay/check.ts';
import { ReplayFolder } from './replay/objects.ts';

/** What one run of the batch job did with the records of a kind. */
export interface BatchCounts {
  /** Lines read from the sink's objects. */
  readonly read: number;
  /** Lines that stand corrected under `replay/`: their corrections are checked as well. */
  readonly replayed: number;
  /** Of the lines and the corrections, those that kept every rule. */
  readonly cleaned: number;
  /** Of them, those that broke one. */
  readonly quarantined: number;
  /** Rows of the new table: one per key. */
  readonly rows: number;
}

/** What the batch job works on. */
export interface BatchJob {
  readonly stage: Stage;
  /** The folder that stands for the bucket. */
  readonly bucket: string;
  /** The folder of the Delta tables. */
  readonly tables: string;
}

/**
 * Checks and cleans every object of the bucket, with what was replayed, and makes each table anew in one commit, so that its readers see all of the new
 * version or none. Every data file is written before the first commit: a run that fails by then leaves all tables as they were, and
 * one that ends between two commits is healed by the next run.
 * @returns the counts of each kind
 * @throws {PinflowError} `OBJECT_UNREADABLE`, `STORAGE_…`, `TABLE_…`
 */
export async function runBatchJob(job: BatchJob): Promise<Record<string, BatchCounts>> {
  await checkBucket(job.bucket);
  const drafts: DraftTable[] = [];
  try {
    return await withEngine(async (connection, engine) => {
      const counts = await draftTables(job, connection, engine, drafts);
      for (const draft of drafts) await draft.commit();
      return counts;
    });
  } catch (error) {
    // Files that cannot be deleted are no table's; the error that led here is what matters.
    await Promise.allSettled(drafts.map((draft) => draft.discard()));
    throw error;
  }
}

async function draftTables(
  { stage, bucket, tables }: BatchJob,
  connection: DuckDBConnection,
  engine: Engine,
  drafts: DraftTable[],
): Promise<Record<string, BatchCounts>> {
  const { batchTables, quarantineTables } = names(stage);
  const kinds = await Promise.all(
    contracts.map(async (contract) => ({ contract, objects: await listObjects(bucket, stage, contract.kind) })),
  );
  const checked = await checkObjects(engine, kinds);
  const counts: Record<string, BatchCounts> = {};
  const rejected: string[] = [];
  for (const [index, contract] of contracts.entries()) {
    const landed = checked[index] as string;
    const replayed = await checkReplays(engine, contract, new ReplayFolder({ stage, bucket }));
    const standing = standingVerdicts(contract, landed, replayed);
    await connection.run(`create or replace temp view checked as ${standing}`);
    const draft = await draftTable(connection, {
      folder: join(tables, batchTables[contract.kind] as string),
      columns: cleanColumns(contract),
      properties: contractProperties(contract),
      query: newestQuery(contract, dialects.duckdb),
    });
    drafts.push(draft);
    counts[contract.kind] = { ...(await countVerdicts(connection, landed, replayed)), rows: draft.rows };
    rejected.push(`(with checked as ${standing} ${quarantineQuery(contract, dialects.duckdb)})`);
  }
  drafts.push(
    await draftTable(connection, {
      folder: join(tables, quarantineTables.batch),
      columns: quarantineColumns,
      properties: {},
      query: rejected.join(' union all '),
    }),
  );
  return counts;
}

/** A correction's verdict stands in place of its line's. */
function standingVerdicts(contract: Contract, landed: string, replayed: string | undefined): string {
  if (replayed === undefined) return landed;
  return `(with landed as ${landed}, replayed as ${replayed} ${standingQuery(contract, dialects.duckdb)})`;
}

async function countVerdicts(
  connection: DuckDBConnection,
  landed: string,
  replayed: string | undefined,
): Promise<Omit<BatchCounts, 'rows'>> {
  const lines = await countChecked(connection, landed);
  const corrections =
    replayed === undefined ? { cleaned: 0, quarantined: 0 } : await countChecked(connection, replayed);
  return {
    read: lines.cleaned + lines.quarantined,
    replayed: corrections.cleaned + corrections.quarantined,
    cleaned: lines.cleaned + corrections.cleaned,
    quarantined: lines.quarantined + corrections.quarantined,
  };
}

async function countChecked(connection: DuckDBConnection, checked: string) {
  const result = await connection.runAndReadAll(
    `select count(*) filter (len(reasons) = 0), count(*) filter (len(reasons) > 0) from ${checked}`,
  );
  const [cleaned = 0, quarantined = 0] = (result.getRows()[0] ?? []).map(Number);
  return { cleaned, quarantined };
}
