import type * as cloudwatch from '@pulumi/aws/cloudwatch/index.js';
import type * as ec2 from '@pulumi/aws/ec2/index.js';
import * as iam from '@pulumi/aws/iam/index.js';
import * as aws from '@pulumi/aws/mskconnect/index.js';
import * as pulumi from '@pulumi/pulumi';
import { serviceTrust } from '../../iam/document.ts';
import { checkArguments } from '../arguments/index.ts';
import { s3SinkArguments } from '../arguments/s3-sink.ts';
import { logicalName } from '../logical-name.ts';
import { brokerClientGroup, logGroup } from '../parts.ts';
import { sinkPolicy } from './policy.ts';

/** What {@link S3Sink} takes. */
export interface S3SinkArgs {
  /** The connector's name; the sink's offsets in Kafka hang on it, so it never changes. Example: `demo-connector`. */
  readonly connectorName: string;
  /**
   * The custom plugin's name. Another location or content makes another plugin, and two cannot have one name: derive it from bucket, key,
   * version and content. Example: `demo-plugin-1a2b3c4d`.
   */
  readonly pluginName: string;
  /** The bucket of the connector's software. */
  readonly artifactBucketArn: pulumi.Input<string>;
  /** The key of the connector's ZIP in it. */
  readonly artifactKey: string;
  /** The version of that object. Default: the current one when the plugin is made, whoever uploaded it. */
  readonly artifactVersion?: string;
  /** The connector configuration; a change of it replaces the connector. */
  readonly settings: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /** Properties of the workers. */
  readonly workerProperties: { [key: string]: string };
  /** The topics that are read. */
  readonly topics: string[];
  readonly deadLetterTopic: string;
  readonly bucketArn: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  readonly bootstrapServers: pulumi.Input<string>;
  /** The brokers' security group, which gets a rule that lets the connector in. */
  readonly brokerSecurityGroupId: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  /** The account that may use the role. */
  readonly accountId: string;
  /** Version of Kafka Connect: `3.7.x` or `2.7.1`. Default: `3.7.x`. */
  readonly kafkaConnectVersion?: string;
  /** Units of one worker, 1, 2, 4 or 8: each is one vCPU and 4 GiB and costs by the hour. Default: 1. */
  readonly mcuCount?: number;
  /** Number of workers. Default: 1. */
  readonly workers?: number;
  /** The KMS key of bucket and logs. Default: keys of the services, without cost. */
  readonly keyArn?: pulumi.Input<string>;
  /** Days that the workers' logs are kept. Default: 14. */
  readonly logRetentionDays?: number;
}

/**
 * The Confluent S3 sink on MSK Connect. MSK Connect may report a change of a connector's configuration as done without applying it
 * (hashicorp/terraform-provider-aws issues 47004 and 48199), so here a change replaces the connector; it goes on where it was, since
 * its name, and with it its consumer group, stays.
 *
 * Monthly cost: its units by the hour, and logs by volume; see docs/costs.md.
 */
export class S3Sink extends pulumi.ComponentResource {
  readonly connectorName: pulumi.Output<string>;
  readonly connectorArn: pulumi.Output<string>;
  /** The log group of the workers. */
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: S3SinkArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('S3Sink', name, args, s3SinkArguments);
    super('pinflow:index:S3Sink', name, {}, opts);
    const { role, policy } = this.role(name, args);
    const description = 'Connector workers: to the brokers and to AWS services';
    const { group, rules } = brokerClientGroup(name, `${name}-connector`, description, args, this);
    const workerLog = logGroup(`${name}-workers`, args, this);
    const connector = this.connector(name, args, { role, group, workerLog }, [policy, ...rules]);
    this.connectorName = connector.name;
    this.connectorArn = connector.arn;
    this.logGroupName = workerLog.name;
    this.registerOutputs({
      connectorName: this.connectorName,
      connectorArn: this.connectorArn,
      logGroupName: this.logGroupName,
    });
  }

  private role(name: string, args: S3SinkArgs): { role: iam.Role; policy: iam.RolePolicy } {
    const { accountId, connectorName, topics, deadLetterTopic, clusterArn, bucketArn, keyArn } = args;
    const role = new iam.Role(
      logicalName(name, 'connector', 64),
      {
        description: `What the connector ${connectorName} may do`,
        assumeRolePolicy: serviceTrust('kafkaconnect.amazonaws.com', { accountId }),
      },
      { parent: this },
    );
    const policy = pulumi
      .output({ clusterArn, bucketArn, keyArn })
      .apply((known) => sinkPolicy({ ...known, connectorName, topics, deadLetterTopic }));
    return { role, policy: new iam.RolePolicy(`${name}-connector`, { role: role.name, policy }, { parent: this }) };
  }

  private connector(
    name: string,
    args: S3SinkArgs,
    { role, group, workerLog }: { role: iam.Role; group: ec2.SecurityGroup; workerLog: cloudwatch.LogGroup },
    access: pulumi.Resource[],
  ): aws.Connector {
    const plugin = this.plugin(name, args);
    const workers = this.workerConfiguration(name, args);
    return new aws.Connector(
      name,
      {
        name: args.connectorName,
        kafkaconnectVersion: args.kafkaConnectVersion ?? '3.7.x',
        capacity: { provisionedCapacity: { mcuCount: args.mcuCount ?? 1, workerCount: args.workers ?? 1 } },
        connectorConfiguration: args.settings,
        kafkaCluster: {
          apacheKafkaCluster: {
            bootstrapServers: args.bootstrapServers,
            vpc: { subnets: args.subnetIds, securityGroups: [group.id] },
          },
        },
        kafkaClusterClientAuthentication: { authenticationType: 'IAM' },
        kafkaClusterEncryptionInTransit: { encryptionType: 'TLS' },
        plugins: [{ customPlugin: { arn: plugin.arn, revision: plugin.latestRevision } }],
        workerConfiguration: { arn: workers.arn, revision: workers.latestRevision },
        serviceExecutionRoleArn: role.arn,
        logDelivery: {
          workerLogDelivery: { cloudwatchLogs: { enabled: true, logGroup: workerLog.name } },
        },
      },
      // Two connectors cannot have one name, so the old one goes first.
      {
        parent: this,
        dependsOn: access,
        replaceOnChanges: ['connectorConfiguration'],
        deleteBeforeReplace: true,
      },
    );
  }

  private plugin(name: string, args: S3SinkArgs): aws.CustomPlugin {
    const { pluginName, artifactBucketArn, artifactKey, artifactVersion } = args;
    return new aws.CustomPlugin(
      `${name}-plugin`,
      {
        name: pluginName,
        contentType: 'ZIP',
        location: {
          s3: {
            bucketArn: artifactBucketArn,
            fileKey: artifactKey,
            ...(artifactVersion !== undefined && { objectVersion: artifactVersion }),
          },
        },
      },
      // An update that fails after the new plugin and is taken back needs the old name again, so the old one goes first.
      { parent: this, deleteBeforeReplace: true },
    );
  }

  private workerConfiguration(name: string, { workerProperties }: S3SinkArgs): aws.WorkerConfiguration {
    const lines = Object.entries(workerProperties).map(([key, value]) => `${key}=${value}\n`);
    return new aws.WorkerConfiguration(`${name}-workers`, { propertiesFileContent: lines.join('') }, { parent: this });
  }
}
