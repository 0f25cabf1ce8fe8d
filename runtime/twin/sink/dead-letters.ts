import type { Header, LogRecord, StoredRecord, TopicLog } from '../log/port.ts';
import type { Failure } from './verdict.ts';

/** A record that could not be written, and why. */
export interface DeadLetter {
  readonly record: StoredRecord;
  readonly failure: Failure;
}

/** The dead-letter topic, seen from the partitions whose records go there. */
export interface DeadLetters {
  /** Stores letters of one partition; those that already stand in the topic are not stored again. */
  report(topic: string, partition: number, letters: readonly DeadLetter[]): Promise<void>;
}

const prefix = '__connect.errors.';

/**
 * Opens the dead-letter topic and creates it, with one partition as Connect does, where it is missing. It is read through once: a
 * sink that was killed after it reported a record and before it committed the offset meets the record again, and finds by the
 * context headers that it was reported. Without those headers nothing tells, and such a record is reported twice.
 * @param reported whether a letter from this place may still be met again; others are not kept in memory.
 */
export async function openDeadLetters(
  log: TopicLog,
  deadLetterTopic: string,
  options: { connector: string; contextHeaders: boolean },
  reported: (topic: string, partition: number, offset: number) => boolean,
): Promise<DeadLetters> {
  await log.createTopic(deadLetterTopic, 1);
  const known = await reportedPlaces(log, deadLetterTopic, reported);
  return {
    report: async (topic, partition, letters) => {
      const news = letters.filter(({ record }) => !known.delete(place(topic, partition, record.offset)));
      const records = news.map(({ record, failure }): LogRecord => {
        const context = options.contextHeaders
          ? contextHeaders(topic, partition, record, failure, options.connector)
          : [];
        return { key: record.key, value: record.value, headers: [...record.headers, ...context] };
      });
      for (const result of await log.append(deadLetterTopic, records))
        if (result.error !== undefined) throw result.error;
    },
  };
}

async function reportedPlaces(
  log: TopicLog,
  deadLetterTopic: string,
  reported: (topic: string, partition: number, offset: number) => boolean,
): Promise<Set<string>> {
  const places = new Set<string>();
  const partitions = (await log.describe(deadLetterTopic))?.partitions ?? 0;
  for (let partition = 0; partition < partitions; partition++) {
    for (let offset = 0, records = await log.read(deadLetterTopic, partition, 0); records.length > 0; ) {
      for (const { headers } of records) {
        const from = origin(headers);
        if (from !== undefined && reported(...from)) places.add(place(...from));
      }
      offset = (records.at(-1) as StoredRecord).offset + 1;
      records = await log.read(deadLetterTopic, partition, offset);
    }
  }
  return places;
}

/** Kafka Connect's `DeadLetterQueueReporter` headers; there is no stack trace here. */
function contextHeaders(
  topic: string,
  partition: number,
  { offset }: StoredRecord,
  failure: Failure,
  connector: string,
): Header[] {
  const values = {
    topic,
    partition: String(partition),
    offset: String(offset),
    'connector.name': connector,
    'task.id': '0',
    stage: failure.stage,
    'class.name': failure.className,
    'exception.class.name': failure.exception,
    'exception.message': failure.message,
  };
  return Object.entries(values).map(([key, value]) => ({ key: `${prefix}${key}`, value: Buffer.from(value) }));
}

/** Where a dead letter came from: the last such headers, since a letter that was posted back could carry older ones. */
function origin(headers: readonly Header[]): [string, number, number] | undefined {
  const text = (name: string) => {
    const value = headers.findLast(({ key }) => key === `${prefix}${name}`)?.value;
    return value && Buffer.from(value).toString();
  };
  const [topic, partition, offset] = [text('topic'), text('partition'), text('offset')];
  if (!topic || !partition || !offset) return undefined;
  return [topic, Number(partition), Number(offset)];
}

function place(topic: string, partition: number, offset: number): string {
  return `${topic}/${partition}/${offset}`;
}
