import { z } from 'zod';
import { aws } from './aws.ts';
import { formed } from './formed.ts';
import { byProfile, type Profile } from './profile.ts';
import { applicationId } from './workspace.ts';

/**
 * The versions of Airflow that MWAA makes (API reference, CreateEnvironment; of the last one there is an image, in its repository of 2026-08)
 * and the DAG is held to; each has pinned requirements.
 */
export const airflowVersions = ['2.11.0', '3.0.6', '3.3.1'] as const;

/** A version of {@link airflowVersions}. */
export type AirflowVersion = (typeof airflowVersions)[number];

/** Where Airflow finds DAGs in its bucket, and connections in Secrets Manager, where nothing else is said. */
export const airflowPlaces = { dagsFolder: 'dags', connectionsPrefix: 'airflow/connections' } as const;

/** Fields of an Airflow environment. */
export const airflowFields = {
  environmentClass: z.enum(['mw1.micro', 'mw1.small', 'mw1.medium', 'mw1.large', 'mw1.xlarge', 'mw1.2xlarge']),
  dagsFolder: formed(/^[\w-]+(\/[\w-]+)*$/, 'use a folder of the bucket, without outer slashes'),
  connectionsPrefix: formed(/^[\w/-]+[\w-]$/, 'use the prefix of the connections in Secrets Manager'),
} as const;

const common = (profile: Profile) => ({
  clientId: applicationId.describe(
    'The service principal as which Airflow starts the job: another one than that of the workspace, since it may do nothing else.',
  ),
  failureTopicArn: aws.topicArn
    .optional()
    .describe('The SNS topic that is told of a failed run. Default: the topic of the alarms, where there are some.'),
  paused: z
    .boolean()
    .default(byProfile(profile, { dev: true, prod: false }))
    .describe(
      'Whether the DAG waits to be switched on when Airflow first sees it; later, Airflow’s own switch counts.',
    ),
});

/** What starts the batch job every day. */
export function orchestrationSchema(profile: Profile) {
  return z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('managed'),
        version: z
          .enum(airflowVersions)
          .default('2.11.0')
          .describe(
            'Version of Airflow; the API reference of MWAA does not name 3.3.1 yet, the repository of its images does.',
          ),
        environmentClass: airflowFields.environmentClass
          .default(byProfile(profile, { dev: 'mw1.micro', prod: 'mw1.small' }))
          .describe('Size of the environment, which costs by the hour.'),
        ...common(profile),
      })
      .describe('An MWAA environment of the stack.'),
    z
      .strictObject({
        type: z.literal('existing'),
        bucket: aws.bucketName.describe('The bucket from which the environment takes its DAGs.'),
        dagsFolder: airflowFields.dagsFolder.default(airflowPlaces.dagsFolder).describe('The folder of the DAGs.'),
        connectionsPrefix: airflowFields.connectionsPrefix
          .default(airflowPlaces.connectionsPrefix)
          .describe(
            'Where the environment looks for connections in Secrets Manager: `connections_prefix` of its backend.',
          ),
        ...common(profile),
      })
      .describe('An Airflow of the team: the stack adds its DAG and its connection.'),
    z.strictObject({ type: z.literal('none') }).describe('Nothing starts the batch job.'),
  ]);
}
