import type { Clock } from './clock.ts';
import type { Taken } from './positions.ts';
import type { StreamRecord } from './source.ts';

/** Records of a shard that follow one another, and whether they are its last. */
export interface ShardRecords {
  readonly shardId: string;
  readonly records: readonly StreamRecord[];
  readonly ended: boolean;
}

/** Records that go into the tables together. */
export interface MicroBatch {
  readonly parts: readonly ShardRecords[];
  readonly records: number;
  readonly bytes: number;
}

/** When waiting records become a batch: as soon as there are so many, or the first has waited so long, or they are {@link batchBytes}. */
export interface Trigger {
  readonly maxRecords: number;
  readonly maxLatencyMs: number;
}

/**
 * Bytes that become a batch whatever the trigger says: those of every kind are to fit into what is buffered at once, or a batch that waits
 * for more records would wait for its own end.
 */
export const batchBytes = 16 * 1024 * 1024;

/** Batches that are fresh within half a second, reading included, and large when there is much to do. */
export const defaultTrigger: Trigger = { maxRecords: 10_000, maxLatencyMs: 250 };

/** What of a batch its positions need to know. */
export function takenOf({ parts }: MicroBatch): Taken[] {
  return parts.map(({ shardId, records, ended }) => ({ shardId, last: records.at(-1)?.sequenceNumber, ended }));
}

/** The bytes that a record counts for where bytes are bounded. */
export function bytesOf(records: readonly StreamRecord[]): number {
  return records.reduce((sum, { data }) => sum + data.length, 0);
}

/** Holds what was read, in order, until it is taken batch by batch. */
export class BatchQueue {
  readonly #clock: Clock;
  readonly #trigger: Trigger;
  readonly #parts: { part: ShardRecords; since: number }[] = [];
  #records = 0;
  #bytes = 0;
  #isClosed = false;
  #wake = new AbortController();

  constructor(clock: Clock, trigger: Trigger) {
    this.#clock = clock;
    this.#trigger = trigger;
  }

  put(part: ShardRecords): void {
    this.#parts.push({ part, since: this.#clock.elapsed() });
    this.#records += part.records.length;
    this.#bytes += bytesOf(part.records);
    this.#notify();
  }

  /** Nothing more comes: what waits is the last batch. */
  close(): void {
    this.#isClosed = true;
    this.#notify();
  }

  /** The next batch once its time has come; undefined when there is none left, or at once when the signal is aborted. */
  async take(signal: AbortSignal): Promise<MicroBatch | undefined> {
    for (;;) {
      if (signal.aborted) return undefined;
      const first = this.#parts[0];
      if (first === undefined && this.#isClosed) return undefined;
      const left =
        first === undefined
          ? Number.POSITIVE_INFINITY
          : first.since + this.#trigger.maxLatencyMs - this.#clock.elapsed();
      const isFull = this.#records >= this.#trigger.maxRecords || this.#bytes >= batchBytes;
      if (this.#isClosed || left <= 0 || isFull) return this.#cut();
      await this.#wait(left, signal);
    }
  }

  #cut(): MicroBatch {
    const parts: ShardRecords[] = [];
    let room = this.#trigger.maxRecords;
    for (let first = this.#parts[0]; first !== undefined && room >= 0; first = this.#parts[0]) {
      const { shardId, records, ended } = first.part;
      if (records.length <= room) {
        parts.push(first.part);
        this.#parts.shift();
      } else if (room === 0) break;
      else {
        parts.push({ shardId, records: records.slice(0, room), ended: false });
        first.part = { shardId, records: records.slice(room), ended };
      }
      room -= Math.min(records.length, room);
    }
    const records = parts.reduce((sum, part) => sum + part.records.length, 0);
    const bytes = parts.reduce((sum, part) => sum + bytesOf(part.records), 0);
    this.#records -= records;
    this.#bytes -= bytes;
    return { parts, records, bytes };
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#wake.signal]);
    await this.#clock.wait(ms, either);
  }

  #notify(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
  }
}
