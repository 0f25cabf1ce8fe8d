import { z } from 'zod';
import { isTimezone } from '../../blueprint/index.ts';
import { PinflowError } from '../../errors.ts';

/** What the sink takes from a connector's configuration. */
export interface SinkSettings {
  /** Matches whole topic names. */
  readonly topics: RegExp;
  /** Records in one object. */
  readonly flushSize: number;
  /** Milliseconds; without it only full objects are written. */
  readonly rotateScheduleIntervalMs: number | undefined;
  readonly timezone: string;
  readonly nullValues: 'ignore' | 'fail';
  readonly reportNullValues: boolean;
  readonly tolerance: 'none' | 'all';
  readonly deadLetterTopic: string | undefined;
  readonly contextHeaders: boolean;
}

/**
 * Reads the configuration that MSK Connect gets for the S3 sink; defaults are the connector's own.
 * @throws {PinflowError} `SINK_SETTING_INVALID` with every setting that is missing, wrong, or one that the twin does not know: a
 * setting that it passed over in silence could write other objects in the cloud.
 */
export function readSinkSettings(settings: Readonly<Record<string, string>>): SinkSettings {
  const result = schema.safeParse(settings);
  if (result.success) return interpret(result.data);
  const faults = result.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `  ${issue.keys.join(', ')}: not supported here`
      : `  ${issue.path.join('.')}: ${issue.message}`,
  );
  throw new PinflowError(
    'SINK_SETTING_INVALID',
    `the sink has ${faults.length} wrong setting(s):\n${faults.join('\n')}`,
  );
}

const text = z.string();
const flag = z.enum(['true', 'false']);
const count = z
  .string()
  .regex(/^[1-9][0-9]{0,15}$/, 'use a whole number above 0')
  .transform(Number);
const interval = z
  .string()
  .regex(/^(-1|[1-9][0-9]{0,15})$/, 'use a whole number of milliseconds above 0, or -1')
  .transform(Number);

/** A setting that decides what objects look like, and the only value that the twin's objects have. */
const only = (value: string) => z.literal(value, { error: `only ${value} is supported here` });

const schema = z.strictObject({
  'topics.regex': text.refine(isPattern, 'use a regular expression'),
  'flush.size': count,
  'rotate.schedule.interval.ms': interval.default(-1),
  timezone: text.refine(isTimezone, 'use an IANA time zone such as UTC').default('UTC'),
  'behavior.on.null.values': z.enum(['ignore', 'fail']).default('fail'),
  'report.null.values.to.dlq': flag.default('true'),
  'errors.tolerance': z.enum(['none', 'all']).default('none'),
  'errors.deadletterqueue.topic.name': text.default(''),
  'errors.deadletterqueue.context.headers.enable': flag.default('false'),
  'connector.class': only('io.confluent.connect.s3.S3SinkConnector'),
  'storage.class': only('io.confluent.connect.s3.storage.S3Storage'),
  'format.class': only('io.confluent.connect.s3.format.json.JsonFormat'),
  'partitioner.class': only('io.confluent.connect.storage.partitioner.DefaultPartitioner').optional(),
  'value.converter': only('org.apache.kafka.connect.json.JsonConverter'),
  'value.converter.schemas.enable': only('false'),
  'schema.compatibility': only('NONE').optional(),
  'topics.dir': only('topics').optional(),
  'filename.offset.zero.pad.width': only('10').optional(),
  // What these say changes nothing that a folder on one machine could show.
  name: text.optional(),
  'tasks.max': count.optional(),
  'key.converter': text.optional(),
  's3.region': text.optional(),
  's3.bucket.name': text.optional(),
  's3.part.size': text.optional(),
  's3.ssea.name': text.optional(),
  's3.sse.kms.key.id': text.optional(),
  'rotate.interval.ms': text.optional(),
  'errors.log.enable': flag.optional(),
  'errors.log.include.messages': flag.optional(),
  'errors.deadletterqueue.topic.replication.factor': count.optional(),
});

function interpret(settings: z.output<typeof schema>): SinkSettings {
  const intervalMs = settings['rotate.schedule.interval.ms'];
  return {
    topics: new RegExp(`^(?:${settings['topics.regex']})$`),
    flushSize: settings['flush.size'],
    rotateScheduleIntervalMs: intervalMs === -1 ? undefined : intervalMs,
    timezone: settings.timezone,
    nullValues: settings['behavior.on.null.values'],
    reportNullValues: settings['report.null.values.to.dlq'] === 'true',
    tolerance: settings['errors.tolerance'],
    deadLetterTopic: settings['errors.deadletterqueue.topic.name'] || undefined,
    contextHeaders: settings['errors.deadletterqueue.context.headers.enable'] === 'true',
  };
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
