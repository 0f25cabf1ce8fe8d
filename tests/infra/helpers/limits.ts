import type { Registration } from './record.ts';

/** Longest names, and what a name may not be, by type. https://docs.aws.amazon.com: the quota pages of each service. */
export const limits: Readonly<Record<string, { property: string; length: number; not?: RegExp }>> = {
  'aws:lb/loadBalancer:LoadBalancer': { property: 'name', length: 32, not: /^internal-|^-|-$/ },
  'aws:lb/targetGroup:TargetGroup': { property: 'name', length: 32, not: /^-|-$/ },
  'aws:iam/role:Role': { property: 'name', length: 64 },
  'aws:iam/instanceProfile:InstanceProfile': { property: 'name', length: 128 },
  'aws:msk/cluster:Cluster': { property: 'clusterName', length: 64 },
  'aws:msk/serverlessCluster:ServerlessCluster': { property: 'clusterName', length: 64 },
  'aws:ec2/securityGroup:SecurityGroup': { property: 'name', length: 255, not: /^sg-/ },
  'aws:s3/bucket:Bucket': { property: 'bucket', length: 63, not: /[A-Z_]/ },
  'aws:kinesis/stream:Stream': { property: 'name', length: 128 },
  'aws:mskconnect/connector:Connector': { property: 'name', length: 128 },
  'aws:mskconnect/customPlugin:CustomPlugin': { property: 'name', length: 128 },
  'aws:cloudwatch/logGroup:LogGroup': { property: 'name', length: 512 },
  'aws:sns/topic:Topic': { property: 'name', length: 256 },
};

/** Resources whose physical name, with the suffix that Pulumi appends to logical ones, AWS would refuse. */
export function tooLong(registrations: readonly Registration[]): string[] {
  return registrations.flatMap(({ type, name, inputs }) => {
    const limit = limits[type];
    if (limit === undefined) return [];
    const given = inputs[limit.property];
    const physical = typeof given === 'string' ? given : `${name}-1a2b3c4`;
    const isFine = physical.length <= limit.length && !(limit.not ?? /^$/).test(physical);
    return isFine ? [] : [`${type} ${physical}`];
  });
}
