/** The subnets of one zone. */
export interface ZonePlan {
  readonly zone: string;
  readonly privateCidr: string;
  /** Where a NAT gateway stands. */
  readonly publicCidr: string;
}

/**
 * Divides a network's block: of its four quarters the first three are private subnets, one a zone; a sixteenth of the fourth each is
 * public. A zone keeps its place in the list, so that adding one moves no other.
 */
export function planZones(cidr: string, zones: readonly string[]): ZonePlan[] {
  const [address = '', size = ''] = cidr.split('/');
  const first = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const bits = Number(size);
  const block = (parts: number, index: number) =>
    `${dotted(first + (2 ** (32 - bits) / parts) * index)}/${bits + Math.log2(parts)}`;
  return zones.map((zone, index) => ({ zone, privateCidr: block(4, index), publicCidr: block(16, 12 + index) }));
}

/** The zones that get a NAT gateway. */
export function natZones(nat: string, zones: readonly string[]): readonly string[] {
  if (nat === 'none') return [];
  return nat === 'one' ? zones.slice(0, 1) : zones;
}

/** The services behind the interface endpoints that a name stands for; SSM's sessions need two (AWS documentation, "VPC endpoints for Systems Manager"). */
export function endpointServices(names: readonly string[]): string[] {
  const services: Readonly<Record<string, readonly string[]>> = {
    kinesis: ['kinesis-streams'],
    ssm: ['ssm', 'ssmmessages'],
    s3: [],
  };
  return names.flatMap((name) => services[name] ?? [name]);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
