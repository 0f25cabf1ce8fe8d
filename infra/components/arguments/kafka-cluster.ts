import { z } from 'zod';
import {
  aws,
  eachOnce,
  kafkaFields,
  networkFields,
  observabilityFields,
  runsVersion,
} from '../../../runtime/blueprint/index.ts';
import { protection } from './fields.ts';
import { argumentsSchema, fault } from './index.ts';

/** Defaults of a cluster's arguments. */
export const clusterDefaults = { kafkaVersion: '3.9.x.kraft', brokers: 3, replicationFactor: 3 } as const;

const brokerKeys = ['kafkaVersion', 'brokers', 'brokerType', 'volumeGiB', 'monitoring'] as const;

/** The arguments of a Kafka cluster. */
export const kafkaClusterArguments = argumentsSchema(
  {
    vpcId: aws.vpcId,
    subnetIds: networkFields.subnetIds,
    serverless: z.boolean().optional(),
    kafkaVersion: kafkaFields.version.optional(),
    brokers: kafkaFields.brokers.optional(),
    brokerType: kafkaFields.brokerType.optional(),
    volumeGiB: kafkaFields.volumeGiB.optional(),
    monitoring: kafkaFields.monitoring.optional(),
    replicationFactor: kafkaFields.replicationFactor.optional(),
    keyArn: aws.keyArn.optional(),
    logRetentionDays: observabilityFields.logRetentionDays.optional(),
    ...protection,
  },
  (rule) => [
    ...brokerKeys.map((key) =>
      rule(['serverless', key], (known) => [
        known.serverless === true &&
          known[key] !== undefined &&
          fault([key], 'sets brokers, which a serverless cluster does not have: leave it or serverless out'),
      ]),
    ),
    rule(
      ['serverless', 'subnetIds', 'brokers'],
      ({ serverless = false, subnetIds: { length: zones }, brokers = clusterDefaults.brokers }) => [
        !serverless &&
          brokers % zones !== 0 &&
          fault(
            ['brokers'],
            `must be a multiple of the ${zones} subnets, but is ${brokers}: use ${Math.ceil(brokers / zones) * zones}`,
          ),
      ],
    ),
    rule(
      ['serverless', 'brokers', 'replicationFactor'],
      ({
        serverless = false,
        brokers = clusterDefaults.brokers,
        replicationFactor = clusterDefaults.replicationFactor,
      }) => [
        !serverless &&
          replicationFactor > brokers &&
          fault(
            ['replicationFactor'],
            `must not exceed the ${brokers} brokers, but is ${replicationFactor}: use ${brokers} or less`,
          ),
      ],
    ),
    rule(['brokerType', 'kafkaVersion'], ({ brokerType, kafkaVersion = clusterDefaults.kafkaVersion }) => [
      brokerType !== undefined &&
        !runsVersion(brokerType, kafkaVersion) &&
        fault(['brokerType'], `does not run ${kafkaVersion}: use kafka.m7g.large, or kafkaVersion 3.9.x`),
    ]),
  ],
);

/** The arguments of topics. */
export const kafkaTopicsArguments = argumentsSchema({
  clusterArn: aws.clusterArn,
  topics: z.array(kafkaFields.topicName).refine(...eachOnce('name each topic once')),
  partitions: kafkaFields.partitions,
  replicationFactor: kafkaFields.replicationFactor,
  ...protection,
});
