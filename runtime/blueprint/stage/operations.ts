import { z } from 'zod';
import { artifacts } from '../artifacts.ts';
import { aws, logRetentionDays } from './aws.ts';
import { eachOnce, formed } from './formed.ts';
import { byProfile, type Profile } from './profile.ts';

/** Fields of logs, alarms and budget. */
export const observabilityFields = {
  /** Days that a log group keeps its events. */
  logRetentionDays: z.literal(
    logRetentionDays,
    `use a retention that CloudWatch Logs takes: ${logRetentionDays.join(', ')}`,
  ),
  email: z.email('use an e-mail address'),
  monthlyUsd: z.number().positive('give an amount above 0'),
} as const;

/** Logs, alarms, dashboard and budget. */
export function observabilitySchema(profile: Profile) {
  const alarms = z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('managed'),
        emails: z
          .array(observabilityFields.email)
          .min(1, 'give at least one address, or nobody is woken')
          .max(10)
          .refine(...eachOnce('name each address once'))
          .describe('Who is told; each address confirms its subscription once.'),
      })
      .describe('Alarms along the data path, told through one SNS topic.'),
    z.strictObject({ type: z.literal('none') }).describe('No alarms.'),
  ]);
  const budget = z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('managed'),
        monthlyUsd: observabilityFields.monthlyUsd.max(1_000_000).describe('Cost of a month in US dollars.'),
        emails: z
          .array(observabilityFields.email)
          .min(1, 'give at least one address')
          .max(10)
          .refine(...eachOnce('name each address once'))
          .describe('Addresses of the budget.'),
      })
      .describe('A budget over everything tagged as this stack.'),
    z.strictObject({ type: z.literal('none') }).describe('No budget.'),
  ]);
  // A production stage says what it wants: a default would wake nobody.
  const chosen = {
    dev: { alarms: alarms.default({ type: 'none' }), budget: budget.default({ type: 'none' }) },
    prod: { alarms, budget },
  };
  return z.strictObject({
    logRetentionDays: observabilityFields.logRetentionDays
      .default(byProfile(profile, { dev: 14, prod: 365 }))
      .describe('Days that logs are kept.'),
    dashboard: z
      .enum(['managed', 'none'])
      .default(byProfile(profile, { dev: 'none', prod: 'managed' }))
      .describe('A CloudWatch dashboard along the data path.'),
    ...chosen[profile],
  });
}

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'use the 64 hexadecimal digits of a SHA-256')
  .optional();

/** Fields of an artifact. */
export const artifactFields = {
  // S3 gives `null` where a bucket keeps no versions (Amazon S3 user guide, "Versioning").
  version: z
    .string()
    .regex(
      /^(?!null$)[\x21-\x7e]{1,1024}$/,
      'use the version ID that S3 gave the object, as `pinflow artifacts sync` writes it',
    ),
} as const;

const versionedObject = z
  .string()
  .regex(
    /^[a-z0-9.-]+\/[^\s?]+\?versionId=(?!null$)[\x21-\x7e]{1,1024}$/,
    'use <bucket>/<key>?versionId=<version>, as `pinflow artifacts sync` writes it',
  )
  .optional();

function byArtifact(schema: z.ZodOptional<z.ZodString>, purpose: string) {
  const entries = Object.values(artifacts).map(({ name, for: use }) => [name, schema.describe(`${purpose}: ${use}.`)]);
  return z.strictObject(Object.fromEntries(entries) as Record<keyof typeof artifacts, typeof schema>).default({});
}

/** The bucket from which the Kafka client and the connector take their software; `pinflow artifacts sync` fills it. */
export const artifactsSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('existing'),
    bucket: aws.bucketName.describe('A private bucket of the account that exists before the stack.'),
    prefix: formed(/^[a-z0-9][a-z0-9/-]*[a-z0-9]$/, 'use lower-case letters, digits, hyphens and inner slashes')
      .default('pinflow')
      .describe('Folder of the artifacts.'),
    sha256: byArtifact(hash, 'SHA-256').describe(
      'SHA-256 of artifacts, by name; `pinflow artifacts pin` writes those that pinflow does not know.',
    ),
    versions: byArtifact(versionedObject, 'Object and version').describe(
      'Their objects in the bucket with the version that is installed, by name; `pinflow artifacts sync` writes them. One of another bucket or key counts for nothing.',
    ),
  }),
  z.strictObject({ type: z.literal('none') }).describe('Nothing of this stack needs software.'),
]);
