import * as ec2 from '@pulumi/aws/ec2/index.js';
import * as aws from '@pulumi/aws/lb/index.js';
import type * as pulumi from '@pulumi/pulumi';
import { logicalName } from '../logical-name.ts';
import { groupToGroup } from '../parts.ts';

/** What the load balancer before the REST proxy needs. */
export interface LoadBalancerSettings {
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly port: number;
  /** The path whose answer says that the proxy works. */
  readonly healthPath: string;
  readonly instanceId: pulumi.Input<string>;
  readonly instanceSecurityGroupId: pulumi.Input<string>;
}

/** An internal load balancer of TCP before one instance, which asks the proxy itself whether it works. */
export function loadBalancer(name: string, settings: LoadBalancerSettings, parent: pulumi.Resource) {
  const { vpcId, subnetIds, port, healthPath, instanceId, instanceSecurityGroupId } = settings;
  const group = new ec2.SecurityGroup(
    `${name}-balancer`,
    { vpcId, description: 'Load balancer of the REST proxy: from named clients to the proxy' },
    { parent },
  );
  groupToGroup(name, 'proxy', { from: group.id, to: instanceSecurityGroupId, port }, parent);
  // AWS keeps names that begin with `internal-` to itself, and a component may be called so.
  const ownName = logicalName(`proxy-${name}`, 'lb', 32);
  const balancer = new aws.LoadBalancer(
    ownName,
    {
      loadBalancerType: 'network',
      internal: true,
      subnets: subnetIds,
      securityGroups: [group.id],
      // The one instance stands in one zone, its callers in all.
      enableCrossZoneLoadBalancing: true,
    },
    { parent },
  );
  const targets = new aws.TargetGroup(
    ownName,
    {
      vpcId,
      port,
      protocol: 'TCP',
      targetType: 'instance',
      deregistrationDelay: 30,
      healthCheck: { protocol: 'HTTP', path: healthPath, interval: 10, healthyThreshold: 2, unhealthyThreshold: 3 },
    },
    { parent },
  );
  new aws.TargetGroupAttachment(
    `${name}-proxy`,
    { targetGroupArn: targets.arn, targetId: instanceId, port },
    { parent },
  );
  new aws.Listener(
    `${name}-proxy`,
    {
      loadBalancerArn: balancer.arn,
      port,
      protocol: 'TCP',
      defaultActions: [{ type: 'forward', targetGroupArn: targets.arn }],
    },
    { parent },
  );
  return { balancer, targets, group };
}
