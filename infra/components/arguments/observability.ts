import { z } from 'zod';
import {
  aws,
  eachOnce,
  formed,
  observabilityFields,
  streamFields,
  userIdSchema,
} from '../../../runtime/blueprint/index.ts';
import { connectName, environmentName, region, stageName, text } from './fields.ts';
import { argumentsSchema, fault } from './index.ts';

const emails = z.array(observabilityFields.email).refine(...eachOnce('name each address once'));

/** The arguments of observability. */
export const observabilityArguments = argumentsSchema(
  {
    userId: userIdSchema,
    stage: stageName,
    region,
    accountId: aws.accountId,
    api: z.object({ apiName: text, stageName }).optional(),
    proxy: z
      .object({
        loadBalancer: formed(/^net\/[\w-]+\/\w+$/, 'use the suffix of its ARN, net/<name>/<id>'),
        targetGroup: formed(/^targetgroup\/[\w-]+\/\w+$/, 'use the suffix of its ARN, targetgroup/<name>/<id>'),
      })
      .optional(),
    clusterName: text.optional(),
    connector: z.object({ connectorName: connectName, logGroupName: text }).optional(),
    airflow: environmentName.optional(),
    streamNames: z
      .array(aws.streamName)
      .refine(...eachOnce('name each stream once'))
      .optional(),
    retentionHours: streamFields.retentionHours.optional(),
    alarmEmails: emails.optional(),
    dashboard: z.boolean().optional(),
    monthlyUsd: observabilityFields.monthlyUsd.optional(),
    budgetEmails: emails.max(10, 'give at most 10 addresses').optional(),
    keyArn: aws.key.optional(),
  },
  (rule) => [
    rule(['monthlyUsd', 'budgetEmails'], ({ monthlyUsd, budgetEmails = [] }) => [
      monthlyUsd !== undefined &&
        budgetEmails.length === 0 &&
        fault(['budgetEmails'], 'is missing: give at least one address, since AWS takes no notification without one'),
    ]),
  ],
);
