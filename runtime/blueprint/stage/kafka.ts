import { z } from 'zod';
import { aws, type BrokerType, brokerTypes, kafkaIamPort, kafkaVersions } from './aws.ts';
import { formed } from './formed.ts';
import { byProfile, type Profile } from './profile.ts';

/** Fields of a cluster and its topics, with the limits of MSK. */
export const kafkaFields = {
  bootstrapServers: formed(
    new RegExp(`^[a-z0-9.-]+:${kafkaIamPort}(,[a-z0-9.-]+:${kafkaIamPort})*$`),
    `use the IAM bootstrap servers, host:${kafkaIamPort} joined by commas without spaces`,
  ),
  version: z.enum(kafkaVersions),
  brokers: z.int().min(2).max(60),
  brokerType: z.enum(Object.keys(brokerTypes) as [BrokerType, ...BrokerType[]]),
  volumeGiB: z.int().min(1).max(16_384),
  monitoring: z.enum(['DEFAULT', 'PER_BROKER', 'PER_TOPIC_PER_BROKER', 'PER_TOPIC_PER_PARTITION']),
  topicName: formed(
    /^(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}$/,
    'use the name of a topic: 1 to 249 letters, digits, dots, hyphens and underscores',
  ),
  partitions: z.int().min(1),
  replicationFactor: z.int().min(1),
} as const;

/** Whether Kafka allows a name for a topic (`org.apache.kafka.common.internals.Topic`). */
export function isTopicName(name: string): boolean {
  return kafkaFields.topicName.safeParse(name).success;
}

/** Fields of the Kafka client. */
export const clientFields = {
  keyPair: formed(/^[\x21-\x7e]{1,255}$/, 'use the name of a key pair of the region'),
  /** The snapshot of an Amazon Linux image is no smaller. */
  volumeGiB: z.int().min(8),
} as const;

/** The topics' home. */
export function kafkaSchema(profile: Profile) {
  return z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('existing'),
        clusterArn: aws.clusterArn.describe('The cluster, which takes IAM authentication.'),
        clusterType: z.enum(['provisioned', 'serverless']).describe('What it is: a serverless one has no topic API.'),
        bootstrapServers: kafkaFields.bootstrapServers.describe('Its bootstrap servers for IAM.'),
        securityGroupIds: z
          .array(aws.securityGroupId)
          .min(1, 'give the security group of the brokers')
          .describe('Security groups of its brokers; the first lets the Kafka client and the connector in.'),
        brokers: z.int().min(1).max(60).default(3).describe('Number of brokers.'),
      })
      .describe('A cluster of the team.'),
    z
      .strictObject({
        type: z.literal('provisioned'),
        version: kafkaFields.version.default('3.9.x.kraft').describe('Version of Kafka, as MSK writes it.'),
        brokers: kafkaFields.brokers
          .default(byProfile(profile, { dev: 2, prod: 3 }))
          .describe('Number of brokers, a multiple of the zones.'),
        brokerType: kafkaFields.brokerType.default('kafka.m7g.large').describe('Type of a broker.'),
        volumeGiB: kafkaFields.volumeGiB
          .default(byProfile(profile, { dev: 20, prod: 100 }))
          .describe('Storage of one broker in GiB; it grows, it never shrinks.'),
        monitoring: kafkaFields.monitoring
          .default(byProfile(profile, { dev: 'DEFAULT', prod: 'PER_TOPIC_PER_BROKER' }))
          .describe('Level of the CloudWatch metrics; all but DEFAULT cost.'),
      })
      .describe('A cluster of the stack with brokers of its own.'),
    z.strictObject({ type: z.literal('serverless') }).describe('A serverless cluster of the stack.'),
    z.strictObject({ type: z.literal('none') }).describe('No Kafka: the streaming path alone.'),
  ]);
}

/** The topics; what makes them follows from the kind of cluster when it is left out. */
export const topicsSchema = z
  .strictObject({
    type: z
      .enum(['managed', 'client', 'existing'])
      .optional()
      .describe(
        'managed: made by the MSK API, as resources of the stack; client: made by the Kafka client when it boots; existing: not made here.',
      ),
    partitions: kafkaFields.partitions.max(1000).default(3).describe('Partitions of each topic.'),
    replicationFactor: kafkaFields.replicationFactor
      .max(5)
      .optional()
      .describe(
        'Copies of each partition, at most one a broker. Required with provisioned Kafka: topics that exist keep theirs; a serverless cluster always has 3.',
      ),
  })
  .prefault({});

/** The EC2 instance with Kafka's tools and the REST proxy. */
export function clientSchema(profile: Profile) {
  return z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('managed'),
        instanceType: formed(
          /^(t3|t3a|m5|m5a|m6i|m6a|m7i|m7a|c5|c6i|c7i|r5|r6i|r7i)\.(small|medium|large|xlarge|2xlarge|4xlarge)$/,
          'use an x86-64 type of at least 2 GiB, such as t3.small or m6i.large',
        )
          .default(byProfile(profile, { dev: 't3.small', prod: 'm6i.large' }))
          .describe('Type of the instance.'),
        imageId: aws.imageId
          .exactOptional()
          .describe(
            'Amazon Linux 2023 for x86-64 in the region. Left out, it is the latest one (looked up), and a new one replaces the instance.',
          ),
        keyPair: clientFields.keyPair.exactOptional().describe('A key pair; SSM needs none.'),
        volumeGiB: clientFields.volumeGiB.max(1024).default(16).describe('Size of the root volume in GiB.'),
      })
      .describe('A Kafka client of the stack.'),
    z
      .strictObject({ type: z.literal('none') })
      .describe('No Kafka client, so nothing is posted to Kafka through the API.'),
  ]);
}

/** Copies of each partition in a serverless cluster (AWS documentation, "MSK Serverless configuration"). */
export const serverlessReplicationFactor = 3;

type Kafka = z.output<ReturnType<typeof kafkaSchema>>;

/** Whether a cluster has a known number of brokers, on which the copies of its topics depend. */
export function hasBrokers(kafka: Kafka): kafka is Extract<Kafka, { brokers: number }> {
  return kafka.type === 'provisioned' || (kafka.type === 'existing' && kafka.clusterType === 'provisioned');
}
