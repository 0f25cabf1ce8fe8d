import type { DuckDBConnection } from '@duckdb/node-api';
import { names, type Stage } from '../../blueprint/index.ts';
import { type Contract, contracts } from '../../contracts/index.ts';
import { type Engine, engineError, withEngine } from '../engine.ts';
import { BatchQueue, batchBytes, type MicroBatch, type Trigger, takenOf } from './batch-queue.ts';
import { BatchTable } from './batch-table.ts';
import { Budget } from './budget.ts';
import { beginEpoch } from './claim.ts';
import { type Clock, systemClock } from './clock.ts';
import { type CheckedBatch, KindTables } from './kind-tables.ts';
import { patient } from './patience.ts';
import { advancePositions, type Positions, startOf } from './positions.ts';
import { Progress, type StreamProgress } from './progress.ts';
import type { StreamDescription, StreamSource } from './source.ts';
import { checkCreation, describeStream, readStream } from './stream-reader.ts';

/** What the stream job works on, and how. */
export interface StreamJob {
  /** Names the streams and the tables. */
  readonly stage: Stage;
  readonly source: StreamSource;
  /** The folder of the Delta tables. */
  readonly tables: string;
  readonly trigger: Trigger;
  /** Once it is aborted, the job ends when every shard has been read to its tip. */
  readonly drain?: AbortSignal;
  /** Whether a stream that was deleted and created again is taken from its start, after what the table has of the old one. */
  readonly newStream?: boolean;
  /** Ends the job: the batches in hand are finished, others are not begun. */
  readonly signal: AbortSignal;
  /** Told some times a second how far it is. */
  readonly onProgress?: (progress: StreamProgress) => void;
}

/** What the job takes from the machine. */
export interface Ports {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** Bytes of records that were read and not yet written: a batch of every kind, and one more for what is being read. */
const bufferedBytes = (contracts.length + 1) * batchBytes;

/** Batches of a kind that are being checked or written. */
const batchesInHand = 3;

/** Batches that are checked side by side, over all kinds: each takes some thirty times the bytes of a slice of it. */
const checksAtOnce = 3;

/** Milliseconds from one report of the progress to the next. */
const progressMs = 250;

/**
 * Takes the records of every kind's stream into its table, and the bad ones into the quarantine, batch by batch: each once, whatever
 * moment the job is killed at, since each commit carries the positions that it comes to.
 * @returns how far it came
 * @throws {PinflowError} `STREAM_…`, `TABLE_…`, `STORAGE_…`
 */
export async function runStreamJob(job: StreamJob, ports: Partial<Ports> = {}): Promise<StreamProgress> {
  const { clock = systemClock, random = Math.random } = ports;
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  const budget = new Budget(bufferedBytes);
  const kinds = contracts.map(({ kind }: Contract) => kind);
  const progress = new Progress(kinds, clock, budget);
  const source = patient(job.source, { clock, random, signal, onWaiting: (why) => progress.wait(why) });
  let failure: unknown;
  const fail = (error: unknown) => {
    // What ends because the run ends is no failure.
    if (error !== signal.reason) failure ??= error;
    stop.abort();
  };
  // A kind fails inside the engine, where what DuckDB says of a full disk has no code yet.
  const failKind = (error: unknown) => fail(error === signal.reason ? error : engineError(error));
  const checks = new Budget(checksAtOnce);
  const run: Run = { job, source, clock, signal, budget, checks, progress, fail: failKind };
  const reporting = reportUntil(stop.signal, run).catch(fail);
  const work = async () => {
    const streams = await describeStreams(run);
    await withEngine((_, engine) => engine.onCallersThreads(() => runKinds(run, engine, streams)), {
      inOrder: true,
      keepsPlans: true,
    });
  };
  await work().catch(fail);
  stop.abort();
  await reporting;
  if (failure !== undefined) throw failure;
  return progress.report();
}

/** What the kinds of one run share. */
interface Run {
  readonly job: StreamJob;
  readonly source: StreamSource;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly budget: Budget;
  readonly checks: Budget;
  readonly progress: Progress;
  /** Ends the run for a reason. */
  readonly fail: (error: unknown) => void;
}

/** A kind's contract, its tables, and connections beside theirs to check on: batches are checked while one before them is written. */
interface OpenKind extends DescribedStream {
  readonly tables: KindTables;
  readonly connections: readonly DuckDBConnection[];
}

/** A kind's stream as it is when the job begins. */
interface DescribedStream {
  readonly contract: Contract;
  readonly stream: string;
  readonly description: StreamDescription;
}

function describeStreams({ job, source }: Run): Promise<DescribedStream[]> {
  const { streams } = names(job.stage);
  const describe = async (contract: Contract) => {
    const stream = streams[contract.kind] as string;
    return { contract, stream, description: await describeStream(source, stream) };
  };
  return Promise.all(contracts.map(describe));
}

/** No table is touched before all of them were found whole. */
async function runKinds(run: Run, engine: Engine, streams: readonly DescribedStream[]): Promise<void> {
  const kinds: OpenKind[] = [];
  const connections: DuckDBConnection[] = [];
  try {
    for (const stream of streams) {
      const own: DuckDBConnection[] = [];
      for (let count = 0; count <= batchesInHand; count++) own.push(await engine.connect());
      connections.push(...own);
      const [first, ...others] = own as [DuckDBConnection, ...DuckDBConnection[]];
      const tables = await KindTables.open(first, stream.contract, run.job);
      kinds.push({ ...stream, tables, connections: others });
    }
    const epoch = await beginEpoch(connections[0] as DuckDBConnection, run.job);
    await Promise.all(kinds.map((kind) => runKind(run, kind, epoch).catch(run.fail)));
  } finally {
    for (const connection of connections) connection.closeSync();
  }
}

async function runKind(run: Run, kind: OpenKind, epoch: number): Promise<void> {
  const { contract, stream, description, tables, connections } = kind;
  const { job, source, clock, signal, budget, progress, fail } = run;
  const missed = await tables.begin(
    (known) => ({ ...startingPositions(known, stream, description, job.newStream), epoch }),
    description.shards,
  );
  progress.miss(missed);
  const positions = tables.positions as Positions;
  const queue = new BatchQueue(clock, job.trigger);
  const onRead = (shardId: string, millisBehind: number) => progress.read(contract.kind, shardId, millisBehind);
  const reading = readStream(
    { source, positions, queue, budget, clock, drain: job.drain, signal, onRead },
    description,
  );
  const writing = writeBatches(run, contract, tables, queue, connections);
  // Whichever fails, the connections are in use until both have ended: what was read is written, since a stream that is gone has it no more.
  const [read] = await Promise.allSettled([reading.finally(() => queue.close()), writing.catch(fail)]);
  if (read.status === 'rejected') throw read.reason;
}

function startingPositions(
  known: Positions | undefined,
  stream: string,
  description: StreamDescription,
  newStream = false,
): Positions {
  const isNew = known === undefined || (newStream && known.createdAt !== description.createdAt);
  if (isNew) return startOf(stream, description);
  checkCreation(known, description);
  return known;
}

/** Commits the batches in order, each while the next ones are checked and written into files; a connection has one of them at a time. */
async function writeBatches(
  { signal, budget, checks, progress, fail }: Run,
  contract: Contract,
  tables: KindTables,
  queue: BatchQueue,
  connections: readonly DuckDBConnection[],
): Promise<void> {
  // Made when they are needed, since to make one takes longer than a small batch.
  const batchTables: BatchTable[] = [];
  const load = async (batch: MicroBatch, turn: number): Promise<BatchTable> => {
    batchTables[turn] ??= await BatchTable.open(connections[turn] as DuckDBConnection, contract);
    await batchTables[turn].load(batch);
    return batchTables[turn];
  };
  const check = async (batch: MicroBatch, turn: number): Promise<CheckedBatch> => {
    await checks.take(1);
    const { checked, connection } = await load(batch, turn).finally(() => checks.give(1));
    return { checked, records: batch.records, files: await tables.writeClean(connection, checked) };
  };
  const write = async (batch: MicroBatch, turn: number, before: Promise<void>) => {
    const checking = check(batch, turn);
    const [earlier, checked] = await Promise.allSettled([before, checking]);
    if (checked.status === 'rejected') throw checked.reason;
    if (earlier.status === 'rejected') {
      await tables.discard(checked.value.files).catch(() => {});
      throw earlier.reason;
    }
    const positions = advancePositions(tables.positions as Positions, takenOf(batch));
    const written = await tables.write(checked.value, positions);
    budget.give(batch.bytes);
    progress.wrote(contract.kind, batch, written);
  };
  // When the last batch of each connection is written; the newest of them ends after all others.
  const ends = connections.map(() => Promise.resolve());
  let newest = Promise.resolve();
  try {
    for (let turn = 0; ; turn = (turn + 1) % ends.length) {
      const batch = await queue.take(signal);
      if (batch === undefined) break;
      await ends[turn];
      newest = write(batch, turn, newest);
      ends[turn] = newest;
      // The next batch may be long in coming.
      newest.catch(fail);
    }
  } finally {
    await newest;
  }
}

async function reportUntil(signal: AbortSignal, { job, clock, progress }: Run): Promise<void> {
  while (!signal.aborted) {
    await clock.wait(progressMs, signal);
    job.onProgress?.(progress.report());
  }
}
