import { z } from 'zod';
import { airflowFields, aws, eachOnce, formed, observabilityFields } from '../../../runtime/blueprint/index.ts';
import { environmentName, protection, region } from './fields.ts';
import { argumentsSchema } from './index.ts';

/** The arguments of an Airflow environment. */
export const airflowArguments = argumentsSchema({
  environmentName,
  // Any version of MWAA: only pinflow's own DAG is limited to those that it is tested with.
  version: formed(/^\d+\.\d+\.\d+$/, 'use a version of Airflow that MWAA has, such as 2.11.0'),
  environmentClass: airflowFields.environmentClass.optional(),
  requirements: z.string(),
  dagsFolder: airflowFields.dagsFolder.optional(),
  vpcId: aws.vpcId,
  subnetIds: z
    .array(aws.subnetId)
    .min(2, 'give at least two subnets, in different zones')
    .refine(...eachOnce('name each subnet once')),
  region,
  accountId: aws.accountId,
  visitorSecurityGroupId: aws.securityGroupId.optional(),
  connectionsPrefix: airflowFields.connectionsPrefix.optional(),
  topicArns: z.array(aws.topicArn).optional(),
  keyArn: aws.keyArn.optional(),
  logRetentionDays: observabilityFields.logRetentionDays.optional(),
  ...protection,
});
