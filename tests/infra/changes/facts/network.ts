import type { TypeFacts } from './type-facts.ts';

/** A rule of a security group, in either direction. */
const groupRule = {
  replacing: ['securityGroupId'],
  inPlace: ['cidrIpv4', 'fromPort', 'ipProtocol', 'referencedSecurityGroupId', 'toPort'],
  identity: [
    ['securityGroupId', 'ipProtocol', 'fromPort', 'toPort', 'cidrIpv4'],
    ['securityGroupId', 'ipProtocol', 'fromPort', 'toPort', 'referencedSecurityGroupId'],
  ],
};

export const networkFacts: Readonly<Record<string, TypeFacts>> = {
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': {
    replacing: ['vpcId'],
    inPlace: ['egress', 'ingress'],
    sets: ['egress', 'ingress'],
    identity: [['vpcId']],
    source: 'terraform-provider-aws internal/service/ec2/vpc_default_security_group.go, 2025 snapshot (v6)',
  },
  'aws:ec2/eip:Eip': {
    replacing: ['domain'],
    inPlace: [],
    inUse: 'refused',
    source: 'terraform-provider-aws internal/service/ec2/ec2_eip.go, 2025 snapshot (v6)',
  },
  'aws:ec2/instance:Instance': {
    replacing: ['ami', 'keyName', 'rootBlockDevice.encrypted', 'rootBlockDevice.kmsKeyId', 'subnetId'],
    inPlace: [
      'instanceType',
      'maintenanceOptions',
      'metadataOptions',
      'rootBlockDevice',
      'tags',
      'userData',
      'userDataReplaceOnChange',
      'vpcSecurityGroupIds',
    ],
    sets: ['vpcSecurityGroupIds'],
    identity: [['subnetId', 'privateIp']],
    source:
      'terraform-provider-aws internal/service/ec2/ec2_instance.go, 2023 snapshot (v4.6x); instanceMarketOptions, placementGroupId, primary/secondary interfaces assumed',
  },
  'aws:ec2/internetGateway:InternetGateway': {
    replacing: [],
    inPlace: ['vpcId'],
    identity: [['vpcId']],
    inUse: 'refused',
    source: 'terraform-provider-aws internal/service/ec2/vpc_internet_gateway.go, 2023 snapshot (v4)',
  },
  'aws:ec2/natGateway:NatGateway': {
    replacing: ['allocationId', 'subnetId'],
    inPlace: ['tags'],
    identity: [['allocationId']],
    inUse: 'harmful',
    source:
      'terraform-provider-aws internal/service/ec2/vpc_nat_gateway.go, 2024 snapshot (v5); availabilityMode, vpcId not found; assumed from their meaning',
  },
  'aws:ec2/routeTable:RouteTable': {
    replacing: ['vpcId'],
    inPlace: ['routes', 'tags'],
    sets: ['routes'],
    source: 'terraform-provider-aws internal/service/ec2/vpc_route_table.go, 2023 snapshot (v5)',
  },
  'aws:ec2/routeTableAssociation:RouteTableAssociation': {
    replacing: ['subnetId'],
    inPlace: ['routeTableId'],
    identity: [['subnetId']],
    source: 'terraform-provider-aws internal/service/ec2/vpc_route_table_association.go, 2023 snapshot (v4)',
  },
  'aws:ec2/securityGroup:SecurityGroup': {
    replacing: ['description', 'vpcId'],
    inPlace: [],
    identity: [['vpcId', 'name']],
    inUse: 'refused',
    source: 'terraform-provider-aws internal/service/ec2/vpc_security_group.go, 2025 snapshot (v6)',
  },
  'aws:ec2/subnet:Subnet': {
    replacing: ['availabilityZone', 'cidrBlock', 'vpcId'],
    inPlace: ['tags'],
    identity: [['vpcId', 'cidrBlock']],
    inUse: 'refused',
    source: 'terraform-provider-aws internal/service/ec2/vpc_subnet.go, 2026 snapshot (v6)',
  },
  'aws:ec2/vpc:Vpc': {
    replacing: ['cidrBlock'],
    inPlace: ['enableDnsHostnames', 'enableDnsSupport', 'tags'],
    inUse: 'refused',
    source: 'terraform-provider-aws internal/service/ec2/vpc_.go, 2024 snapshot (v5)',
  },
  'aws:ec2/vpcEndpoint:VpcEndpoint': {
    replacing: ['serviceName', 'vpcEndpointType', 'vpcId'],
    inPlace: ['privateDnsEnabled', 'routeTableIds', 'securityGroupIds', 'subnetIds'],
    sets: ['routeTableIds', 'securityGroupIds', 'subnetIds'],
    identity: [['vpcId', 'serviceName']],
    source: 'terraform-provider-aws internal/service/ec2/vpc_endpoint.go, 2026 snapshot (v6)',
  },
  'aws:lb/listener:Listener': {
    replacing: ['loadBalancerArn'],
    inPlace: ['defaultActions', 'port', 'protocol'],
    identity: [['loadBalancerArn', 'port']],
    source: 'terraform-provider-aws internal/service/elbv2/listener.go, 2023 snapshot (v4)',
  },
  'aws:lb/loadBalancer:LoadBalancer': {
    replacing: ['internal', 'loadBalancerType'],
    inPlace: ['enableCrossZoneLoadBalancing', 'securityGroups', 'subnets'],
    sets: ['securityGroups', 'subnets'],
    inUse: 'harmful',
    source: 'terraform-provider-aws internal/service/elbv2/load_balancer.go, 2025 snapshot (v6)',
  },
  'aws:lb/targetGroup:TargetGroup': {
    replacing: ['port', 'protocol', 'targetType', 'vpcId'],
    inPlace: ['deregistrationDelay', 'healthCheck'],
    inUse: 'refused',
    source:
      'terraform-provider-aws internal/service/elbv2/target_group.go, 2025 snapshot (v6); targetControlPort assumed',
  },
  'aws:lb/targetGroupAttachment:TargetGroupAttachment': {
    replacing: ['port', 'targetGroupArn', 'targetId'],
    inPlace: [],
    identity: [['targetGroupArn', 'targetId', 'port']],
    source:
      'terraform-provider-aws internal/service/elbv2/target_group_attachment.go, 2025 snapshot (v6); quicServerId: d.ts of @pulumi/aws 7.48.0',
  },
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': {
    ...groupRule,
    source:
      'terraform-provider-aws internal/service/ec2/vpc_security_group_ingress_rule.go (it shares the schema), 2022 snapshot (v4)',
  },
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': {
    ...groupRule,
    source:
      'terraform-provider-aws internal/service/ec2/vpc_security_group_ingress_rule.go, 2022 snapshot (v4); v6 has the same rule in its ModifyPlan',
  },
};
