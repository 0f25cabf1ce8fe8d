import { z } from 'zod';
import { slotCount, slotsOf } from '../zones.ts';
import { aws } from './aws.ts';
import { eachOnce } from './formed.ts';
import { byProfile, type Profile } from './profile.ts';

/** The endpoints of a managed network, by the service that is reached through them; S3's is a gateway and costs nothing. */
export const endpointNames = ['s3', 'kinesis', 'sts', 'logs', 'ssm', 'secretsmanager'] as const;

/** A service of {@link endpointNames}. */
export type EndpointName = (typeof endpointNames)[number];

/** Fields of a network. */
export const networkFields = {
  subnetIds: z
    .array(aws.subnetId)
    .min(2, 'give at least two subnets, in different zones')
    .max(3, 'give at most three subnets: a cluster spans two or three zones')
    .refine(...eachOnce('name each subnet once')),
  zones: z
    .array(aws.zone)
    .min(2, 'give at least two zones')
    .max(slotCount, 'give at most three zones')
    .refine(...eachOnce('name each zone once')),
  slot: z
    .int()
    .min(0)
    .max(slotCount - 1),
  nat: z.enum(['none', 'one', 'perZone']),
  endpoints: z.array(z.enum(endpointNames)).refine(...eachOnce('name each endpoint once')),
} as const;

const zoneForm = `use an availability zone such as us-east-1a, or { zone: us-east-1a, slot: 0 } with a slot from 0 to ${slotCount - 1}`;
const zoneEntry = z.union(
  [
    aws.zone,
    z.strictObject({
      zone: aws.zone.describe('The zone.'),
      slot: networkFields.slot.describe('The slot whose address ranges it has.'),
    }),
  ],
  zoneForm,
);

/** Where brokers, Kafka client and connector live. */
export function networkSchema(profile: Profile) {
  return z.discriminatedUnion('type', [
    z
      .strictObject({
        type: z.literal('existing'),
        vpcId: aws.vpcId.describe('The VPC.'),
        subnetIds: networkFields.subnetIds.describe(
          'Private subnets, one a zone; they reach S3, SSM and KMS by NAT or endpoints of the network.',
        ),
      })
      .describe('A network of the team.'),
    z
      .strictObject({
        type: z.literal('managed'),
        cidr: z
          .string()
          .refine(
            isNetworkBlock,
            'use a private IPv4 block of /16 to /22 that begins at its own address, such as 10.20.0.0/16',
          )
          .default('10.20.0.0/16')
          .describe('Addresses of the VPC.'),
        zones: z
          .array(zoneEntry)
          .min(2, 'give at least two zones')
          .max(slotCount, 'give at most three zones')
          .refine((zones) => areDistinct(slotsOf(zones).map(({ zone }) => zone)), 'name each zone once')
          .refine((zones) => areDistinct(slotsOf(zones).map(({ slot }) => slot)), {
            error: 'give each zone a slot of its own; one that names none has the slot of its position, from 0',
          })
          .describe(
            'Availability zones, each with one private subnet. A subnet keeps its address range: when the order of the list changes or a zone goes, pin the slots, as in `{ zone: us-east-1b, slot: 1 }`.',
          ),
        nat: networkFields.nat
          .default(byProfile(profile, { dev: 'one', prod: 'perZone' }))
          .describe('NAT gateways: without one, what must be reached needs an endpoint.'),
        endpoints: networkFields.endpoints
          .default(byProfile<EndpointName[]>(profile, { dev: ['s3'], prod: [...endpointNames] }))
          .describe('Services reached without leaving the network.'),
      })
      .describe('A VPC of the stack.'),
    z.strictObject({ type: z.literal('none') }).describe('No network: the streaming path alone.'),
  ]);
}

/** Whether a text is a block that a VPC can have (AWS: /16 to /28; the subnets need /22) and no host bit is set. */
export function isBlock(text: string): boolean {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return false;
  const [a, b, c, d, size] = match.slice(1).map(Number) as [number, number, number, number, number];
  if ([a, b, c, d].some((byte) => byte > 255) || size < 16 || size > 22) return false;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return address % 2 ** (32 - size) === 0;
}

/** Whether a text is a block of {@link isBlock} among the private ones of RFC 1918. */
export function isNetworkBlock(text: string): boolean {
  const [a = 0, b = 0] = text.split('.').map(Number);
  return isBlock(text) && (a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168));
}

function areDistinct(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length;
}
