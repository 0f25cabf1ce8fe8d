import * as aws from '@pulumi/aws/ec2/index.js';
import * as vpc from '@pulumi/aws/vpc/index.js';
import * as pulumi from '@pulumi/pulumi';
import { planZones, slotsOf, type ZonePlan, type ZoneSlot } from '../../../runtime/blueprint/index.ts';
import { checkArguments } from '../arguments/index.ts';
import { networkArguments } from '../arguments/network.ts';
import { endpointServices, natSlots } from './plan.ts';

/** What {@link Network} takes. */
export interface NetworkArgs {
  /** Addresses of the VPC, /16 to /22. Example: `10.20.0.0/16`. */
  readonly cidr: string;
  /** Availability zones, two or three, each with one private subnet. Example: `["us-east-1a", "us-east-1b"]`. */
  readonly zones: string[];
  /**
   * The slot of each zone, 0 to 2, in the order of `zones`: it decides its address ranges, which cannot change while the subnet exists.
   * Default: the position in `zones`. Example: `[1, 2]` once the zone of slot 0 is gone.
   */
  readonly slots?: number[];
  /** The region of the endpoints' services. Example: `us-east-1`. */
  readonly region: string;
  /** NAT gateways: `none`, `one` or `perZone`. Default: `one`. Each costs by the hour, with its address, and by volume. */
  readonly nat?: string;
  /**
   * Services reached without leaving the network: `s3` (a gateway, free), `kinesis`, `sts`, `logs`, `ssm`, `secretsmanager`.
   * Default: `["s3"]`. Each interface endpoint costs by the hour and zone; `ssm` is two.
   */
  readonly endpoints?: string[];
  /** Whether VPC and private subnets stay in AWS when they leave the stack, as retained brokers in them need. Default: false. */
  readonly retain?: boolean;
}

/**
 * A VPC with one private subnet a zone; nothing in it has a public address but the NAT gateways.
 *
 * Monthly cost: the NAT gateways and the interface endpoints; see docs/costs.md.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** The private subnets, in the order of their slots. */
  readonly subnetIds: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('Network', name, args, networkArguments);
    super('pinflow:index:Network', name, {}, opts);
    const { nat = 'one', endpoints = ['s3'] } = args;
    const main = this.vpc(name, args);
    const plans = planZones(args.cidr, zoneSlots(args));
    const nats = this.natGateways(name, main, natSlots(nat, plans));
    const subnets = plans.map((plan) => this.privateSubnet(name, main, plan, args));
    const tables = this.privateRoutes(name, main, plans, subnets, nats);
    if (endpoints.includes('s3')) this.s3Endpoint(name, main, args.region, tables);
    this.interfaceEndpoints(name, main, args, endpointServices(endpoints), subnets);
    this.vpcId = main.id;
    this.subnetIds = pulumi.output(subnets.map(({ id }) => id));
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds });
  }

  private vpc(name: string, { cidr, retain = false }: NetworkArgs): aws.Vpc {
    const main = new aws.Vpc(
      `${name}-vpc`,
      { cidrBlock: cidr, enableDnsHostnames: true, enableDnsSupport: true, tags: { Name: name } },
      { parent: this, retainOnDelete: retain },
    );
    // Without rules: what forgets to name its group reaches nothing and is reached by nothing.
    new aws.DefaultSecurityGroup(`${name}-default`, { vpcId: main.id, ingress: [], egress: [] }, { parent: this });
    return main;
  }

  /** A NAT gateway in the public subnet of each plan, by zone. */
  private natGateways(name: string, main: aws.Vpc, plans: readonly ZonePlan[]): Map<string, aws.NatGateway> {
    if (plans.length === 0) return new Map();
    const gateway = new aws.InternetGateway(
      `${name}-internet`,
      { vpcId: main.id },
      // It cannot leave a VPC whose NAT gateways still have addresses: another VPC gets another gateway.
      { parent: this, replaceOnChanges: ['vpcId'] },
    );
    const routes = new aws.RouteTable(
      `${name}-public`,
      { vpcId: main.id, routes: [{ cidrBlock: '0.0.0.0/0', gatewayId: gateway.id }], tags: { Name: `${name}-public` } },
      { parent: this },
    );
    return new Map(
      plans.map(({ zone, publicCidr }) => {
        const subnet = new aws.Subnet(
          `${name}-public-${zone}`,
          { vpcId: main.id, cidrBlock: publicCidr, availabilityZone: zone, tags: { Name: `${name}-public-${zone}` } },
          { parent: this },
        );
        const route = new aws.RouteTableAssociation(
          `${name}-public-${zone}`,
          { subnetId: subnet.id, routeTableId: routes.id },
          { parent: this },
        );
        const address = new aws.Eip(`${name}-nat-${zone}`, { domain: 'vpc' }, { parent: this, dependsOn: [gateway] });
        const nat = new aws.NatGateway(
          `${name}-nat-${zone}`,
          { subnetId: subnet.id, allocationId: address.id, tags: { Name: `${name}-${zone}` } },
          // An address serves one gateway at a time, so the old one goes first.
          { parent: this, dependsOn: [route], deleteBeforeReplace: true },
        );
        return [zone, nat];
      }),
    );
  }

  private privateSubnet(
    name: string,
    main: aws.Vpc,
    { zone, privateCidr }: ZonePlan,
    { retain = false }: NetworkArgs,
  ): aws.Subnet {
    return new aws.Subnet(
      `${name}-private-${zone}`,
      { vpcId: main.id, cidrBlock: privateCidr, availabilityZone: zone, tags: { Name: `${name}-private-${zone}` } },
      { parent: this, retainOnDelete: retain },
    );
  }

  /** A route table a zone: its way out is the NAT gateway of its own zone, or else the only one. */
  private privateRoutes(
    name: string,
    main: aws.Vpc,
    plans: readonly ZonePlan[],
    subnets: readonly aws.Subnet[],
    nats: ReadonlyMap<string, aws.NatGateway>,
  ): aws.RouteTable[] {
    const [only] = nats.values();
    return subnets.map((subnet, index) => {
      const { zone } = plans[index] as ZonePlan;
      const nat = nats.get(zone) ?? only;
      const table = new aws.RouteTable(
        `${name}-private-${zone}`,
        {
          vpcId: main.id,
          routes: nat === undefined ? [] : [{ cidrBlock: '0.0.0.0/0', natGatewayId: nat.id }],
          tags: { Name: `${name}-private-${zone}` },
        },
        { parent: this },
      );
      new aws.RouteTableAssociation(
        `${name}-private-${zone}`,
        { subnetId: subnet.id, routeTableId: table.id },
        { parent: this },
      );
      return table;
    });
  }

  private s3Endpoint(name: string, main: aws.Vpc, region: string, tables: readonly aws.RouteTable[]): void {
    new aws.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: main.id,
        serviceName: `com.amazonaws.${region}.s3`,
        vpcEndpointType: 'Gateway',
        routeTableIds: tables.map(({ id }) => id),
      },
      { parent: this },
    );
  }

  private interfaceEndpoints(
    name: string,
    main: aws.Vpc,
    { cidr, region }: NetworkArgs,
    services: readonly string[],
    subnets: readonly aws.Subnet[],
  ): void {
    if (services.length === 0) return;
    const group = new aws.SecurityGroup(
      `${name}-endpoints`,
      { vpcId: main.id, description: 'Interface endpoints: HTTPS from the network' },
      { parent: this },
    );
    new vpc.SecurityGroupIngressRule(
      `${name}-endpoints-https`,
      { securityGroupId: group.id, ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIpv4: cidr },
      { parent: this },
    );
    for (const service of services) {
      new aws.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: main.id,
          serviceName: `com.amazonaws.${region}.${service}`,
          vpcEndpointType: 'Interface',
          privateDnsEnabled: true,
          subnetIds: subnets.map(({ id }) => id),
          securityGroupIds: [group.id],
        },
        { parent: this },
      );
    }
  }
}

function zoneSlots({ zones, slots = [] }: NetworkArgs): ZoneSlot[] {
  return slotsOf(zones).map(({ zone, slot }, position) => ({ zone, slot: slots[position] ?? slot }));
}
