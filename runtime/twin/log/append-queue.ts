import { type PinflowError, storageError } from '../../errors.ts';
import type { Appended, LogRecord } from './port.ts';
import type { Segment } from './segment.ts';

/** A partition that waits for its records to be written. */
export interface Partition {
  readonly topic: string;
  readonly number: number;
  readonly segment: Segment;
  waiting: Share[];
}

/** What one call puts into one partition. */
interface Share {
  readonly records: LogRecord[];
  /** Where the records stand in the call. */
  readonly indexes: number[];
  readonly call: Call;
}

interface Call {
  readonly results: Appended[];
  open: number;
  readonly resolve: (results: Appended[]) => void;
}

/** Writes all that one turn of the event loop brings for a partition with one write, however many calls it came in. */
export class AppendQueue {
  readonly #now: () => number;
  readonly #stored: (partition: Partition) => void;
  #dirty: Partition[] = [];

  /** `stored` is called after records of a partition became readable. */
  constructor(now: () => number, stored: (partition: Partition) => void) {
    this.#now = now;
    this.#stored = stored;
  }

  /** Resolves with what became of each record, in the order of the call. */
  add(records: readonly LogRecord[], place: (record: LogRecord) => Partition): Promise<Appended[]> {
    return new Promise((resolve) => {
      const call: Call = { results: new Array(records.length), open: records.length, resolve };
      if (records.length === 0) resolve([]);
      for (const [partition, share] of byPartition(records, place, call)) this.#enqueue(partition, share);
    });
  }

  /** Writes now what waits. */
  flush(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const partition of dirty) this.#store(partition);
  }

  #enqueue(partition: Partition, share: Share): void {
    if (this.#dirty.length === 0) setImmediate(() => this.flush());
    if (partition.waiting.length === 0) this.#dirty.push(partition);
    partition.waiting.push(share);
  }

  #store(partition: Partition): void {
    const shares = partition.waiting;
    partition.waiting = [];
    const outcome = this.#write(partition, shares);
    let offset = outcome.first;
    for (const { indexes, call } of shares) {
      for (const index of indexes) {
        const { error } = outcome;
        call.results[index] = error === undefined ? { partition: partition.number, offset } : { error };
        offset += 1;
      }
      call.open -= indexes.length;
      if (call.open === 0) call.resolve(call.results);
    }
    if (outcome.error === undefined) this.#stored(partition);
  }

  #write({ segment }: Partition, shares: readonly Share[]): { first: number; error?: PinflowError } {
    try {
      return {
        first: segment.append(
          shares.flatMap((share) => share.records),
          this.#now(),
        ),
      };
    } catch (error) {
      return { first: segment.endOffset, error: storageError(error, segment.path) };
    }
  }
}

function byPartition(
  records: readonly LogRecord[],
  place: (record: LogRecord) => Partition,
  call: Call,
): Map<Partition, Share> {
  const shares = new Map<Partition, Share>();
  records.forEach((record, index) => {
    const partition = place(record);
    const share = shares.get(partition) ?? { records: [], indexes: [], call };
    if (share.records.length === 0) shares.set(partition, share);
    share.records.push(record);
    share.indexes.push(index);
  });
  return shares;
}
