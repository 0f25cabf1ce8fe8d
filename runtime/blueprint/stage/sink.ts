import { z } from 'zod';
import { byProfile, type Profile } from './profile.ts';

/** Settings of the S3 sink, in the cloud and on one machine. */
export const sinkSchema = z
  .strictObject({
    flushSize: z.int().min(1).default(10_000).describe('Records in one object.'),
    rotateScheduleIntervalMs: z
      .int()
      .min(100)
      .default(60_000)
      .describe('Milliseconds between scheduled rotations, counted from midnight in `timezone`.'),
    timezone: z
      .string()
      .refine(
        isTimezone,
        'rotation by schedule needs an IANA time zone, as the database writes it, such as UTC or Europe/Berlin',
      )
      .default('UTC')
      .describe('Time zone of the schedule.'),
    tasksMax: z.int().min(1).default(3).describe('Tasks of the connector.'),
    errorsTolerance: z
      .enum(['all', 'none'])
      .default('all')
      .describe('all: a record that cannot be written goes to the dead-letter topic; none: the task stops.'),
  })
  .prefault({});

/** Fields of a connector on MSK Connect, with its limits. */
export const connectorFields = {
  kafkaConnectVersion: z.enum(['3.7.x', '2.7.1']),
  mcuCount: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)], 'use 1, 2, 4 or 8'),
  workers: z.int().min(1).max(10),
} as const;

/** Where the sink runs. */
export function connectorSchema(profile: Profile) {
  return z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('managed'),
        kafkaConnectVersion: connectorFields.kafkaConnectVersion.default('3.7.x').describe('Version of Kafka Connect.'),
        mcuCount: connectorFields.mcuCount
          .default(1)
          .describe('MSK Connect units of one worker: each is one vCPU and 4 GiB.'),
        workers: connectorFields.workers
          .default(byProfile(profile, { dev: 1, prod: 2 }))
          .describe('Number of workers.'),
      })
      .describe('A connector of the stack on MSK Connect.'),
    z.strictObject({ type: z.literal('none') }).describe('No connector: topics are not landed in the bucket.'),
  ]);
}

/**
 * Whether this is the name of a time zone in the IANA database, as the database writes it: the connector looks it up by the letter
 * (Joda-Time's `DateTimeZone.forID`), and takes no offsets here, since those know no summer time.
 */
export function isTimezone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    // An alias resolves to another name: of those only the first letter tells.
    return /^[A-Z]/.test(name) && (timeZone === name || timeZone.toLowerCase() !== name.toLowerCase());
  } catch {
    return false;
  }
}
