import * as ec2 from '@pulumi/aws/ec2/index.js';
import * as aws from '@pulumi/aws/msk/index.js';
import * as pulumi from '@pulumi/pulumi';
import { checkArguments } from './arguments/index.ts';
import { clusterDefaults, kafkaClusterArguments, kafkaTopicsArguments } from './arguments/kafka-cluster.ts';
import { logGroup } from './parts.ts';

/** What {@link KafkaCluster} takes. */
export interface KafkaClusterArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, two or three, one a zone. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Whether the cluster is serverless: no brokers to choose and no topic API. Default: false. */
  readonly serverless?: boolean;
  /** The version of Kafka, as MSK writes it; of brokers of one's own only. Default: `3.9.x.kraft`. */
  readonly kafkaVersion?: string;
  /** Number of brokers, a multiple of the zones. Default: 3. Each costs by the hour. */
  readonly brokers?: number;
  /** Type of a broker. Default: `kafka.m7g.large`. */
  readonly brokerType?: string;
  /** Storage of one broker in GiB. Default: 100. */
  readonly volumeGiB?: number;
  /** Level of the CloudWatch metrics: `DEFAULT`, `PER_BROKER`, `PER_TOPIC_PER_BROKER`, `PER_TOPIC_PER_PARTITION`. Default: `DEFAULT`. */
  readonly monitoring?: string;
  /** Copies of a partition where a topic does not say otherwise; one less must be in sync for a write. Default: 3. */
  readonly replicationFactor?: number;
  /** The KMS key that encrypts volumes and logs. Default: the key of the service, without cost. */
  readonly keyArn?: pulumi.Input<string>;
  /** Days that the brokers' logs are kept. Default: 14. */
  readonly logRetentionDays?: number;
  /** Whether Pulumi refuses to delete the cluster. Default: false. */
  readonly protect?: boolean;
  /** Whether the cluster stays in AWS when it leaves the stack, with its group, configuration and log. Default: false. */
  readonly retain?: boolean;
}

/**
 * An MSK cluster that takes IAM authentication over TLS and nothing else. Topics are never made by chance: a producer of an unknown
 * topic fails.
 *
 * Monthly cost: brokers by the hour and their storage, or a serverless cluster by the hour and its partitions; see docs/costs.md.
 */
export class KafkaCluster extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  /** The bootstrap servers for IAM, `host:9098` joined by commas. */
  readonly bootstrapServers: pulumi.Output<string>;
  /** The brokers' security group: clients add an ingress rule to it. */
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: KafkaClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('KafkaCluster', name, args, kafkaClusterArguments);
    super('pinflow:index:KafkaCluster', name, {}, opts);
    const group = this.securityGroup(name, args);
    const cluster = args.serverless ? this.serverless(name, args, group) : this.provisioned(name, args, group);
    this.arn = cluster.arn;
    this.clusterName = cluster.clusterName;
    this.bootstrapServers = cluster.bootstrapBrokersSaslIam;
    this.securityGroupId = group.id;
    this.registerOutputs({
      arn: this.arn,
      clusterName: this.clusterName,
      bootstrapServers: this.bootstrapServers,
      securityGroupId: this.securityGroupId,
    });
  }

  /** Whoever speaks to the brokers adds the rule that lets it in; the brokers themselves open no connection. */
  private securityGroup(name: string, { vpcId, retain = false }: KafkaClusterArgs): ec2.SecurityGroup {
    return new ec2.SecurityGroup(
      `${name}-brokers`,
      { vpcId, description: 'Kafka brokers: IAM over TLS from named clients' },
      { parent: this, retainOnDelete: retain },
    );
  }

  private serverless(name: string, args: KafkaClusterArgs, group: ec2.SecurityGroup): aws.ServerlessCluster {
    return new aws.ServerlessCluster(
      name,
      {
        vpcConfigs: [{ subnetIds: args.subnetIds, securityGroupIds: [group.id] }],
        clientAuthentication: { sasl: { iam: { enabled: true } } },
      },
      { parent: this, ...kept(args) },
    );
  }

  private provisioned(name: string, args: KafkaClusterArgs, group: ec2.SecurityGroup): aws.Cluster {
    const { keyArn } = args;
    const configuration = this.configuration(name, args);
    const brokerLog = logGroup(`${name}-brokers`, args, this, { retain: args.retain ?? false });
    return new aws.Cluster(
      name,
      {
        kafkaVersion: args.kafkaVersion ?? clusterDefaults.kafkaVersion,
        numberOfBrokerNodes: args.brokers ?? clusterDefaults.brokers,
        brokerNodeGroupInfo: {
          instanceType: args.brokerType ?? 'kafka.m7g.large',
          clientSubnets: args.subnetIds,
          securityGroups: [group.id],
          storageInfo: { ebsStorageInfo: { volumeSize: args.volumeGiB ?? 100 } },
          connectivityInfo: { publicAccess: { type: 'DISABLED' } },
        },
        configurationInfo: { arn: configuration.arn, revision: configuration.latestRevision },
        // Always whole: a cluster is made anew when one of these appears or goes.
        clientAuthentication: { sasl: { iam: true, scram: false }, unauthenticated: false },
        encryptionInfo: {
          ...(keyArn !== undefined && { encryptionAtRestKmsKeyArn: keyArn }),
          encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
        },
        enhancedMonitoring: args.monitoring ?? 'DEFAULT',
        loggingInfo: {
          brokerLogs: { cloudwatchLogs: { enabled: true, logGroup: brokerLog.name } },
        },
      },
      { parent: this, ...kept(args) },
    );
  }

  private configuration(
    name: string,
    { replicationFactor = clusterDefaults.replicationFactor, retain = false }: KafkaClusterArgs,
  ): aws.Configuration {
    const properties = {
      'auto.create.topics.enable': false,
      'default.replication.factor': replicationFactor,
      'min.insync.replicas': Math.max(1, replicationFactor - 1),
    };
    const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
    return new aws.Configuration(
      `${name}-configuration`,
      { serverProperties: lines.join('') },
      { parent: this, retainOnDelete: retain },
    );
  }
}

/** What {@link KafkaTopics} takes. */
export interface KafkaTopicsArgs {
  /** A provisioned cluster of Kafka 3.6 or later. */
  readonly clusterArn: pulumi.Input<string>;
  /** Names of the topics. Example: `["demo.pin", "demo.dlq"]`. */
  readonly topics: string[];
  /** Partitions of each topic. */
  readonly partitions: number;
  /** Copies of each partition. */
  readonly replicationFactor: number;
  /** Whether Pulumi refuses to delete the topics. Default: false. */
  readonly protect?: boolean;
  /** Whether the topics stay in the cluster when they leave the stack. Default: false. */
  readonly retain?: boolean;
}

/** Topics that are made by the MSK API, without a way to the brokers. Monthly cost: none of their own. */
export class KafkaTopics extends pulumi.ComponentResource {
  /** The topics' names, once they exist. */
  readonly names: pulumi.Output<string[]>;

  constructor(name: string, args: KafkaTopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('KafkaTopics', name, args, kafkaTopicsArguments);
    super('pinflow:index:KafkaTopics', name, {}, opts);
    const topics = args.topics.map(
      (topic) =>
        new aws.Topic(
          `${name}-${topic}`,
          {
            clusterArn: args.clusterArn,
            name: topic,
            partitionCount: args.partitions,
            replicationFactor: args.replicationFactor,
          },
          // A cluster has one topic of a name, so the old one goes first.
          { parent: this, deleteBeforeReplace: true, ...kept(args) },
        ),
    );
    this.names = pulumi.output(topics.map((topic) => topic.name));
    this.registerOutputs({ names: this.names });
  }
}

function kept({ protect = false, retain = false }: { readonly protect?: boolean; readonly retain?: boolean }) {
  return { protect, retainOnDelete: retain };
}
