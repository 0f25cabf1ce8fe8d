import { z } from 'zod';
import { aws } from './aws.ts';
import { eachOnce, formed, partOfHour } from './formed.ts';
import { byProfile, type Profile } from './profile.ts';

/** The runtimes that the drivers are held to: Spark 3.5 and 4.0, the long-term ones (Databricks documentation, "Databricks Runtime release notes"). */
const runtimeVersions = ['16.4.x-scala2.12', '17.3.x-scala2.13'] as const;

/** The application ID of a Databricks service principal. */
export const applicationId = formed(
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'use the application ID of a service principal such as 11111111-2222-3333-4444-555555555555',
);

/** Whether a principal of Databricks is a service principal, by the form of its name. */
export function isApplicationId(principal: string): boolean {
  return applicationId.safeParse(principal).success;
}

/** How the streaming job reads its streams where nothing else is said. */
export const kinesisDefaults = { consumerMode: 'polling', initialPosition: 'trim_horizon' } as const;

const unityName = formed(
  /^[a-z][a-z0-9_]{0,99}$/,
  'use lower-case letters, digits and underscores, a letter first: some clients do not quote names',
);

/** Fields of a workspace and its jobs. */
export const workspaceFields = {
  host: formed(
    /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)*\.databricks\.(com|us)$/,
    'use the address of the workspace, https://<name>.cloud.databricks.com, without a path',
  ),
  warehouseId: formed(/^[0-9a-f]{16}$/, 'use the 16 hexadecimal digits of a SQL warehouse'),
  streamMode: z.enum(['continuous', 'availableNow']),
  workers: z.int().min(1),
  principals: z
    .array(formed(/^\S(.*\S)?$/, 'use the name of a group, of a user, or the application ID of a service principal'))
    .refine(...eachOnce('name each once')),
} as const;

const principals = workspaceFields.principals.default([]);

function existingOrManaged(what: string, managed: string) {
  return z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('existing'), name: unityName }).describe(`A ${what} of the team.`),
    z.strictObject({ type: z.literal('managed'), name: unityName }).describe(managed),
  ]);
}

const compute = (profile: Profile) =>
  z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('jobCluster'),
        runtime: z.enum(runtimeVersions).default('17.3.x-scala2.13').describe('Databricks Runtime.'),
        nodeType: aws.instanceType.default('m5d.large').describe('Instance type of driver and workers.'),
        workers: workspaceFields.workers
          .max(100)
          .default(byProfile(profile, { dev: 1, prod: 2 }))
          .describe('Workers beside the driver.'),
        spot: z
          .boolean()
          .default(byProfile(profile, { dev: true, prod: false }))
          .describe('Whether workers are spot instances: cheaper, and with one that is taken back a run fails.'),
      })
      .describe('A cluster for each run, in the account of the workspace.'),
    z.strictObject({ type: z.literal('serverless') }).describe('Compute of Databricks, billed by use.'),
  ]);

const streamJob = (profile: Profile) =>
  z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('managed'),
        mode: workspaceFields.streamMode
          .default('continuous')
          .describe(
            'continuous: one run for ever, posts are rows within seconds; availableNow: it takes what there is every so often.',
          ),
        everyMinutes: partOfHour(5).default(15).describe('Minutes between the starts of availableNow.'),
        paused: z
          .boolean()
          .default(byProfile(profile, { dev: true, prod: false }))
          .describe('Whether the job waits to be started by hand: a continuous one costs by the hour.'),
        consumerMode: z
          .enum(['polling', 'efo'])
          .default(kinesisDefaults.consumerMode)
          .describe(
            'polling: shares the reads of a shard with other readers; efo: enhanced fan-out, reads of its own, at a price.',
          ),
        initialPosition: z
          .enum(['trim_horizon', 'latest'])
          .default(kinesisDefaults.initialPosition)
          .describe('Where the first run begins: at the oldest record that the stream keeps, or at its end.'),
        access: z
          .discriminatedUnion('type', [
            z
              .strictObject({ type: z.literal('serviceCredential') })
              .describe('A service credential in Unity Catalog, with a role that the stack makes.'),
            z
              .strictObject({
                type: z.literal('instanceProfile'),
                arn: aws.instanceProfileArn.describe(
                  'It is registered in the workspace, and its role may read the streams.',
                ),
              })
              .describe('An instance profile of the team, for job clusters.'),
          ])
          .default({ type: 'serviceCredential' }),
      })
      .describe('A job that takes the streams into their tables.'),
    z
      .strictObject({ type: z.literal('none') })
      .describe('No streaming job: records wait in the streams until their retention ends.'),
  ]);

/** The Databricks workspace in which the jobs run. */
export function workspaceSchema(profile: Profile) {
  return z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('existing'),
        host: workspaceFields.host.describe('The workspace, which has Unity Catalog.'),
        clientId: applicationId.describe(
          'The service principal that deploys, owns what it makes and runs the jobs; it may create credentials and external locations.',
        ),
        warehouseId: workspaceFields.warehouseId.describe(
          'The SQL warehouse of the dashboard and of `pinflow query --stack`.',
        ),
        catalog: existingOrManaged(
          'catalog',
          'A catalog of the stack, which keeps what is not external in the bucket.',
        ),
        schema: existingOrManaged('schema', 'A schema of the stack.'),
        compute: compute(profile).prefault({ type: 'jobCluster' }),
        batchTimeoutMinutes: z
          .int()
          .min(10)
          .max(24 * 60)
          .default(120)
          .describe('Minutes after which a batch run is ended as failed.'),
        stream: streamJob(profile).prefault({ type: 'managed' }),
        readers: principals.describe(
          'Groups that may read notebook and dashboard, and the tables of a catalog and schema that are managed; on existing ones the team grants USE CATALOG, USE SCHEMA and SELECT.',
        ),
        operators: principals.describe('Groups that may start and stop the jobs.'),
      })
      .describe(
        'A workspace of the team: a workspace is the account team’s, and Unity Catalog cannot be previewed before there is one.',
      ),
    z
      .strictObject({ type: z.literal('none') })
      .describe('No Databricks: posts are landed and kept, and cleaned by nobody.'),
  ]);
}
