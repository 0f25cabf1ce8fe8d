import { z } from 'zod';
import {
  artifactFields,
  aws,
  connectorFields,
  kafkaFields,
  observabilityFields,
} from '../../../runtime/blueprint/index.ts';
import { connectName, subnetIds, text, topics } from './fields.ts';
import { argumentsSchema, fault } from './index.ts';

/** The arguments of an S3 sink. */
export const s3SinkArguments = argumentsSchema(
  {
    connectorName: connectName,
    pluginName: connectName,
    artifactBucketArn: aws.bucketArn,
    artifactKey: text,
    artifactVersion: artifactFields.version.optional(),
    settings: z.record(z.string(), z.string()),
    workerProperties: z.record(z.string(), z.string()),
    topics,
    deadLetterTopic: kafkaFields.topicName,
    bucketArn: aws.bucketArn,
    clusterArn: aws.clusterArn,
    bootstrapServers: kafkaFields.bootstrapServers,
    brokerSecurityGroupId: aws.securityGroupId,
    vpcId: aws.vpcId,
    subnetIds,
    accountId: aws.accountId,
    kafkaConnectVersion: connectorFields.kafkaConnectVersion.optional(),
    mcuCount: connectorFields.mcuCount.optional(),
    workers: connectorFields.workers.optional(),
    keyArn: aws.keyArn.optional(),
    logRetentionDays: observabilityFields.logRetentionDays.optional(),
  },
  (rule) => [
    rule(['topics', 'deadLetterTopic'], ({ topics: read, deadLetterTopic }) => [
      read.includes(deadLetterTopic) &&
        fault(['deadLetterTopic'], 'is one of the topics that the sink reads, which would fail for ever: use another'),
    ]),
  ],
);
