import { z } from 'zod';
import {
  applicationId,
  aws,
  eachOnce,
  formed,
  observabilityFields,
  partOfHour,
  workspaceFields,
} from '../../../runtime/blueprint/index.ts';
import { text, workspaceFolder } from './fields.ts';
import { argumentsSchema, fault } from './index.ts';

/** How the streaming job runs where nothing else is given. */
export const defaultStreamMode = 'continuous';

const principals = workspaceFields.principals.optional();

/** The arguments of the jobs. */
export const lakeJobsArguments = argumentsSchema(
  {
    folder: workspaceFolder,
    files: z.record(z.string(), z.string()),
    runAs: applicationId,
    batchJobName: text,
    batchTask: formed(/^[\w-]{1,100}$/, 'use 1 to 100 letters, digits, hyphens and underscores'),
    batchTimeoutMinutes: z.int().min(1).optional(),
    streamJobName: text.optional(),
    streamMode: workspaceFields.streamMode.optional(),
    everyMinutes: partOfHour(1).optional(),
    streamPaused: z.boolean().optional(),
    runtime: formed(/^\S+$/, 'use a Databricks Runtime such as 17.3.x-scala2.13').optional(),
    nodeType: aws.instanceType.optional(),
    workers: workspaceFields.workers.optional(),
    spot: z.boolean().optional(),
    instanceProfileArn: aws.instanceProfileArn.optional(),
    tags: z.record(z.string(), z.string()).optional(),
    alarmEmails: z
      .array(observabilityFields.email)
      .refine(...eachOnce('name each address once'))
      .optional(),
    viewers: principals,
    operators: principals,
    batchOperators: principals,
  },
  (rule) => [
    rule(['files', 'streamJobName'], ({ files, streamJobName }) =>
      ['batch', ...(streamJobName === undefined ? [] : ['stream'])]
        .flatMap((job) => [`${job}.py`, `${job}.json`].map((file) => ({ job, file })))
        .map(
          ({ job, file }) =>
            !Object.hasOwn(files, file) && fault(['files', file], `is missing: the ${job} job reads it`),
        ),
    ),
    rule(['runtime', 'nodeType'], ({ runtime, nodeType }) => [
      runtime !== undefined &&
        nodeType === undefined &&
        fault(['nodeType'], 'is missing: job clusters take runtime and nodeType'),
      runtime === undefined &&
        nodeType !== undefined &&
        fault(['runtime'], 'is missing: job clusters take runtime and nodeType'),
    ]),
    rule(
      ['runtime', 'nodeType', 'streamJobName', 'streamMode'],
      ({ runtime, nodeType, streamJobName, streamMode = defaultStreamMode }) => [
        isServerless({ runtime, nodeType }) &&
          streamJobName !== undefined &&
          streamMode === 'continuous' &&
          fault(['streamMode'], 'must be availableNow on serverless compute: use it, or give runtime and nodeType'),
      ],
    ),
    rule(['runtime', 'nodeType', 'instanceProfileArn'], ({ runtime, nodeType, instanceProfileArn }) => [
      isServerless({ runtime, nodeType }) &&
        instanceProfileArn !== undefined &&
        fault(['instanceProfileArn'], 'serverless compute has none: leave it out, or give runtime and nodeType'),
    ]),
  ],
);

function isServerless({ runtime, nodeType }: { runtime: string | undefined; nodeType: string | undefined }): boolean {
  return runtime === undefined && nodeType === undefined;
}
