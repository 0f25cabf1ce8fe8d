import * as aws from '@pulumi/aws/ec2/index.js';
import * as iam from '@pulumi/aws/iam/index.js';
import * as ssm from '@pulumi/aws/ssm/index.js';
import * as pulumi from '@pulumi/pulumi';
import { partitionOf, restProxyHealthPath, restProxyPort } from '../../../runtime/blueprint/index.ts';
import { serviceTrust } from '../../iam/document.ts';
import { checkArguments } from '../arguments/index.ts';
import { kafkaClientArguments } from '../arguments/kafka-client.ts';
import { logicalName } from '../logical-name.ts';
import { brokerClientGroup } from '../parts.ts';
import { loadBalancer } from './load-balancer.ts';
import { clientPolicy } from './policy.ts';

/** What {@link KafkaClient} takes. */
export interface KafkaClientArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets; the instance stands in the first, the load balancer in all. */
  readonly subnetIds: pulumi.Input<string[]>;
  readonly clusterArn: pulumi.Input<string>;
  /** The brokers' security group, which gets a rule that lets the client in. */
  readonly brokerSecurityGroupId: pulumi.Input<string>;
  /** The script that installs the client; a change of it replaces the instance. */
  readonly bootScript: pulumi.Input<string>;
  /** ARNs of the objects that the script installs as they are now. */
  readonly artifactArns: string[];
  /** ARNs of the objects that the script installs by version. Default: none. */
  readonly artifactVersionArns?: string[];
  /** The region of the instance. Example: `us-east-1`. */
  readonly region: string;
  /** Every topic of the stack, the dead letters' too. Example: `["demo.pin", "demo.dlq"]`. */
  readonly topics: string[];
  /** Whether the script makes the topics. Default: false. */
  readonly makesTopics?: boolean;
  /** Type of the instance, x86-64. Default: `t3.small`. It costs by the hour. */
  readonly instanceType?: string;
  /** An Amazon Linux 2023 image for x86-64. Default: the latest, looked up; then a new one replaces the instance. */
  readonly imageId?: string;
  /** A key pair. Default: none; sessions go by SSM. */
  readonly keyPair?: string;
  /** Size of the root volume in GiB. Default: 16. */
  readonly volumeGiB?: number;
  /** The KMS key of the root volume. Default: the key of EBS, without cost. */
  readonly keyArn?: pulumi.Input<string>;
}

/** What the latest image is looked up by (AWS documentation, "Reference the latest AMIs using Systems Manager public parameters"). */
const latestImage = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

/**
 * The EC2 instance of the original: Kafka's tools for people, who come by SSM, and the REST proxy behind an internal load balancer for
 * the API. It holds no data: it is replaced, never patched.
 *
 * Monthly cost: the instance, its volume and the load balancer; see docs/costs.md.
 */
export class KafkaClient extends pulumi.ComponentResource {
  readonly instanceId: pulumi.Output<string>;
  /** The REST proxy, `http://host:port`, reached from the network alone. */
  readonly restProxyUrl: pulumi.Output<string>;
  readonly loadBalancerArn: pulumi.Output<string>;
  /** The load balancer's security group: who calls the proxy adds an ingress rule to it. */
  readonly loadBalancerSecurityGroupId: pulumi.Output<string>;
  /** How CloudWatch names the load balancer. */
  readonly loadBalancerArnSuffix: pulumi.Output<string>;
  /** The instance's security group. */
  readonly securityGroupId: pulumi.Output<string>;
  /** How CloudWatch names the proxy's target group. */
  readonly targetGroupArnSuffix: pulumi.Output<string>;

  constructor(name: string, args: KafkaClientArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('KafkaClient', name, args, kafkaClientArguments);
    super('pinflow:index:KafkaClient', name, {}, opts);
    const { profile, policies } = this.profile(name, args);
    const description = 'Kafka client: to the brokers and to AWS services';
    const { group, rules } = brokerClientGroup(name, `${name}-instance`, description, args, this);
    const instance = this.instance(name, args, profile, group, [...policies, ...rules]);
    const { vpcId, subnetIds } = args;
    const {
      balancer,
      targets,
      group: balancerGroup,
    } = loadBalancer(
      name,
      {
        vpcId,
        subnetIds,
        port: restProxyPort,
        healthPath: restProxyHealthPath,
        instanceId: instance.id,
        instanceSecurityGroupId: group.id,
      },
      this,
    );
    this.instanceId = instance.id;
    this.securityGroupId = group.id;
    this.restProxyUrl = pulumi.interpolate`http://${balancer.dnsName}:${restProxyPort}`;
    this.loadBalancerArn = balancer.arn;
    this.loadBalancerSecurityGroupId = balancerGroup.id;
    this.loadBalancerArnSuffix = balancer.arnSuffix;
    this.targetGroupArnSuffix = targets.arnSuffix;
    this.registerOutputs({
      instanceId: this.instanceId,
      securityGroupId: this.securityGroupId,
      restProxyUrl: this.restProxyUrl,
      loadBalancerArn: this.loadBalancerArn,
      loadBalancerSecurityGroupId: this.loadBalancerSecurityGroupId,
      loadBalancerArnSuffix: this.loadBalancerArnSuffix,
      targetGroupArnSuffix: this.targetGroupArnSuffix,
    });
  }

  private profile(name: string, args: KafkaClientArgs) {
    const { clusterArn, region, topics, makesTopics = false, artifactArns, artifactVersionArns = [] } = args;
    const role = new iam.Role(
      logicalName(name, 'role', 64),
      { description: 'What the Kafka client may do', assumeRolePolicy: serviceTrust('ec2.amazonaws.com') },
      { parent: this },
    );
    const session = new iam.RolePolicyAttachment(
      `${name}-session`,
      { role: role.name, policyArn: `arn:${partitionOf(region)}:iam::aws:policy/AmazonSSMManagedInstanceCore` },
      { parent: this },
    );
    const policy = pulumi
      .output(clusterArn)
      .apply((arn) => clientPolicy({ clusterArn: arn, topics, makesTopics, artifactArns, artifactVersionArns }));
    const own = new iam.RolePolicy(`${name}-role`, { role: role.name, policy }, { parent: this });
    const profile = new iam.InstanceProfile(logicalName(name, 'profile', 128), { role: role.name }, { parent: this });
    return { profile, policies: [session, own] };
  }

  private instance(
    name: string,
    args: KafkaClientArgs,
    profile: iam.InstanceProfile,
    group: aws.SecurityGroup,
    access: pulumi.Resource[],
  ): aws.Instance {
    const { imageId, keyPair, keyArn } = args;
    return new aws.Instance(
      name,
      {
        ami: imageId ?? ssm.getParameterOutput({ name: latestImage }, { parent: this }).insecureValue,
        instanceType: args.instanceType ?? 't3.small',
        subnetId: pulumi.output(args.subnetIds).apply(([first]) => first as string),
        vpcSecurityGroupIds: [group.id],
        iamInstanceProfile: profile.name,
        ...(keyPair !== undefined && { keyName: keyPair }),
        metadataOptions: { httpTokens: 'required', httpEndpoint: 'enabled', httpPutResponseHopLimit: 1 },
        rootBlockDevice: {
          volumeType: 'gp3',
          volumeSize: args.volumeGiB ?? 16,
          encrypted: true,
          ...(keyArn !== undefined && { kmsKeyId: keyArn }),
        },
        userData: args.bootScript,
        userDataReplaceOnChange: true,
        maintenanceOptions: { autoRecovery: 'default' },
        tags: { Name: name },
      },
      {
        parent: this,
        // The script reads from S3 and speaks to the brokers: its access must be there before it runs.
        dependsOn: access,
        // EBS shrinks no volume; the instance holds no data.
        replaceOnChanges: ['rootBlockDevice'],
      },
    );
  }
}
