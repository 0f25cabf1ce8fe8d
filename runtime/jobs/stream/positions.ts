import { z } from 'zod';
import { compareSequenceNumbers } from '../../contracts/index.ts';
import { PinflowError } from '../../errors.ts';
import type { Shard, StreamDescription } from './source.ts';

const digits = z.string().regex(/^(0|[1-9][0-9]{0,128})$/);

const positionsSchema = z.strictObject({
  stream: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.int(),
  /** Which job wrote them: of two, the later one has the larger number. */
  epoch: z.int(),
  /** The version of the quarantine in which their rejected records are, of the clean table's. */
  quarantine: z.int().optional(),
  /** By shard id: the sequence number of the last record that was taken, and whether that was the shard's last. */
  shards: z.record(z.string(), z.strictObject({ after: digits.optional(), ended: z.boolean().optional() })),
});

/** How far a stream has been taken into a table: all records of a shard up to `after`. A shard that is not there has not been begun. */
export type Positions = Readonly<z.output<typeof positionsSchema>>;

/**
 * The table property that holds the positions of a kind's stream. It is written in the commit that holds the rows, so that rows and
 * positions are one; checkpoints and compaction keep it, and every engine shows it.
 */
export function positionsProperty(kind: string): string {
  return `pinflow.stream.${kind}`;
}

/** The text of the property. */
export function formatPositions(positions: Positions): string {
  return JSON.stringify(positions);
}

/** @throws {PinflowError} `TABLE_DAMAGED`; `where` names table and property */
export function parsePositions(text: string, where: string): Positions {
  try {
    return positionsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new PinflowError('TABLE_DAMAGED', `${where} does not hold positions of a stream: ${text}`, { cause });
  }
}

/** The positions before the first record of a stream. */
export function startOf(stream: string, { createdAt }: StreamDescription): Positions {
  return { stream, createdAt, epoch: 0, shards: {} };
}

/** Some records of a shard that were taken, and whether they are its last. */
export interface Taken {
  readonly shardId: string;
  readonly last: string | undefined;
  readonly ended: boolean;
}

/** The positions after more was taken, in the order in which it was. */
export function advancePositions(positions: Positions, taken: readonly Taken[]): Positions {
  const shards = { ...positions.shards };
  for (const { shardId, last, ended } of taken) {
    const after = last ?? shards[shardId]?.after;
    shards[shardId] = { ...(after !== undefined && { after }), ...(ended && { ended }) };
  }
  return { ...positions, shards };
}

/** The further of two positions of one stream, shard by shard. */
export function furthestPositions(one: Positions, other: Positions): Positions {
  const shards = { ...one.shards };
  for (const [id, { after, ended }] of Object.entries(other.shards)) {
    const first = shards[id];
    const isFurther = compareSequenceNumbers(after ?? '', first?.after ?? '') > 0;
    const furthest = isFurther ? after : first?.after;
    shards[id] = {
      ...(furthest !== undefined && { after: furthest }),
      ...((ended || first?.ended) && { ended: true }),
    };
  }
  return { ...one, shards };
}

/** The positions without those of shards that are no more, of which no record can come again. */
export function prunePositions(positions: Positions, shards: readonly Shard[]): Positions {
  const there = new Set(shards.map(({ id }) => id));
  return { ...positions, shards: Object.fromEntries(Object.entries(positions.shards).filter(([id]) => there.has(id))) };
}

/**
 * Where shards that are no more were left before their end, in words: what they held after that is gone, by the stream's retention. Shards
 * that came and went between two jobs are not known.
 */
export function missedRecords({ stream, shards: known }: Positions, shards: readonly Shard[]): string[] {
  const there = new Set(shards.map(({ id }) => id));
  return Object.entries(known)
    .filter(([id, { ended }]) => !ended && !there.has(id))
    .map(
      ([id, { after }]) =>
        `${stream}, ${id}: the shard is no more, and was read to ${after} and not to its end; what it held after that, if anything, is gone`,
    );
}

/**
 * The shards that can be read now: those that have not been read to their end, and whose parents have been. So the copies of a post keep
 * their order when shards are split and merged.
 * @param hasEnded whether a shard has been read to its end
 */
export function readableShards(shards: readonly Shard[], hasEnded: (shardId: string) => boolean): Shard[] {
  const there = new Set(shards.map(({ id }) => id));
  return shards.filter(
    ({ id, parents }) => !hasEnded(id) && parents.every((parent) => !there.has(parent) || hasEnded(parent)),
  );
}
