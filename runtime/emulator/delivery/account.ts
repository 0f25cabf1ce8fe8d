import type { Answered, Place } from '../targets/target.ts';
import { type PartitionAccount, Partitions, type ShardAccount, Shards } from './places.ts';

/** What became of a run. */
export interface Account {
  /** Messages that were drawn. */
  readonly messages: number;
  /** Rows that the order named and the source lacks; each was drawn again. */
  readonly redraws: number;
  readonly seconds: number;
  /** `stopped` by the caller's signal; `gave_up` when the records of one request could not be delivered in time. */
  readonly ended: Ended;
  /** Why it gave up. */
  readonly reason?: string;
  /** By record kind, in registry order. */
  readonly kinds: Readonly<Record<string, KindAccount>>;
  /** Some of the rejected records, each with the answer that rejected it. */
  readonly refusals: readonly Refusal[];
}

export type Ended = 'done' | 'stopped' | 'gave_up';

/** How many records of one kind there are; in the end `generated` = `stored` + `rejected` + `unknown`. */
export interface KindCounts {
  readonly generated: number;
  /** Records whose place an answer named. */
  readonly stored: number;
  /** Records that every answer refused, so that they are stored nowhere. */
  readonly rejected: number;
  /** Records that were given up after an attempt which got no answer: they may be stored or not. */
  readonly unknown: number;
}

/** What became of the records of one kind. */
export interface KindAccount extends KindCounts {
  /** Records that were sent without an answer, each time anew: at most so many can be stored and not be named by an answer. */
  readonly lost: number;
  /** The partitions that answers named, by number; none where the target is a stream. */
  readonly partitions: readonly PartitionAccount[];
  /** The shards that answers named, by name; none where the target is a topic. */
  readonly shards: readonly ShardAccount[];
}

/** A rejected record and the answer that rejected it; the HTTP status is 200 when the record alone was refused. */
export interface Refusal extends Answered {
  readonly kind: string;
  readonly key: number;
}

/** Refusals that an account shows: the first ones, since the others are mostly the same. */
const shownRefusals = 5;

/** Counts while a run goes on. */
export class Tally {
  messages = 0;
  redraws = 0;
  readonly refusals: Refusal[] = [];
  readonly #kinds: ReadonlyMap<string, KindTally>;

  constructor(kinds: readonly string[]) {
    this.#kinds = new Map(kinds.map((kind) => [kind, new KindTally()]));
  }

  of(kind: string): KindTally {
    return this.#kinds.get(kind) as KindTally;
  }

  get stored(): number {
    return [...this.#kinds.values()].reduce((sum, { stored }) => sum + stored, 0);
  }

  get kinds(): Record<string, KindCounts> {
    return Object.fromEntries([...this.#kinds].map(([kind, tally]) => [kind, tally.counts()]));
  }

  reject(refusal: Refusal): void {
    this.of(refusal.kind).rejected += 1;
    if (this.refusals.length < shownRefusals) this.refusals.push(refusal);
  }

  account(end: Pick<Account, 'seconds' | 'ended' | 'reason'>): Account {
    const { messages, redraws, refusals } = this;
    const kinds = Object.fromEntries([...this.#kinds].map(([kind, tally]) => [kind, tally.account()]));
    return { messages, redraws, ...end, kinds, refusals };
  }
}

/** Counts of one kind. */
export class KindTally {
  generated = 0;
  stored = 0;
  rejected = 0;
  unknown = 0;
  lost = 0;
  readonly #partitions = new Partitions();
  readonly #shards = new Shards();

  store(place: Place): void {
    this.stored += 1;
    if ('shard' in place) this.#shards.add(place);
    else this.#partitions.add(place);
  }

  counts(): KindCounts {
    const { generated, stored, rejected, unknown } = this;
    return { generated, stored, rejected, unknown };
  }

  account(): KindAccount {
    return {
      ...this.counts(),
      lost: this.lost,
      partitions: this.#partitions.account(),
      shards: this.#shards.account(),
    };
  }
}
