import { z } from 'zod';
import { aws } from './aws.ts';
import { formed } from './formed.ts';
import { byProfile, type Profile } from './profile.ts';

/** Fields of a lake bucket, with the limits of S3. */
export const lakeFields = {
  /** Classes with immediate access. */
  storageClass: z.enum(['INTELLIGENT_TIERING', 'STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR']),
  days: z.int().min(1),
  /** Days before which S3 moves nothing to a class of infrequent access (Amazon S3 user guide, "Transitioning objects"). */
  leastDaysBeforeIa: 30,
} as const;

/** Fields of a stream, with the limits of Kinesis. */
export const streamFields = {
  retentionHours: z
    .int()
    .min(24, 'Kinesis keeps records for 24 hours at least')
    .max(8760, 'Kinesis keeps records for 8760 hours (a year) at most'),
} as const;

/** The bucket `user-<id>-bucket`. */
export const lakeSchema = z
  .strictObject({
    transition: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal('none') }).describe('Objects stay in S3 Standard.'),
        z
          .strictObject({
            type: z.literal('managed'),
            storageClass: lakeFields.storageClass
              .exclude(['ONEZONE_IA'])
              .default('INTELLIGENT_TIERING')
              .describe('Every run reads these objects: only classes with immediate access.'),
            afterDays: z
              .int()
              .min(lakeFields.leastDaysBeforeIa, 'S3 moves objects after 30 days at the earliest')
              .default(30)
              .describe('Days after creation.'),
          })
          .describe('Landed objects move to a cheaper class.'),
      ])
      .default({ type: 'none' }),
    incompleteUploadDays: lakeFields.days
      .max(365)
      .default(7)
      .describe('Days after which an unfinished upload is removed.'),
    oldVersionDays: lakeFields.days
      .max(3650)
      .default(30)
      .describe('Days after which replaced versions of table files are removed; landed objects are kept for ever.'),
  })
  .prefault({});

/** The folder of the Delta tables. */
export const tablesSchema = z
  .strictObject({
    prefix: formed(/^[a-z0-9][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')
      .default('tables')
      .describe('The folder of the Delta tables, in the bucket; locally beside it.'),
  })
  .prefault({});

/** The Kinesis streams. */
export function streamsSchema(profile: Profile) {
  return z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('managed'),
        retentionHours: streamFields.retentionHours
          .default(byProfile(profile, { dev: 24, prod: 168 }))
          .describe('Hours that a record can be read.'),
      })
      .describe('On-demand streams of the stack, one a kind of record.'),
    z.strictObject({ type: z.literal('none') }).describe('No streams: the batch path alone.'),
  ]);
}

/** The keys that encrypt what holds data. */
export const encryptionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('aws') }).describe('Keys of the AWS services, without cost.'),
  z.strictObject({ type: z.literal('managed') }).describe('A KMS key of the stack, rotated yearly.'),
  z.strictObject({
    type: z.literal('existing'),
    keyArn: aws.keyArn.describe('The key; its policy must let the services use it.'),
  }),
]);

/** What guards data against deletion. */
export function protectionSchema(profile: Profile) {
  return z
    .strictObject({
      protect: z
        .boolean()
        .default(byProfile(profile, { dev: false, prod: true }))
        .describe('Pulumi refuses to delete what holds data.'),
      retain: z
        .boolean()
        .default(byProfile(profile, { dev: false, prod: true }))
        .describe('What holds data stays in AWS when it leaves the stack; false: a destroy empties the bucket too.'),
    })
    .prefault({});
}
