import { isTopicName } from '../../blueprint/index.ts';
import type { LogRecord, TopicLog } from '../log/port.ts';
import type { RecordResult, RefusedRecord } from './answers.ts';

/** What the Kafka producer inside the REST proxy is set to. */
export interface ProducerSettings {
  /** `producer.max.block.ms`: how long a send may wait for a topic or partition to appear. */
  readonly maxBlockMs: number;
  /** `producer.max.request.size`, bytes. */
  readonly maxRequestSize: number;
}

/** The producer's settings in the REST proxy's properties; the producer's own default where there is none. */
export function producerSettings(properties: Readonly<Record<string, string>>): ProducerSettings {
  return {
    maxBlockMs: Number(properties['producer.max.block.ms'] ?? 60_000),
    maxRequestSize: Number(properties['producer.max.request.size'] ?? 1_048_576),
  };
}

/**
 * Sends records as the Kafka producer does, with its messages for those it refuses. It does not wait `max.block.ms` for a topic or
 * partition that is missing: here nobody else can be creating it, so the answer would only come later.
 */
export async function produce(
  log: TopicLog,
  topic: string,
  records: readonly LogRecord[],
  settings: ProducerSettings,
): Promise<RecordResult[]> {
  if (!isTopicName(topic)) return records.map(() => ({ errorCode: 50002, error: `Invalid topics: [${topic}]` }));
  const partitions = (await log.describe(topic))?.partitions;
  const refused = records.map((record) => refusal(record, topic, partitions, settings));
  const accepted = records.filter((_, index) => refused[index] === undefined);
  const stored = accepted.length > 0 ? await log.append(topic, accepted) : [];
  let next = 0;
  return refused.map((refusal) => refusal ?? (stored[next++] as RecordResult));
}

function refusal(
  record: LogRecord,
  topic: string,
  partitions: number | undefined,
  { maxBlockMs, maxRequestSize }: ProducerSettings,
): RefusedRecord | undefined {
  if (partitions === undefined) {
    return { errorCode: 50003, error: `Topic ${topic} not present in metadata after ${maxBlockMs} ms.` };
  }
  if (record.partition !== undefined && record.partition >= partitions) {
    const place = `Partition ${record.partition} of topic ${topic} with partition count ${partitions}`;
    return { errorCode: 50003, error: `${place} is not present in metadata after ${maxBlockMs} ms.` };
  }
  const size = batchBytes(record);
  if (size <= maxRequestSize) return undefined;
  const limit = `${maxRequestSize}, which is the value of the max.request.size configuration.`;
  return { errorCode: 50002, error: `The message is ${size} bytes when serialized which is larger than ${limit}` };
}

/** The upper bound that the producer takes for a batch of one record (`DefaultRecordBatch.estimateBatchSizeUpperBound`). */
function batchBytes({ key, value }: LogRecord): number {
  const batchOverhead = 61;
  const recordOverhead = 21;
  const headerCount = 1;
  return batchOverhead + recordOverhead + fieldBytes(key) + fieldBytes(value) + headerCount;
}

/** A field with its length before it, as a zigzag varint; null is the length -1. */
function fieldBytes(field: Uint8Array | null): number {
  if (field === null) return 1;
  let bytes = 1;
  for (let rest = field.length * 2; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes + field.length;
}
