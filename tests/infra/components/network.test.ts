import test from 'ava';
import fc from 'fast-check';
import { Network } from '../../../infra/components/network/index.ts';
import { planZones, slotOfRange, slotsOf } from '../../../runtime/blueprint/index.ts';
import { isNetworkBlock } from '../../../runtime/blueprint/stage/network.ts';
import { record } from '../helpers/record.ts';

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const network = (args: object) => () =>
  new Network('net', { cidr: '10.20.0.0/16', zones, region: 'us-east-1', ...args });

// Worked out by hand: quarters of a /16 are /18 of 64 × 256 addresses, sixteenths of the last quarter /20 of 16 × 256.
test('a /16 is divided into three private quarters and sixteenths for NAT gateways', (t) => {
  t.deepEqual(planZones('10.20.0.0/16', slotsOf(zones)), [
    { zone: 'us-east-1a', slot: 0, privateCidr: '10.20.0.0/18', publicCidr: '10.20.192.0/20' },
    { zone: 'us-east-1b', slot: 1, privateCidr: '10.20.64.0/18', publicCidr: '10.20.208.0/20' },
    { zone: 'us-east-1c', slot: 2, privateCidr: '10.20.128.0/18', publicCidr: '10.20.224.0/20' },
  ]);
});

test('subnets lie in the block, overlap nowhere, begin at their own address and are no smaller than AWS takes', (t) => {
  const block = fc
    .record({ size: fc.integer({ min: 16, max: 22 }), second: fc.nat(255), third: fc.nat(255) })
    .map(({ size, second, third }) => ({ size, first: ((10 * 256 + second) * 256 + third) * 256 }))
    .map(({ size, first }) => ({ size, first: first - (first % 2 ** (32 - size)) }));
  fc.assert(
    fc.property(block, fc.integer({ min: 2, max: 3 }), ({ size, first }, count) => {
      const cidr = `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${size}`;
      t.true(isNetworkBlock(cidr));
      const ranges = planZones(cidr, slotsOf(zones.slice(0, count)))
        .flatMap(({ privateCidr, publicCidr }) => [privateCidr, publicCidr])
        .map(range)
        .sort(([a], [b]) => a - b);
      for (const [index, [from, to]] of ranges.entries()) {
        t.is(from % (to - from), 0);
        t.true(to - from >= 16);
        t.true(from >= (ranges[index - 1]?.[1] ?? first));
      }
      t.true((ranges.at(-1)?.[1] ?? 0) <= first + 2 ** (32 - size));
    }),
  );
});

test('a pinned zone keeps its ranges and its place among the subnets, whatever the list looks like', async (t) => {
  const [, b, c] = planZones('10.20.0.0/16', slotsOf(zones));
  const pinned = slotsOf([
    { zone: 'us-east-1c', slot: 2 },
    { zone: 'us-east-1b', slot: 1 },
  ]);
  t.deepEqual(planZones('10.20.0.0/16', pinned), [b, c]);
  const { registrations } = await record(network({ zones: ['us-east-1c', 'us-east-1b'], slots: [2, 1] }));
  const ranges = registrations.flatMap(({ name, inputs }) =>
    name.startsWith('net-private') && 'cidrBlock' in inputs ? [[inputs.availabilityZone, inputs.cidrBlock]] : [],
  );
  t.deepEqual(ranges, [
    ['us-east-1b', b?.privateCidr],
    ['us-east-1c', c?.privateCidr],
  ]);
});

test('the slot of a range is found again, whatever the network', (t) => {
  for (const cidr of ['10.20.0.0/16', '172.16.4.0/22', '192.168.16.0/20']) {
    for (const { slot, privateCidr, publicCidr } of planZones(cidr, slotsOf(zones))) {
      t.is(slotOfRange(privateCidr), slot);
      t.is(slotOfRange(publicCidr), slot);
    }
  }
});

for (const [nat, gateways] of [
  ['none', []],
  ['one', ['net-nat-us-east-1a']],
  ['perZone', zones.map((zone) => `net-nat-${zone}`)],
] as const) {
  test(`nat ${nat}: ${gateways.length} gateways, each private subnet's way out is that of its zone`, async (t) => {
    const { registrations } = await record(network({ nat }));
    const named = (type: string) => registrations.filter((one) => one.type === `aws:ec2/${type}`);
    t.deepEqual(
      named('natGateway:NatGateway').map(({ name }) => name),
      gateways,
    );
    t.is(named('internetGateway:InternetGateway').length, gateways.length === 0 ? 0 : 1);
    const tables = named('routeTable:RouteTable').filter(({ name }) => name.startsWith('net-private-'));
    t.deepEqual(
      tables.map(({ inputs }) => (inputs.routes as { natGatewayId?: string }[])[0]?.natGatewayId),
      zones.map((zone) =>
        gateways.length === 0 ? undefined : `${gateways.length === 1 ? gateways[0] : `net-nat-${zone}`}-id`,
      ),
    );
  });
}

test('no subnet gives public addresses, and the default group lets nothing through', async (t) => {
  const { registrations } = await record(network({ nat: 'perZone' }));
  for (const { inputs } of registrations.filter(({ type }) => type === 'aws:ec2/subnet:Subnet')) {
    t.not(inputs.mapPublicIpOnLaunch, true);
  }
  t.like(registrations.find(({ type }) => type === 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup')?.inputs, {
    ingress: [],
    egress: [],
  });
});

test('S3 is a gateway endpoint, the others are interfaces in every private subnet; sessions need two', async (t) => {
  const { registrations } = await record(network({ endpoints: ['s3', 'kinesis', 'ssm'] }));
  const endpoints = registrations.filter(({ type }) => type === 'aws:ec2/vpcEndpoint:VpcEndpoint');
  t.deepEqual(
    endpoints.map(({ inputs }) => [inputs.serviceName, inputs.vpcEndpointType]),
    [
      ['com.amazonaws.us-east-1.kinesis-streams', 'Interface'],
      ['com.amazonaws.us-east-1.s3', 'Gateway'],
      ['com.amazonaws.us-east-1.ssm', 'Interface'],
      ['com.amazonaws.us-east-1.ssmmessages', 'Interface'],
    ],
  );
  for (const { inputs } of endpoints.filter(({ inputs }) => inputs.vpcEndpointType === 'Interface'))
    t.is((inputs.subnetIds as string[]).length, zones.length);
});

function range(cidr: string): [number, number] {
  const [address = '', size] = cidr.split('/');
  const from = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return [from, from + 2 ** (32 - Number(size))];
}
