import { z } from 'zod';
import { PinflowError } from '../errors.ts';

/**
 * The typed description of one stack: a user's pipeline in one stage. Everything that reads a stage reads it through this schema,
 * so that a stage which parses can be deployed by `infra` and run by the twin.
 */
export const stageSchema = z.strictObject({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'use lower-case letters, digits and hyphens, at most 20, a letter first')
    .describe('The stage, such as dev, prod or local.'),
  userId: z
    .string()
    .regex(/^[a-z0-9]{3,20}$/, 'use 3 to 20 lower-case letters and digits')
    .describe('Names everything of the stack; explicit, never changed, unique per account and region.'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'use an AWS region such as us-east-1')
    .default('us-east-1')
    .describe('The AWS region.'),
  topics: z
    .strictObject({
      partitions: z.int().min(1).max(1000).default(3).describe('Partitions of each topic.'),
      replicationFactor: z.int().min(1).max(5).default(3).describe('Copies of each partition.'),
    })
    .prefault({}),
  sink: z
    .strictObject({
      flushSize: z.int().min(1).default(10_000).describe('Records in one object.'),
      rotateScheduleIntervalMs: z
        .int()
        .min(100)
        .default(60_000)
        .describe('Milliseconds between scheduled rotations, counted from midnight in `timezone`.'),
      timezone: z.string().refine(isTimezone, 'use an IANA time zone such as UTC').default('UTC'),
      tasksMax: z.int().min(1).default(3).describe('Tasks of the connector.'),
      errorsTolerance: z
        .enum(['all', 'none'])
        .default('all')
        .describe('all: a record that cannot be written goes to the dead-letter topic; none: the task stops.'),
    })
    .prefault({}),
  tables: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')
        .default('tables')
        .describe('The folder of the Delta tables, in the bucket; locally beside it.'),
    })
    .prefault({}),
});

/** A stage with every default filled in. */
export type Stage = z.output<typeof stageSchema>;

/** A stage as it is written: what has a default may be left out. */
export type StageInput = z.input<typeof stageSchema>;

/**
 * Reads a stage.
 * @throws {PinflowError} `STAGE_INVALID` with every fault at once, each with its path.
 */
export function parseStage(input: unknown): Stage {
  const result = stageSchema.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.') || '(stage)'}: ${issue.message}`);
  throw new PinflowError('STAGE_INVALID', `the stage has ${faults.length} fault(s):\n${faults.join('\n')}`);
}

/** The stage that the twin runs on one machine: one broker's worth of copies, and objects every second. */
export function localStage(userId: string): Stage {
  return parseStage({
    stage: 'local',
    userId,
    topics: { replicationFactor: 1 },
    sink: { rotateScheduleIntervalMs: 1000 },
  });
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
