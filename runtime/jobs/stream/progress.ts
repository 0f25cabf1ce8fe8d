import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { MicroBatch } from './batch-queue.ts';
import type { Budget } from './budget.ts';
import type { Clock } from './clock.ts';
import type { Written } from './kind-tables.ts';

/** How far the job is with the records of a kind. */
export interface KindProgress {
  /** Records of committed batches. */
  readonly read: number;
  /** Of them, those that kept every rule. */
  readonly cleaned: number;
  /** Of them, those that broke one. */
  readonly quarantined: number;
  readonly batches: number;
  /** How far the newest reads were behind the tips of their shards, in milliseconds; the furthest of them. */
  readonly millisBehind: number;
}

/** Milliseconds from the arrival of a record in its stream to the commit that makes it readable. */
export interface Freshness {
  readonly p50: number;
  readonly p99: number;
}

/** How far the job is. */
export interface StreamProgress {
  /** By record kind, in registry order. */
  readonly kinds: Readonly<Record<string, KindProgress>>;
  /** Of all records so far; undefined before the first. */
  readonly freshness: Freshness | undefined;
  /** Of the records since the report before. */
  readonly recentFreshness: Freshness | undefined;
  /** Bytes that were read or are being read, and are not yet written. */
  readonly bufferedBytes: number;
  /** Why reading waits since the report before, such as a service that cannot be reached. */
  readonly waiting?: string;
  /** What is gone from the streams before it was read, found since the report before: one text a shard. */
  readonly missed: readonly string[];
}

/** Counts while a job goes on. */
export class Progress {
  readonly #clock: Clock;
  readonly #budget: Budget;
  readonly #kinds: ReadonlyMap<string, KindTally>;
  readonly #freshness = createHistogram();
  readonly #recent = createHistogram();
  #waiting: string | undefined;
  #missed: readonly string[] = [];

  constructor(kinds: readonly string[], clock: Clock, budget: Budget) {
    this.#clock = clock;
    this.#budget = budget;
    this.#kinds = new Map(kinds.map((kind) => [kind, new KindTally()]));
  }

  read(kind: string, shardId: string, millisBehind: number): void {
    this.#kinds.get(kind)?.behind.set(shardId, millisBehind);
  }

  /** The records of a batch have become readable. */
  wrote(kind: string, batch: MicroBatch, written: Written): void {
    const tally = this.#kinds.get(kind) as KindTally;
    tally.batches += 1;
    tally.cleaned += written.cleaned;
    tally.quarantined += written.quarantined;
    const now = this.#clock.now();
    for (const { records, shardId, ended } of batch.parts) {
      if (ended) tally.behind.delete(shardId);
      for (const { arrivedAt } of records) {
        // A histogram counts from 1; a clock that was turned back makes no record older than it is.
        const age = Math.max(1, Math.round(now - arrivedAt));
        this.#freshness.record(age);
        this.#recent.record(age);
      }
    }
  }

  wait(why: string): void {
    this.#waiting = why;
  }

  miss(what: readonly string[]): void {
    this.#missed = [...this.#missed, ...what];
  }

  /** How far it is now; begins a new span of recent ones. */
  report(): StreamProgress {
    const kinds = [...this.#kinds].map(([kind, tally]) => [kind, tally.progress()]);
    const [waiting, missed] = [this.#waiting, this.#missed];
    const recentFreshness = freshnessOf(this.#recent);
    this.#recent.reset();
    this.#waiting = undefined;
    this.#missed = [];
    return {
      kinds: Object.fromEntries(kinds),
      freshness: freshnessOf(this.#freshness),
      recentFreshness,
      bufferedBytes: this.#budget.used,
      ...(waiting !== undefined && { waiting }),
      missed,
    };
  }
}

class KindTally {
  cleaned = 0;
  quarantined = 0;
  batches = 0;
  /** By shard. */
  readonly behind = new Map<string, number>();

  progress(): KindProgress {
    const { cleaned, quarantined, batches } = this;
    return {
      read: cleaned + quarantined,
      cleaned,
      quarantined,
      batches,
      millisBehind: Math.max(0, ...this.behind.values()),
    };
  }
}

function freshnessOf(histogram: RecordableHistogram): Freshness | undefined {
  return histogram.count === 0 ? undefined : { p50: histogram.percentile(50), p99: histogram.percentile(99) };
}
