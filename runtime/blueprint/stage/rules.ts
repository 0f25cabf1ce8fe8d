import { contracts } from '../../contracts/index.ts';
import { names } from '../names.ts';
import { brokerTypes, partitionOf } from './aws.ts';
import type { Fault } from './faults.ts';
import type { Stage } from './schema.ts';

type Section = keyof Stage;

/** A rule between sections: it runs when all of them are well formed, and gives what is wrong. */
interface Rule {
  readonly sections: readonly Section[];
  readonly faults: (stage: Stage) => (Fault | false)[];
}

/** Every fault of the rules whose sections are all there. */
export function crossFaults(sections: Partial<Stage>): Fault[] {
  return rules
    .filter((rule) => rule.sections.every((section) => sections[section] !== undefined))
    .flatMap((rule) => rule.faults(sections as Stage).filter((fault) => fault !== false));
}

/** What the cloud refuses late, or never says, and a reviewer should not have to know. */
const rules: readonly Rule[] = [
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
      kafka.brokerType === 'kafka.t3.small' &&
      kafka.version.endsWith('.kraft') &&
      fault('kafka.brokerType', `does not run ${kafka.version}: use kafka.m7g.large, or version 3.9.x`),
  ]),
  rule(['kafka', 'topics'], ({ kafka, topics }) => [
    (kafka.type === 'provisioned' || kafka.type === 'existing') &&
      topics.replicationFactor > kafka.brokers &&
      fault(
        'topics.replicationFactor',
        `must not exceed the ${kafka.brokers} brokers: use ${kafka.brokers} or less, or add brokers`,
      ),
    isServerless(kafka) &&
      topics.replicationFactor !== 3 &&
      fault('topics.replicationFactor', 'is always 3 on a serverless cluster: use 3 or delete the line'),
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
  rule(['network', 'client', 'connector'], ({ network, client, connector }) => {
    if (network.type !== 'managed' || network.nat !== 'none') return [];
    const needs = [
      ...(client.type === 'managed' ? (['s3', 'ssm'] as const) : []),
      ...(connector.type === 'managed' ? (['s3'] as const) : []),
    ];
    return [...new Set(needs)]
      .filter((service) => !network.endpoints.includes(service))
      .map((service) =>
        fault(
          'network.endpoints',
          `without NAT, private subnets reach ${service} by its endpoint: add ${service}, or use nat one`,
        ),
      );
  }),
  rule(['network', 'region'], ({ network, region }) =>
    network.type !== 'managed'
      ? []
      : network.zones.map(
          (zone, index) =>
            !zone.startsWith(region) && {
              path: ['network', 'zones', index],
              message: `is not a zone of ${region}: use one such as ${region}a`,
            },
        ),
  ),
  rule(['kafka', 'region', 'accountId'], ({ kafka, region, accountId }) => [
    kafka.type === 'existing' && sameHome('kafka.clusterArn', kafka.clusterArn, region, accountId),
  ]),
  rule(['encryption', 'region'], ({ encryption, region }) => [
    encryption.type === 'existing' && sameHome('encryption.keyArn', encryption.keyArn, region),
  ]),
  rule(['ingest', 'client', 'streams'], ({ ingest, client, streams }) => [
    ingest.type === 'managed' &&
      client.type === 'none' &&
      streams.type === 'none' &&
      fault('ingest.type', 'has nothing behind it, neither Kafka client nor streams: use none'),
  ]),
  rule(['ingest', 'profile'], ({ ingest, profile }) => [
    ingest.type === 'managed' &&
      profile === 'prod' &&
      ingest.authorization !== 'iam' &&
      fault('ingest.authorization', 'a prod stage takes signed requests only: use iam'),
    ingest.type === 'managed' &&
      profile === 'prod' &&
      ingest.streamRoutes === 'all' &&
      fault('ingest.streamRoutes', 'a prod stage offers no route that creates or deletes streams: use records or none'),
  ]),
  rule(['ingest'], ({ ingest }) => [
    ingest.type === 'managed' &&
      ingest.authorization === 'none' &&
      ingest.streamRoutes === 'all' &&
      fault('ingest.streamRoutes', 'anyone could delete the streams: use records, or authorization iam'),
  ]),
  rule(['client', 'connector', 'artifacts'], ({ client, connector, artifacts }) => [
    (client.type === 'managed' || connector.type === 'managed') &&
      artifacts.type === 'none' &&
      fault(
        'artifacts',
        'is missing: give, with type existing, the bucket from which Kafka client and connector take their software (`pinflow artifacts sync` fills it)',
      ),
  ]),
  rule(['offline', 'client'], ({ offline, client }) => [
    offline &&
      client.type === 'managed' &&
      client.imageId === undefined &&
      fault('client.imageId', 'cannot be looked up offline: give the id of an Amazon Linux 2023 image for x86-64'),
  ]),
  rule(['workspace', 'streams'], ({ workspace, streams }) => [
    workspace.type === 'existing' &&
      workspace.stream.type === 'managed' &&
      streams.type === 'none' &&
      fault('workspace.stream.type', 'has no streams to read: use none, or streams.type managed'),
  ]),
  rule(['workspace'], ({ workspace }) => {
    if (workspace.type !== 'existing') return [];
    const { catalog, schema, compute, stream } = workspace;
    const isServerless = compute.type === 'serverless' && stream.type === 'managed';
    return [
      catalog.type === 'managed' &&
        schema.type === 'existing' &&
        fault('workspace.schema.type', 'a catalog that the stack makes has no schema yet: use managed'),
      isServerless &&
        stream.mode === 'continuous' &&
        fault('workspace.stream.mode', 'serverless compute takes what there is and stops: use availableNow'),
      isServerless &&
        stream.access.type === 'instanceProfile' &&
        fault('workspace.stream.access.type', 'serverless compute has no instance profile: use serviceCredential'),
    ];
  }),
  rule(['workspace', 'region'], ({ workspace, region }) => [
    workspace.type === 'existing' &&
      partitionOf(region) !== 'aws' &&
      fault(
        'workspace.type',
        `Unity Catalog comes to ${region} by another role, which pinflow does not know: use none`,
      ),
  ]),
  rule(['workspace'], ({ workspace }) => {
    if (workspace.type !== 'existing') return [];
    return (['readers', 'operators'] as const).flatMap((list) =>
      workspace[list].flatMap((principal, index) => [
        principal === 'admins' && {
          path: ['workspace', list, index],
          message: 'can do everything already, and take no permission: leave admins out',
        },
        principal === workspace.clientId && {
          path: ['workspace', list, index],
          message: 'owns everything of the stack, and takes no permission on it: leave it out',
        },
      ]),
    );
  }),
  rule(['tags', 'orchestration'], ({ tags, orchestration }) => [
    orchestration.type !== 'none' &&
      Object.keys(tags).length > 7 &&
      fault('tags', 'are more than 7: with the three of pinflow, an object in S3 takes 10, and the DAG is one'),
  ]),
  rule(['workspace', 'offline'], ({ workspace, offline }) => [
    workspace.type === 'existing' &&
      offline &&
      fault('workspace.type', 'is asked for even in a preview: use none offline'),
  ]),
  rule(['workspace', 'orchestration'], ({ workspace, orchestration }) => [
    orchestration.type !== 'none' &&
      workspace.type === 'none' &&
      fault('orchestration.type', 'has no job to start: use none, or workspace.type existing'),
    orchestration.type !== 'none' &&
      workspace.type === 'existing' &&
      orchestration.clientId === workspace.clientId &&
      fault(
        'orchestration.clientId',
        'must be another service principal than workspace.clientId: Airflow starts a job, and may do no more',
      ),
  ]),
  rule(['orchestration', 'network'], ({ orchestration, network }) => {
    if (orchestration.type !== 'managed') return [];
    return [
      network.type === 'none' &&
        fault(
          'orchestration.type',
          'MWAA needs a network: use network.type managed or existing, or an existing Airflow',
        ),
      network.type === 'managed' &&
        network.nat === 'none' &&
        fault('network.nat', 'Airflow reaches Databricks and installs its packages by NAT: use one or perZone'),
    ];
  }),
  rule(['orchestration', 'region', 'accountId'], ({ orchestration, region, accountId }) => [
    orchestration.type !== 'none' &&
      orchestration.failureTopicArn !== undefined &&
      sameHome('orchestration.failureTopicArn', orchestration.failureTopicArn, region, accountId),
  ]),
  rule(['orchestration', 'profile', 'observability'], ({ orchestration, profile, observability }) => [
    profile === 'prod' &&
      orchestration.type !== 'none' &&
      orchestration.failureTopicArn === undefined &&
      observability.alarms.type === 'none' &&
      fault(
        'orchestration.failureTopicArn',
        'is missing: without alarms there is no topic that is told of a failed run',
      ),
  ]),
  rule(['orchestration', 'userId'], (stage) => [
    stage.orchestration.type === 'existing' &&
      stage.orchestration.bucket === names(stage).bucket &&
      fault('orchestration.bucket', 'must be another bucket than the one this stack makes'),
  ]),
  rule(['artifacts', 'userId'], (stage) => [
    stage.artifacts.type === 'existing' &&
      stage.artifacts.bucket === names(stage).bucket &&
      fault('artifacts.bucket', 'must be another bucket than the one this stack makes'),
  ]),
];

function rule(sections: readonly Section[], faults: Rule['faults']): Rule {
  return { sections, faults };
}

function fault(path: string, message: string): Fault {
  return { path: path.split('.'), message };
}

function isServerless(kafka: Stage['kafka']): boolean {
  return kafka.type === 'serverless' || (kafka.type === 'existing' && kafka.clusterType === 'serverless');
}

function sameHome(path: string, arn: string, region: string, accountId?: string): Fault | false {
  const [, , , arnRegion, arnAccount] = arn.split(':');
  if (arnRegion !== region)
    return fault(path, `lies in ${arnRegion}, not in ${region}: give one of the stage's region`);
  return (
    accountId !== undefined &&
    arnAccount !== accountId &&
    fault(path, `belongs to account ${arnAccount}, not to ${accountId}`)
  );
}
