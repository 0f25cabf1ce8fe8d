import { contracts } from '../../../contracts/index.ts';
import { brokerTypes, runsVersion } from '../aws.ts';
import { hasBrokers, serverlessReplicationFactor } from '../kafka.ts';
import type { Stage } from '../schema.ts';
import { fault, type Rule, rule, sameHome } from './rule.ts';

/** Rules of the cluster, its topics and what reads and writes them. */
export const kafkaRules: readonly Rule[] = [
  rule(['kafka', 'network'], ({ kafka, network }) => {
    if (kafka.type !== 'provisioned' || network.type === 'none') return [];
    const zones = network.type === 'managed' ? network.zones.length : network.subnetIds.length;
    return [
      kafka.brokers % zones !== 0 &&
        fault(
          'kafka.brokers',
          `must be a multiple of the ${zones} zones of the network: use ${Math.ceil(kafka.brokers / zones) * zones}`,
        ),
    ];
  }),
  rule(['kafka', 'connector'], ({ kafka, connector }) => [
    kafka.type === 'provisioned' &&
      connector.type === 'managed' &&
      kafka.brokerType === 'kafka.t3.small' &&
      fault(
        'kafka.brokerType',
        'takes 4 new IAM connections a second, too few for the connector: use kafka.m7g.large, or connector.type none',
      ),
  ]),
  rule(['kafka'], ({ kafka }) => [
    kafka.type === 'provisioned' &&
      !runsVersion(kafka.brokerType, kafka.version) &&
      fault('kafka.brokerType', `does not run ${kafka.version}: use kafka.m7g.large, or version 3.9.x`),
  ]),
  rule(['kafka', 'topics'], ({ kafka, topics }) => [
    hasBrokers(kafka) &&
      topics.replicationFactor === undefined &&
      fault(
        'topics.replicationFactor',
        `is missing: topics that exist keep their copies when brokers are added, so this is never derived. Add \`replicationFactor: ${Math.min(3, kafka.brokers)}\` to \`topics\``,
      ),
    hasBrokers(kafka) &&
      topics.replicationFactor > kafka.brokers &&
      fault(
        'topics.replicationFactor',
        `must not exceed the ${kafka.brokers} brokers: use ${kafka.brokers} or less, or add brokers`,
      ),
    isServerless(kafka) &&
      topics.replicationFactor !== serverlessReplicationFactor &&
      fault(
        'topics.replicationFactor',
        `is always ${serverlessReplicationFactor} on a serverless cluster: use ${serverlessReplicationFactor} or delete the line`,
      ),
    isServerless(kafka) &&
      topics.type === 'managed' &&
      fault('topics.type', 'a serverless cluster has no topic API: use client or existing'),
    kafka.type === 'provisioned' &&
      topics.partitions * topics.replicationFactor * (contracts.length + 1) >
        brokerTypes[kafka.brokerType] * kafka.brokers &&
      fault(
        'topics.partitions',
        `gives more than the ${brokerTypes[kafka.brokerType]} partitions that AWS advises for one ${kafka.brokerType}: use fewer, or larger brokers`,
      ),
  ]),
  rule(['client', 'topics', 'kafka'], ({ client, topics, kafka }) => [
    kafka.type !== 'none' &&
      topics.type === 'client' &&
      client.type === 'none' &&
      fault(
        'topics.type',
        'there is no Kafka client to make the topics: use client.type managed, or topics.type existing',
      ),
  ]),
  rule(['kafka', 'network', 'client', 'connector'], ({ kafka, network, client, connector }) => [
    kafka.type === 'none' &&
      client.type === 'managed' &&
      fault('client.type', 'has no Kafka to speak to: use none, or choose a kafka.type'),
    kafka.type === 'none' &&
      connector.type === 'managed' &&
      fault('connector.type', 'has no Kafka to read: use none, or choose a kafka.type'),
    network.type === 'none' &&
      kafka.type !== 'none' &&
      fault('kafka.type', 'needs a network: use network.type managed or existing, or kafka.type none'),
    kafka.type === 'existing' &&
      network.type === 'managed' &&
      fault(
        'network.type',
        'an existing cluster lies in an existing network: use existing, with the VPC of the cluster',
      ),
  ]),
  rule(['kafka', 'region', 'accountId'], ({ kafka, region, accountId }) => [
    kafka.type === 'existing' && sameHome('kafka.clusterArn', kafka.clusterArn, region, accountId),
  ]),
];

function isServerless(kafka: Stage['kafka']): boolean {
  return kafka.type === 'serverless' || (kafka.type === 'existing' && kafka.clusterType === 'serverless');
}
