import { z } from 'zod';
import { authorizations, userIdSchema } from './stage/index.ts';

const byKind = z.record(z.string(), z.string());

/** What a stack tells its users (`pulumi stack output --json`): what is not deployed is left out. */
export const stackOutputsSchema = z.object({
  stage: z.string(),
  userId: userIdSchema,
  region: z.string(),
  bucket: z.string(),
  /** The key that encrypts what holds data, where it is not one of the services. */
  keyArn: z.string().optional(),
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
  /** The Databricks workspace; what is sent to it carries a token. */
  workspaceHost: z
    .url({ protocol: /^https?$/ })
    .refine(isPrivate, 'use https')
    .optional(),
  /** The SQL warehouse that answers questions. */
  warehouseId: z.string().optional(),
  /** Where the tables are in Unity Catalog. */
  catalog: z.string().optional(),
  schema: z.string().optional(),
  batchJobId: z.string().optional(),
  /** The pages of the jobs and of the notebook with the answers, in the workspace. */
  batchJobUrl: z.string().optional(),
  streamJobUrl: z.string().optional(),
  notebookUrl: z.string().optional(),
  /** Airflow, reached from its network alone. */
  airflowUrl: z.string().optional(),
  dashboardUrl: z.string().optional(),
});

/** Whether nobody on the way reads what is sent to an address. */
function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || hostname === '127.0.0.1';
}

/** The outputs of a stack. */
export type StackOutputs = z.output<typeof stackOutputsSchema>;
