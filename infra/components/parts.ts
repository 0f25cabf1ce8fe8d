import * as cloudwatch from '@pulumi/aws/cloudwatch/index.js';
import * as ec2 from '@pulumi/aws/ec2/index.js';
import * as vpc from '@pulumi/aws/vpc/index.js';
import type * as pulumi from '@pulumi/pulumi';
import { kafkaIamPort } from '../../runtime/blueprint/index.ts';

/** How long logs are kept, and by which key they are encrypted. */
export interface LogSettings {
  readonly logRetentionDays?: number;
  readonly keyArn?: pulumi.Input<string>;
}

/** Makes a log group of a component; without a name of its own it gets one from Pulumi. With `retain` it outlives the stack. */
export function logGroup(
  logicalName: string,
  { keyArn, logRetentionDays = 14 }: LogSettings,
  parent: pulumi.Resource,
  { retain = false, ...named }: { readonly name?: pulumi.Input<string>; readonly retain?: boolean } = {},
): cloudwatch.LogGroup {
  return new cloudwatch.LogGroup(
    logicalName,
    { ...named, retentionInDays: logRetentionDays, ...(keyArn !== undefined && { kmsKeyId: keyArn }) },
    { parent, retainOnDelete: retain },
  );
}

/** A way from one security group to another, by TCP. */
export interface Way {
  readonly from: pulumi.Input<string>;
  readonly to: pulumi.Input<string>;
  readonly port: number;
}

/** The two rules of a way: out of the one group, `<name>-to-<target>`, and into the other, `<name>-into-<target>`. */
export function groupToGroup(
  name: string,
  target: string,
  { from, to, port }: Way,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const tcp = { ipProtocol: 'tcp', fromPort: port, toPort: port };
  return [
    new vpc.SecurityGroupEgressRule(
      `${name}-to-${target}`,
      { ...tcp, securityGroupId: from, referencedSecurityGroupId: to },
      { parent },
    ),
    new vpc.SecurityGroupIngressRule(
      `${name}-into-${target}`,
      { ...tcp, securityGroupId: to, referencedSecurityGroupId: from },
      { parent },
    ),
  ];
}

/** Where a client of the brokers stands, and their security group. */
export interface BrokerClientSettings {
  readonly vpcId: pulumi.Input<string>;
  readonly brokerSecurityGroupId: pulumi.Input<string>;
}

/** The security group of a client of the brokers: out to them and to AWS services, and let in by them. What needs the way waits for the rules. */
export function brokerClientGroup(
  name: string,
  groupName: string,
  description: string,
  { vpcId, brokerSecurityGroupId }: BrokerClientSettings,
  parent: pulumi.Resource,
): { group: ec2.SecurityGroup; rules: pulumi.Resource[] } {
  const group = new ec2.SecurityGroup(groupName, { vpcId, description }, { parent });
  const rules = [
    ...groupToGroup(name, 'brokers', { from: group.id, to: brokerSecurityGroupId, port: kafkaIamPort }, parent),
    new vpc.SecurityGroupEgressRule(
      `${name}-to-services`,
      { securityGroupId: group.id, ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIpv4: '0.0.0.0/0' },
      { parent },
    ),
  ];
  return { group, rules };
}
