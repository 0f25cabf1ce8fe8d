const mebibyte = 1024 * 1024;

/** What a shard takes and gives a second (Amazon Kinesis Developer Guide, "Quotas and limits"). */
const perSecond = { records: 1000, bytesIn: mebibyte, reads: 5, bytesOut: 2 * mebibyte };

/** Holds every shard to its limits. */
export class ShardLimits {
  readonly #now: () => number;
  readonly #shards = new Map<string, Record<keyof typeof perSecond, Allowance>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether a shard takes a record of so many bytes now. */
  write(shard: string, bytes: number): boolean {
    const { records, bytesIn } = this.#of(shard);
    const now = this.#now();
    if (!records.has(1, now) || !bytesIn.has(bytes, now)) return false;
    records.take(1);
    bytesIn.take(bytes);
    return true;
  }

  /** Whether a shard may be read now. */
  read(shard: string): boolean {
    const { reads, bytesOut } = this.#of(shard);
    const now = this.#now();
    // What a read gives is known after it, so a large one is paid for by those that follow.
    if (!reads.has(1, now) || !bytesOut.has(0, now)) return false;
    reads.take(1);
    return true;
  }

  /** A read gave so many bytes. */
  gave(shard: string, bytes: number): void {
    this.#of(shard).bytesOut.take(bytes);
  }

  #of(shard: string): Record<keyof typeof perSecond, Allowance> {
    let limits = this.#shards.get(shard);
    if (limits === undefined) {
      const { records, bytesIn, reads, bytesOut } = perSecond;
      const [one, two, three, four] = [records, bytesIn, reads, bytesOut].map(
        (size) => new Allowance(size, this.#now()),
      );
      limits = { records: one, bytesIn: two, reads: three, bytesOut: four } as Record<
        keyof typeof perSecond,
        Allowance
      >;
      this.#shards.set(shard, limits);
    }
    return limits;
  }
}

/** What is left of a second's worth; it fills evenly. What overdraws it is paid for as a whole by the time after it. */
class Allowance {
  readonly #size: number;
  #left: number;
  #at: number;

  constructor(size: number, now: number) {
    this.#size = size;
    this.#left = size;
    this.#at = now;
  }

  has(amount: number, now: number): boolean {
    const passed = Math.max(0, now - this.#at);
    this.#left = Math.min(this.#size, this.#left + (this.#size * passed) / 1000);
    this.#at = now;
    return this.#left >= amount;
  }

  take(amount: number): void {
    this.#left = amount > this.#left ? -amount : this.#left - amount;
  }
}
