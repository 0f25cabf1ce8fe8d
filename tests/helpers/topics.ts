import type { Twin } from '../../runtime/twin/index.ts';

/** The number of records in a topic of a twin. */
export async function recordsIn({ log }: Pick<Twin, 'log'>, topic: string): Promise<number> {
  const { partitions = 0 } = (await log.describe(topic)) ?? {};
  const ends = await Promise.all(Array.from({ length: partitions }, (_, partition) => log.endOffset(topic, partition)));
  return ends.reduce((sum, end) => sum + end, 0);
}
