import { names, type Stage } from '../blueprint/index.ts';
import type { Account } from '../emulator/index.ts';
import { type BatchJob, runBatchJob } from '../jobs/index.ts';
import type { Kinds } from '../report/data.ts';
import type { Twin } from '../twin/index.ts';
import { type Arrived, type Checked, mapKinds } from './path-counts.ts';

/** What the sink has made of the topics by now. */
export function landedNow({ sink }: Twin, stage: Stage): Kinds<Pick<Arrived, 'landed' | 'dead_lettered'>> {
  const counts = sink.counts();
  return mapKinds(names(stage).topics, (topic) => {
    const { landed = 0, deadLettered = 0 } = counts[topic] ?? {};
    return { landed, dead_lettered: deadLettered };
  });
}

/** Waits until the sink has landed everything that is in the topics, and tells what that was. */
export async function landEverything(twin: Twin, stage: Stage, account: Account): Promise<Kinds<Arrived>> {
  const { log, sink } = twin;
  await sink.drained();
  const arrived: Record<string, Arrived> = {};
  for (const [kind, landed] of Object.entries(landedNow(twin, stage))) {
    const topic = names(stage).topics[kind] as string;
    const named = new Map(account.kinds[kind]?.partitions.map(({ partition, records }) => [partition, records]));
    const partitions = (await log.describe(topic))?.partitions ?? 0;
    let redelivered = 0;
    for (let partition = 0; partition < partitions; partition++) {
      redelivered += (await log.endOffset(topic, partition)) - (named.get(partition) ?? 0);
    }
    arrived[kind] = { ...landed, redelivered };
  }
  return arrived;
}

/** Makes the tables of the batch path. */
export async function cleanBatch(job: BatchJob): Promise<Kinds<Checked>> {
  return mapKinds(await runBatchJob(job), ({ read: _, ...checked }) => checked);
}
