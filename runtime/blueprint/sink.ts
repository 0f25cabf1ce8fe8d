import { contracts } from '../contracts/index.ts';
import { names } from './names.ts';
import type { Stage } from './stage/index.ts';

/**
 * The connector configuration of the Confluent S3 sink, as MSK Connect gets it and as the twin's sink reads it.
 * `keyArn` is the KMS key of the bucket where it has one of its own.
 */
export function sinkSettings(stage: Stage, { keyArn }: { keyArn?: string } = {}): Record<string, string> {
  const { bucket, deadLetterTopic } = names(stage);
  const { sink } = stage;
  return {
    'connector.class': 'io.confluent.connect.s3.S3SinkConnector',
    'tasks.max': String(sink.tasksMax),
    'topics.regex': `${stage.userId}\\.(${contracts.map(({ kind }) => kind).join('|')})`,
    's3.region': stage.region,
    's3.bucket.name': bucket,
    ...(keyArn !== undefined && { 's3.ssea.name': 'aws:kms', 's3.sse.kms.key.id': keyArn }),
    'storage.class': 'io.confluent.connect.s3.storage.S3Storage',
    'format.class': 'io.confluent.connect.s3.format.json.JsonFormat',
    'partitioner.class': 'io.confluent.connect.storage.partitioner.DefaultPartitioner',
    ...converters,
    'schema.compatibility': 'NONE',
    'flush.size': String(sink.flushSize),
    'rotate.schedule.interval.ms': String(sink.rotateScheduleIntervalMs),
    timezone: sink.timezone,
    'behavior.on.null.values': 'ignore',
    'errors.tolerance': sink.errorsTolerance,
    ...(sink.errorsTolerance === 'all' && {
      'errors.log.enable': 'true',
      'errors.deadletterqueue.topic.name': deadLetterTopic,
      'errors.deadletterqueue.topic.replication.factor': String(stage.topics.replicationFactor),
      'errors.deadletterqueue.context.headers.enable': 'true',
    }),
  };
}

const converters = {
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'false',
};

/** The worker configuration of MSK Connect: the least that it takes; what it connects with, the service sets itself. */
export function workerProperties(): Record<string, string> {
  return converters;
}

/** The folder of the bucket below which the sink writes (`topics.dir`, its default). */
export const topicsFolder = 'topics';

/** Where an object of the sink stands: `topics/<topic>/partition=<n>/<topic>+<n>+<start offset, 10 digits>.json`. */
export interface ObjectPlace {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the object's first record. */
  readonly startOffset: number;
}

/** The object key of a place; the padding is `filename.offset.zero.pad.width`'s default. */
export function objectKey({ topic, partition, startOffset }: ObjectPlace): string {
  const offset = String(startOffset).padStart(10, '0');
  return `${topicsFolder}/${topic}/partition=${partition}/${topic}+${partition}+${offset}.json`;
}

/** A pattern of Java for the keys of a topic's objects; its groups are partition and start offset. */
export function landedKeys(topic: string): string {
  const name = topic.replaceAll('.', '\\.');
  return `${topicsFolder}/${name}/partition=(0|[1-9][0-9]*)/${name}\\+\\1\\+([0-9]{10}|[1-9][0-9]{10,})\\.json`;
}

/** The place that an object key names, or undefined when the key is not one that the sink gives. */
export function parseObjectKey(key: string): ObjectPlace | undefined {
  const match = /^[^/]+\/([^/]+)\/.*\+(\d+)\+(\d+)\.json$/.exec(key);
  if (match === null) return undefined;
  const place = { topic: match[1] as string, partition: Number(match[2]), startOffset: Number(match[3]) };
  return objectKey(place) === key ? place : undefined;
}
