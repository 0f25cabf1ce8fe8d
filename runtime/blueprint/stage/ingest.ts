import { z } from 'zod';
import { byProfile, type Profile } from './profile.ts';

/** Who may call the API. */
export const authorizations = ['iam', 'apiKey', 'none'] as const;

/** A choice of {@link authorizations}. */
export type Authorization = (typeof authorizations)[number];

/** Fields of an ingest API. */
export const ingestFields = {
  /** Requests that a throttle lets through: each second, or at once. */
  requests: z.int().min(1),
} as const;

/** The ingest API. */
export function ingestSchema(profile: Profile) {
  return z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('managed'),
        authorization: z
          .enum(authorizations)
          .default('iam')
          .describe(
            'iam: requests signed with AWS credentials; apiKey: header x-api-key, no identity; none: anyone (dev only).',
          ),
        streamRoutes: z
          .enum(['none', 'records', 'all'])
          .default('records')
          .describe(
            'Routes to the streams: records lists, describes and puts; all can also create and delete streams (dev only).',
          ),
        throttle: z
          .strictObject({
            ratePerSecond: ingestFields.requests
              .max(10_000, 'an account takes 10,000 requests a second unless AWS raised it')
              .default(byProfile(profile, { dev: 200, prod: 2000 }))
              .describe('Requests a second.'),
            burst: ingestFields.requests
              .max(5000, 'an account takes bursts of 5,000 requests')
              .default(byProfile(profile, { dev: 400, prod: 4000 }))
              .describe('Requests at once.'),
          })
          .prefault({}),
        tracing: z
          .boolean()
          .default(byProfile(profile, { dev: false, prod: true }))
          .describe('X-Ray traces.'),
        loggingAccount: z
          .enum(['managed', 'existing'])
          .default('managed')
          .describe(
            'The role by which API Gateway writes logs: one a region and account; existing: another stack sets it.',
          ),
      })
      .describe('A REST API of the stack.'),
    z.strictObject({ type: z.literal('none') }).describe('No API.'),
  ]);
}
