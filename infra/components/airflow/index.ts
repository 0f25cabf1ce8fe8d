import * as ec2 from '@pulumi/aws/ec2/index.js';
import * as iam from '@pulumi/aws/iam/index.js';
import { Environment } from '@pulumi/aws/mwaa/index.js';
import { BucketObjectv2 } from '@pulumi/aws/s3/index.js';
import * as vpc from '@pulumi/aws/vpc/index.js';
import * as pulumi from '@pulumi/pulumi';
import { airflowPlaces, connectionStart, partitionOf } from '../../../runtime/blueprint/index.ts';
import { serviceTrust } from '../../iam/document.ts';
import { airflowArguments } from '../arguments/airflow.ts';
import { checkArguments } from '../arguments/index.ts';
import { logicalName } from '../logical-name.ts';
import { logGroup } from '../parts.ts';
import { privateBucket } from '../private-bucket.ts';
import { airflowPolicy } from './policy.ts';

/** What {@link Airflow} takes. */
export interface AirflowArgs {
  /** The environment's name; its log groups have it too. Example: `pinflow-demo`. */
  readonly environmentName: string;
  /** Example: `2.11.0`. */
  readonly version: string;
  /** `mw1.micro` to `mw1.2xlarge`: each costs by the hour. Default: `mw1.micro`, with one scheduler and one worker. */
  readonly environmentClass?: string;
  /** The content of `requirements.txt`: packages pinned to those of the version's constraints. */
  readonly requirements: string;
  /** The folder of the DAGs in the environment's bucket. Default: `dags`. */
  readonly dagsFolder?: string;
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets that reach out by NAT; the first two are used. */
  readonly subnetIds: pulumi.Input<string[]>;
  readonly region: string;
  readonly accountId: string;
  /** The security group from which the web server is reached. Default: none, and then it is reached by nobody. */
  readonly visitorSecurityGroupId?: pulumi.Input<string>;
  /** Where connections lie in Secrets Manager. Default: `airflow/connections`. */
  readonly connectionsPrefix?: string;
  /** SNS topics to which DAGs may publish. Default: none. */
  readonly topicArns?: pulumi.Input<string[]>;
  /** The KMS key of bucket, queue, database and logs. Default: keys of the services. */
  readonly keyArn?: pulumi.Input<string>;
  /** Days that logs are kept. Default: 14. */
  readonly logRetentionDays?: number;
  /** Whether Pulumi refuses to delete the bucket. Default: false. */
  readonly protect?: boolean;
  /** Whether the bucket stays in AWS when it leaves the stack. Default: false. */
  readonly retain?: boolean;
}

const logs = ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'] as const;

/**
 * An environment of Amazon MWAA: its web server is reached from the network alone, its connections come from Secrets Manager, and its
 * packages by the version of the object that names them. An environment takes half an hour to make.
 *
 * Monthly cost: the environment by the hour and its class, further workers by use, and logs by volume; see docs/costs.md.
 */
export class Airflow extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly environmentName: pulumi.Output<string>;
  /** The web server, without a scheme. */
  readonly webserverUrl: pulumi.Output<string>;

  constructor(name: string, args: AirflowArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('Airflow', name, args, airflowArguments);
    super('pinflow:index:Airflow', name, {}, opts);
    const { keyArn, requirements, protect = false, retain = false } = args;
    const { bucket, versioning } = privateBucket(
      logicalName(name, 'dags', 63),
      { protect, retain, ...(keyArn !== undefined && { keyArn }) },
      this,
    );
    const pinned = new BucketObjectv2(
      `${name}-requirements`,
      { bucket: bucket.bucket, key: 'requirements.txt', content: requirements },
      { parent: this, dependsOn: [versioning] },
    );
    const { role, policy } = this.role(name, args, bucket.arn);
    const { group, rules } = this.group(name, args);
    const groups = logs.map((kind) =>
      logGroup(`${name}-${kind}`, args, this, { name: `airflow-${args.environmentName}-${kind}` }),
    );
    const environment = this.environment(name, args, { bucketArn: bucket.arn, pinned, role, group }, [
      policy,
      ...rules,
      ...groups,
    ]);
    // By way of its versioning: an object that is uploaded before has no version to go back to.
    this.bucketName = versioning.bucket;
    this.environmentName = environment.name;
    this.webserverUrl = environment.webserverUrl;
    this.registerOutputs({
      bucketName: this.bucketName,
      environmentName: this.environmentName,
      webserverUrl: this.webserverUrl,
    });
  }

  private role(name: string, args: AirflowArgs, bucketArn: pulumi.Input<string>) {
    const {
      environmentName,
      region,
      accountId,
      connectionsPrefix = airflowPlaces.connectionsPrefix,
      topicArns = [],
    } = args;
    const role = new iam.Role(
      logicalName(name, 'airflow', 64),
      {
        description: `What Airflow ${environmentName} may do`,
        assumeRolePolicy: serviceTrust(['airflow.amazonaws.com', 'airflow-env.amazonaws.com'], { accountId }),
      },
      { parent: this },
    );
    const partition = partitionOf(region);
    const policy = pulumi
      .output({ bucketArn, topicArns, keyArn: args.keyArn })
      .apply((known) => airflowPolicy({ ...known, environmentName, region, partition, accountId, connectionsPrefix }));
    return { role, policy: new iam.RolePolicy(`${name}-airflow`, { role: role.name, policy }, { parent: this }) };
  }

  /** Scheduler, workers and database speak to each other in one group (AWS documentation, "Security in your VPC on Amazon MWAA"). */
  private group(
    name: string,
    { vpcId, visitorSecurityGroupId }: AirflowArgs,
  ): { group: ec2.SecurityGroup; rules: pulumi.Resource[] } {
    const description = 'Airflow: among itself, and out to AWS services and Databricks';
    const group = new ec2.SecurityGroup(`${name}-airflow`, { vpcId, description }, { parent: this });
    const common = { securityGroupId: group.id, ipProtocol: '-1' };
    return {
      group,
      rules: [
        new vpc.SecurityGroupIngressRule(
          `${name}-from-itself`,
          { ...common, referencedSecurityGroupId: group.id },
          { parent: this },
        ),
        ...(visitorSecurityGroupId === undefined ? [] : [this.visitors(name, group, visitorSecurityGroupId)]),
        new vpc.SecurityGroupEgressRule(`${name}-out`, { ...common, cidrIpv4: '0.0.0.0/0' }, { parent: this }),
      ],
    };
  }

  private visitors(name: string, group: ec2.SecurityGroup, from: pulumi.Input<string>): pulumi.Resource {
    return new vpc.SecurityGroupIngressRule(
      `${name}-from-visitors`,
      { securityGroupId: group.id, referencedSecurityGroupId: from, ipProtocol: 'tcp', fromPort: 443, toPort: 443 },
      { parent: this },
    );
  }

  private environment(
    name: string,
    args: AirflowArgs,
    made: {
      bucketArn: pulumi.Input<string>;
      pinned: BucketObjectv2;
      role: iam.Role;
      group: ec2.SecurityGroup;
    },
    needs: pulumi.Resource[],
  ): Environment {
    const { bucketArn, pinned, role, group } = made;
    const {
      connectionsPrefix = airflowPlaces.connectionsPrefix,
      dagsFolder = airflowPlaces.dagsFolder,
      environmentClass = 'mw1.micro',
    } = args;
    const isMicro = environmentClass === 'mw1.micro';
    const log = { enabled: true, logLevel: 'INFO' };
    return new Environment(
      name,
      {
        name: args.environmentName,
        airflowVersion: args.version,
        environmentClass,
        ...(isMicro
          ? { schedulers: 1, minWorkers: 1, maxWorkers: 1 }
          : { schedulers: 2, minWorkers: 1, maxWorkers: 3 }),
        sourceBucketArn: bucketArn,
        dagS3Path: dagsFolder,
        requirementsS3Path: pinned.key,
        requirementsS3ObjectVersion: pinned.versionId,
        executionRoleArn: role.arn,
        networkConfiguration: {
          securityGroupIds: [group.id],
          subnetIds: pulumi.output(args.subnetIds).apply((ids) => ids.slice(0, 2)),
        },
        webserverAccessMode: 'PRIVATE_ONLY',
        workerReplacementStrategy: 'GRACEFUL',
        airflowConfigurationOptions: {
          'secrets.backend': 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend',
          'secrets.backend_kwargs': JSON.stringify({
            connections_prefix: connectionsPrefix,
            connections_lookup_pattern: `^${connectionStart}`,
            variables_prefix: null,
          }),
        },
        loggingConfiguration: {
          dagProcessingLogs: log,
          schedulerLogs: log,
          taskLogs: log,
          webserverLogs: log,
          workerLogs: log,
        },
        ...(args.keyArn !== undefined && { kmsKey: args.keyArn }),
      },
      {
        parent: this,
        dependsOn: needs,
        // Its name is fixed, and MWAA changes neither key nor subnets in place, so the old one goes first.
        deleteBeforeReplace: true,
        // In a network without a way out it fails after three hours; the provider would give up after two and know nothing of it.
        customTimeouts: { create: '4h', update: '4h', delete: '2h' },
      },
    );
  }
}
