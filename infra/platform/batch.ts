import * as pulumi from '@pulumi/pulumi';
import { everyTopic, sinkSettings, workerProperties } from '../../runtime/blueprint/index.ts';
import { clientSoftware, sinkSoftware } from '../artifacts.ts';
import { KafkaClient } from '../components/kafka-client/index.ts';
import { KafkaCluster, KafkaTopics } from '../components/kafka-cluster.ts';
import type { LakeBucket } from '../components/lake-bucket.ts';
import { S3Sink } from '../components/s3-sink/index.ts';
import { after, type Kafka, type Key, type Making, type Net, withKey } from './making.ts';

/** The topics' home. */
export function kafkaOf({ stage, opts }: Making, network: Net | undefined, keyArn: Key): Kafka | undefined {
  const { kafka, topics, protection, observability, userId } = stage;
  if (kafka.type === 'none' || network === undefined) return undefined;
  if (kafka.type === 'existing') {
    const [, clusterName = ''] = kafka.clusterArn.split('/');
    return { ...kafka, clusterName, securityGroupId: kafka.securityGroupIds[0] as string };
  }
  const { vpcId, subnetIds } = network;
  const { logRetentionDays } = observability;
  const own = kafka.type === 'serverless' ? { serverless: true } : { ...kafka, kafkaVersion: kafka.version };
  const cluster = new KafkaCluster(
    `${userId}-kafka`,
    {
      vpcId,
      subnetIds,
      ...own,
      replicationFactor: topics.replicationFactor,
      logRetentionDays,
      ...protection,
      ...withKey(keyArn),
    },
    opts,
  );
  const { arn: clusterArn, clusterName, bootstrapServers, securityGroupId } = cluster;
  return { clusterArn, clusterName, bootstrapServers, securityGroupId };
}

/** The topics, where the cluster's API makes them. */
export function topicsOf({ stage, all, opts }: Making, kafka: Kafka | undefined): KafkaTopics | undefined {
  const { topics, protection, userId } = stage;
  if (kafka === undefined || topics.type !== 'managed') return undefined;
  const { partitions, replicationFactor } = topics;
  return new KafkaTopics(
    `${userId}-topics`,
    { clusterArn: kafka.clusterArn, topics: everyTopic(all), partitions, replicationFactor, ...protection },
    opts,
  );
}

/** Kafka's tools and the REST proxy. */
export function clientOf(
  { stage, all, opts }: Making,
  network: Net | undefined,
  kafka: Kafka | undefined,
  topics: KafkaTopics | undefined,
  keyArn: Key,
): KafkaClient | undefined {
  const { client, userId } = stage;
  if (client.type === 'none' || network === undefined || kafka === undefined) return undefined;
  const { type: _, ...machine } = client;
  const software = clientSoftware(stage);
  return new KafkaClient(
    `${userId}-client`,
    {
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      clusterArn: kafka.clusterArn,
      brokerSecurityGroupId: kafka.securityGroupId,
      bootScript: pulumi.output(kafka.bootstrapServers).apply(software.bootScript),
      artifactArns: software.arns,
      artifactVersionArns: software.versionArns,
      region: stage.region,
      topics: everyTopic(all),
      makesTopics: stage.topics.type === 'client',
      ...machine,
      ...withKey(keyArn),
    },
    after(opts, topics, network.maker),
  );
}

/** The connector that lands topics in the bucket. */
export function sinkOf(
  { stage, all, opts }: Making,
  network: Net | undefined,
  kafka: Kafka | undefined,
  lake: LakeBucket,
  topicMakers: readonly (pulumi.Resource | undefined)[],
  keyArn: Key,
): S3Sink | undefined {
  const { connector, accountId, userId, observability } = stage;
  if (connector.type === 'none' || network === undefined || kafka === undefined) return undefined;
  const { type: _, ...capacity } = connector;
  const software = sinkSoftware(stage);
  return new S3Sink(
    `${userId}-sink`,
    {
      connectorName: all.connector,
      pluginName: software.pluginName,
      artifactBucketArn: software.bucketArn,
      artifactKey: software.key,
      ...(software.objectVersion !== undefined && { artifactVersion: software.objectVersion }),
      settings: pulumi.output(keyArn).apply((arn) => sinkSettings(stage, arn === undefined ? {} : { keyArn: arn })),
      workerProperties: workerProperties(),
      topics: Object.values(all.topics),
      deadLetterTopic: all.deadLetterTopic,
      bucketArn: lake.arn,
      clusterArn: kafka.clusterArn,
      bootstrapServers: kafka.bootstrapServers,
      brokerSecurityGroupId: kafka.securityGroupId,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      accountId,
      ...capacity,
      logRetentionDays: observability.logRetentionDays,
      ...withKey(keyArn),
    },
    after(opts, ...topicMakers, network.maker),
  );
}
