import type { ExecutionContext } from 'ava';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import type { StoredRecord, TopicLog } from '../../../runtime/twin/log/port.ts';
import { temporaryFolder } from '../../helpers/folder.ts';

/** An open topic log in a folder of its own; both are gone when the test ends. */
export function openLog(t: ExecutionContext, options?: Parameters<typeof openFolderLog>[1]): TopicLog {
  const folder = temporaryFolder(t);
  const log = openFolderLog(folder, options);
  t.teardown(() => log.close());
  return log;
}

/** All records of a partition. */
export async function readPartition(log: TopicLog, topic: string, partition: number): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for (;;) {
    const more = await log.read(topic, partition, records.length);
    if (more.length === 0) return records;
    records.push(...more);
  }
}

/** All records of a topic, partition by partition. */
export async function readTopic(log: TopicLog, topic: string): Promise<StoredRecord[][]> {
  const { partitions = 0 } = (await log.describe(topic)) ?? {};
  return Promise.all(Array.from({ length: partitions }, (_, partition) => readPartition(log, topic, partition)));
}
