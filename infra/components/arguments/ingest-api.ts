import { z } from 'zod';
import { aws, eachOnce, ingestFields, observabilityFields, userIdSchema } from '../../../runtime/blueprint/index.ts';
import { region, secretText, stageName, subnetIds, text } from './fields.ts';
import { argumentsSchema, fault } from './index.ts';

/** The arguments of an ingest API. */
export const ingestApiArguments = argumentsSchema(
  {
    document: text,
    userId: userIdSchema,
    region,
    accountId: aws.accountId,
    stageName,
    streamArns: z
      .array(aws.streamArn)
      .refine(...eachOnce('name each stream once'))
      .optional(),
    createsStreams: z.boolean().optional(),
    proxy: z
      .object({
        vpcId: aws.vpcId,
        subnetIds,
        loadBalancerSecurityGroupId: aws.securityGroupId,
        port: z.int().min(1).max(65_535),
      })
      .optional(),
    throttleRate: ingestFields.requests.optional(),
    throttleBurst: ingestFields.requests.optional(),
    tracing: z.boolean().optional(),
    apiKeyValue: secretText('ingestApiKey').optional(),
    managesLoggingAccount: z.boolean().optional(),
    keyArn: aws.keyArn.optional(),
    logRetentionDays: observabilityFields.logRetentionDays.optional(),
  },
  (rule) => [
    rule(['streamArns', 'createsStreams'], ({ streamArns, createsStreams = false }) => [
      // Its policy would have a statement without a resource, which IAM refuses.
      streamArns?.length === 0 &&
        !createsStreams &&
        fault(['streamArns'], 'is empty: give the streams that may be written, or leave it out'),
      streamArns === undefined &&
        createsStreams &&
        fault(['createsStreams'], 'needs streamArns: without them there is no execution role'),
    ]),
  ],
);
