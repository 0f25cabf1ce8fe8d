import { internalFailure, type KinesisError } from './errors.ts';

/** What goes wrong, each as the share of the calls, in [0, 1], that it strikes. */
export interface FaultPlan {
  /** A call is answered with `ProvisionedThroughputExceededException`, or `LimitExceededException` where it is on no records. */
  readonly throttled?: number | undefined;
  /** A call is answered with status 500, and did nothing. */
  readonly failed?: number | undefined;
  /** An entry of `PutRecords` is refused, others are not. */
  readonly refused?: number | undefined;
  /** A stream that is written to has a shard split or two merged. */
  readonly resharded?: number | undefined;
  /** The longest that an answer is held back, in milliseconds. */
  readonly latencyMs?: number | undefined;
}

/** Strikes calls by a plan: with the same random numbers the same calls in the same order. */
export class Faults {
  readonly #plan: FaultPlan;
  readonly #random: () => number;

  /** @param random numbers in [0, 1) */
  constructor(plan: FaultPlan, random: () => number) {
    this.#plan = plan;
    this.#random = random;
  }

  /** How long a call is held back, in milliseconds. */
  latency(): number {
    return this.#plan.latencyMs ? this.#random() * this.#plan.latencyMs : 0;
  }

  /** Why a call as a whole fails; `throttled` is how its action says that there are too many. */
  call(throttled: () => KinesisError): KinesisError | undefined {
    if (this.#strikes(this.#plan.failed)) return internalFailure();
    return this.#strikes(this.#plan.throttled) ? throttled() : undefined;
  }

  /** Whether one of many entries is refused. */
  entry(): boolean {
    return this.#strikes(this.#plan.refused);
  }

  /** Numbers for a reshard that happens now; undefined when there is none. */
  reshard(): (() => number) | undefined {
    return this.#strikes(this.#plan.resharded) ? this.#random : undefined;
  }

  #strikes(share: number | undefined): boolean {
    return share !== undefined && share > 0 && this.#random() < share;
  }
}
