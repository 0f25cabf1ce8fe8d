import { compareSequenceNumbers } from '../../contracts/index.ts';
import type { PartitionPlace, ShardPlace } from '../targets/target.ts';
import { OffsetSet } from './offsets.ts';

/** Where the stored records of a partition are. */
export interface PartitionAccount {
  readonly partition: number;
  /** Distinct offsets that answers named. */
  readonly records: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** Where the stored records of a shard are. */
export interface ShardAccount {
  readonly shard: string;
  readonly records: number;
  /** Decimal text, as all sequence numbers: they are larger than any number. */
  readonly firstSequenceNumber: string;
  readonly lastSequenceNumber: string;
}

/** The places in a topic that answers have named. */
export class Partitions {
  readonly #offsets = new Map<number, OffsetSet>();

  add({ partition, offset }: PartitionPlace): void {
    let offsets = this.#offsets.get(partition);
    if (offsets === undefined) {
      offsets = new OffsetSet();
      this.#offsets.set(partition, offsets);
    }
    offsets.add(offset);
  }

  account(): PartitionAccount[] {
    return [...this.#offsets]
      .sort(([a], [b]) => a - b)
      .map(([partition, { size, first = 0, last = 0 }]) => ({
        partition,
        records: size,
        firstOffset: first,
        lastOffset: last,
      }));
  }
}

/** The places in a stream that answers have named. */
export class Shards {
  readonly #shards = new Map<string, { records: number; first: string; last: string }>();

  add({ shard, sequenceNumber }: ShardPlace): void {
    const known = this.#shards.get(shard);
    if (known === undefined) {
      this.#shards.set(shard, { records: 1, first: sequenceNumber, last: sequenceNumber });
      return;
    }
    known.records += 1;
    if (compareSequenceNumbers(sequenceNumber, known.first) < 0) known.first = sequenceNumber;
    else if (compareSequenceNumbers(sequenceNumber, known.last) > 0) known.last = sequenceNumber;
  }

  account(): ShardAccount[] {
    return [...this.#shards]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([shard, { records, first, last }]) => ({
        shard,
        records,
        firstSequenceNumber: first,
        lastSequenceNumber: last,
      }));
  }
}
