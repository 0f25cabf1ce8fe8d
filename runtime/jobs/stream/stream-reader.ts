import { PinflowError } from '../../errors.ts';
import { type BatchQueue, bytesOf } from './batch-queue.ts';
import type { Budget } from './budget.ts';
import type { Clock } from './clock.ts';
import { type Positions, readableShards } from './positions.ts';
import { type Page, type Shard, SourceError, type StreamDescription, type StreamSource } from './source.ts';

/** What reading a stream needs. */
export interface Reading {
  /** One that is patient. */
  readonly source: StreamSource;
  readonly positions: Positions;
  readonly queue: BatchQueue;
  readonly budget: Budget;
  readonly clock: Clock;
  /** Once it is aborted, each shard is read to its tip and no further. */
  readonly drain: AbortSignal | undefined;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Told how far each read was behind the tip of its shard, in milliseconds. */
  readonly onRead: (shardId: string, millisBehind: number) => void;
}

/** A shard answers five reads a second, of at most 10 MB each (Amazon Kinesis, "Quotas and limits"). */
const readIntervalMs = 200;
const pageBytes = 10 * 1024 * 1024;

/**
 * Reads every shard of a stream into the queue, parents before their children, from the positions on, until the signal is aborted or, while
 * it drains, the tips are reached. Shards that come into being are found when their parents end.
 * @throws {PinflowError} `STREAM_MISSING`, `STREAM_RECREATED` and what a patient source throws
 */
export async function readStream(reading: Reading, { shards }: StreamDescription): Promise<void> {
  await new StreamReader(reading, shards).run();
}

/**
 * What a stream is now.
 * @throws {PinflowError} `STREAM_MISSING` and what a patient source throws
 */
export async function describeStream(source: StreamSource, stream: string): Promise<StreamDescription> {
  try {
    return await source.describe(stream);
  } catch (error) {
    throw error instanceof SourceError ? missing(stream, error) : error;
  }
}

/** @throws {PinflowError} `STREAM_RECREATED` when the stream is not the one that the positions are of */
export function checkCreation({ stream, createdAt }: Positions, now: StreamDescription): void {
  if (now.createdAt === createdAt) return;
  const [then, since] = [createdAt, now.createdAt].map((time) => new Date(time).toISOString());
  throw new PinflowError(
    'STREAM_RECREATED',
    `${stream}: it was deleted and created again at ${since}. Its table holds what was read of the stream created at ${then}; what was not read of that one is gone`,
  );
}

class StreamReader {
  readonly #reading: Reading;
  readonly #begun = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #ended: Set<string>;
  #shards: readonly Shard[];
  #failure: unknown;

  constructor(reading: Reading, shards: readonly Shard[]) {
    this.#reading = reading;
    this.#shards = shards;
    this.#ended = new Set(Object.entries(reading.positions.shards).flatMap(([id, { ended }]) => (ended ? [id] : [])));
  }

  async run(): Promise<void> {
    this.#begin();
    while (this.#underWay.size > 0) await Promise.race(this.#underWay);
    if (this.#failure !== undefined && !this.#reading.signal.aborted) throw this.#failure;
  }

  /** Starts every shard whose turn has come. */
  #begin(): void {
    for (const { id } of readableShards(this.#shards, (shard) => this.#ended.has(shard))) {
      if (this.#begun.has(id)) continue;
      this.#begun.add(id);
      const reading = this.#follow(id).finally(() => this.#underWay.delete(reading));
      this.#underWay.add(reading);
    }
  }

  /** Reads a shard; when it has ended, its children are next, which are not known before. */
  async #follow(id: string): Promise<void> {
    try {
      if (await this.#read(id)) {
        this.#ended.add(id);
        this.#shards = (await this.#describe()).shards;
      }
    } catch (error) {
      this.#failure ??= await this.#explained(error);
    }
    if (this.#ended.has(id) && !this.#isStopped()) this.#begin();
  }

  /** Says whether that was to the end of the shard. */
  async #read(shardId: string): Promise<boolean> {
    const { source, positions, queue, budget, clock, drain, signal, onRead } = this.#reading;
    let after = positions.shards[shardId]?.after;
    let iterator: string | undefined;
    for (;;) {
      if (!(await budget.take(pageBytes, signal))) return false;
      // Asked before the read: what was put in before is in its answer.
      const toTip = drain?.aborted ?? false;
      const started = clock.elapsed();
      let unused = pageBytes;
      let page: Page | undefined;
      // Bytes that a failed read kept would be missing to the other shards, which must end before the failure is told.
      try {
        if (this.#isStopped()) return false;
        iterator ??= await source.iterator(positions.stream, shardId, after);
        page = await readUnlessExpired(source, iterator);
        unused -= bytesOf(page?.records ?? []);
      } finally {
        budget.give(unused);
      }
      if (page !== undefined) {
        const { records, next, millisBehind } = page;
        const ended = next === undefined;
        if (records.length > 0 || ended) queue.put({ shardId, records, ended });
        onRead(shardId, millisBehind);
        if (ended) return true;
        if (toTip && millisBehind === 0 && !(await this.#isClosed(shardId))) return false;
        after = records.at(-1)?.sequenceNumber ?? after;
      }
      iterator = page?.next;
      await clock.wait(Math.max(0, started + readIntervalMs - clock.elapsed()), signal);
    }
  }

  #isStopped(): boolean {
    return this.#reading.signal.aborted || this.#failure !== undefined;
  }

  /** At the tip of a closed shard comes its end, and then its children; the answer before it may not say so yet. */
  async #isClosed(shardId: string): Promise<boolean> {
    const { shards } = await this.#describe();
    return shards.some(({ id, isClosed }) => id === shardId && isClosed);
  }

  async #describe(): Promise<StreamDescription> {
    const { source, positions } = this.#reading;
    const now = await describeStream(source, positions.stream);
    checkCreation(positions, now);
    return now;
  }

  /** Why a shard cannot be read on: its stream may be gone, or there again under its name, where the places of the old one are refused. */
  async #explained(error: unknown): Promise<unknown> {
    const isMissing = error instanceof SourceError;
    if (!isMissing && !(error instanceof PinflowError && error.code === 'STREAM_REFUSED')) return error;
    try {
      await this.#describe();
      return isMissing ? missing(this.#reading.positions.stream, error) : error;
    } catch (better) {
      return better;
    }
  }
}

/** An iterator that was not used for five minutes is none any more. */
async function readUnlessExpired(source: StreamSource, iterator: string): Promise<Page | undefined> {
  try {
    return await source.read(iterator);
  } catch (error) {
    if (error instanceof SourceError && error.fault === 'expired') return undefined;
    throw error;
  }
}

function missing(stream: string, cause: SourceError): PinflowError {
  return new PinflowError('STREAM_MISSING', `${stream}: ${cause.message}`, { cause });
}
