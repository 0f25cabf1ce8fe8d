import { z } from 'zod';
import { authorizations, userIdSchema } from './stage/index.ts';

const byKind = z.record(z.string(), z.string());

/** What a stack tells its users (`pulumi stack output --json`): what is not deployed is left out. */
export const stackOutputsSchema = z.object({
  stage: z.string(),
  userId: userIdSchema,
  region: z.string(),
  bucket: z.string(),
  /** The ingest API, `https://<id>.execute-api.<region>.amazonaws.com/<stage>`. */
  invokeUrl: z.url({ protocol: /^https?$/ }).optional(),
  authorization: z.enum(authorizations).optional(),
  /** A secret: shown with `--show-secrets` only. */
  ingestApiKey: z.string().optional(),
  bootstrapServers: z.string().optional(),
  /** Topic by kind of record. */
  topics: byKind.optional(),
  deadLetterTopic: z.string().optional(),
  /** The Kafka client's instance, for `aws ssm start-session --target`. */
  clientInstanceId: z.string().optional(),
  connector: z.string().optional(),
  /** Stream by kind of record. */
  streams: byKind.optional(),
  dashboardUrl: z.string().optional(),
});

/** The outputs of a stack. */
export type StackOutputs = z.output<typeof stackOutputsSchema>;
