import type { Shard } from './streams.ts';

/*
 * A sequence number has 56 decimal digits, as those of Kinesis have in practice: the number 49, when the shard was opened (13 digits), the
 * shard's index (12) and the record's offset plus 1 (29). So numbers grow within a shard and from a shard to its children, and lead to
 * their offset without a search. The one of 0 stands before the first record.
 */
const offsetDigits = 29;

/** What the numbers of a shard begin with. */
export function numberPrefix({ openedAt, index }: Shard): string {
  return `49${String(openedAt).padStart(13, '0')}${String(index).padStart(12, '0')}`;
}

/** The number of the record at an offset; -1 is before the first. */
export function sequenceNumber(prefix: string, offset: number): string {
  return prefix + String(offset + 1).padStart(offsetDigits, '0');
}

/** The offset that a number of the shard stands for; undefined when the shard never gave it. */
export function offsetOf(shard: Shard, number: string): number | undefined {
  const prefix = numberPrefix(shard);
  const count = Number(number.slice(prefix.length));
  const isOwn = number.startsWith(prefix) && number.length === prefix.length + offsetDigits;
  return isOwn && Number.isSafeInteger(count) ? count - 1 : undefined;
}
