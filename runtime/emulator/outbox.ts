import type { EmulatedRecord, RequestLimits } from './targets/target.ts';

/** Records of one kind that go into one request. */
export interface Batch {
  readonly kind: string;
  readonly records: readonly EmulatedRecord[];
  /** To be called once for each record, when it will not be sent again: the next one of its key is free then. */
  settled(record: EmulatedRecord): void;
}

/**
 * Gathers records of one kind into requests. A key is on its way once at a time, neither twice in a request nor in two of them: a copy
 * of a row cannot overtake one that is sent again. Records behind one of their key are held until that is settled.
 */
export class Outbox {
  readonly kind: string;
  readonly #limits: RequestLimits;
  readonly #full: EmulatedRecord[][] = [];
  #open: EmulatedRecord[] = [];
  #openBytes = 0;
  /** By the keys that are on their way: the records behind. */
  readonly #behind = new Map<number, EmulatedRecord[]>();
  readonly #onFreed: () => void;
  #held = 0;

  /** @param onFreed is called when a record that was held may be sent */
  constructor(kind: string, limits: RequestLimits, onFreed: () => void) {
    this.kind = kind;
    this.#limits = limits;
    this.#onFreed = onFreed;
  }

  /** How many records are held. */
  get held(): number {
    return this.#held;
  }

  /** Whether there is nothing to send now. */
  get isEmpty(): boolean {
    return this.#full.length === 0 && this.#open.length === 0;
  }

  add(record: EmulatedRecord): void {
    const behind = this.#behind.get(record.key);
    if (behind === undefined) {
      this.#behind.set(record.key, []);
      this.#gather(record);
    } else {
      behind.push(record);
      this.#held += 1;
    }
  }

  /** A request that can hold no more. */
  takeFull(): Batch | undefined {
    const records = this.#full.shift();
    return records && this.#batch(records);
  }

  /** A request that is full, or else what there is. */
  takeAny(): Batch | undefined {
    if (this.#full.length === 0) this.#close();
    return this.takeFull();
  }

  #gather(record: EmulatedRecord): void {
    const { records, bytes, recordBytes } = this.#limits;
    const isAlone = record.bytes > recordBytes;
    if (isAlone || this.#openBytes + record.bytes > bytes) this.#close();
    this.#open.push(record);
    this.#openBytes += record.bytes;
    if (isAlone || this.#open.length >= records) this.#close();
  }

  #close(): void {
    if (this.#open.length > 0) this.#full.push(this.#open);
    this.#open = [];
    this.#openBytes = 0;
  }

  #batch(records: readonly EmulatedRecord[]): Batch {
    return { kind: this.kind, records, settled: ({ key }) => this.#settled(key) };
  }

  #settled(key: number): void {
    const next = this.#behind.get(key)?.shift();
    if (next === undefined) {
      this.#behind.delete(key);
      return;
    }
    this.#held -= 1;
    this.#gather(next);
    this.#onFreed();
  }
}
