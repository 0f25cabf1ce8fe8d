import { textsOf } from '../documents.ts';
import { listAt, type Props, type Rule } from '../rule.ts';

const everyone = ['0.0.0.0/0', '::/0'];

export const noPublicIngress: Rule = {
  name: 'no-public-ingress',
  level: 'mandatory',
  severity: 'critical',
  forbids: 'A security group that lets everyone in.',
  reason: 'Nothing of pinflow is reached from outside but API Gateway.',
  remedy: 'Name the security group or the block that may come in',
  types: [
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
    'aws:ec2/securityGroup:SecurityGroup',
    'aws:ec2/securityGroupRule:SecurityGroupRule',
  ],
  violations: ({ type, props }) => {
    if (type.endsWith(':SecurityGroup')) return listAt(props, 'ingress').flatMap(openTo);
    return type.endsWith(':SecurityGroupRule') && props.type !== 'ingress' ? [] : openTo(props);
  },
};

function openTo(rule: Props): string[] {
  return ['cidrIpv4', 'cidrIpv6', 'cidrBlocks', 'ipv6CidrBlocks'].flatMap((property) =>
    textsOf(rule[property])
      .filter((block) => everyone.includes(block))
      .map((block) => `${property} is ${block}`),
  );
}
