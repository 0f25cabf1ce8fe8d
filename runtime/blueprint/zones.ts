/** A zone and the slot of the network whose address ranges it has, from 0. */
export interface ZoneSlot {
  readonly zone: string;
  readonly slot: number;
}

/** A zone as a list names it: alone, it has the slot of its position. */
export type ZoneEntry = string | ZoneSlot;

/** The subnets of one zone. */
export interface ZonePlan extends ZoneSlot {
  readonly privateCidr: string;
  /** The range of the subnet that holds a NAT gateway. */
  readonly publicCidr: string;
}

/** The private quarters of a network; the fourth quarter holds the public ranges. */
export const slotCount = 3;

/** The slot of each zone, in the order of the list: the pinned one, or else the position. */
export function slotsOf(zones: readonly ZoneEntry[]): ZoneSlot[] {
  return zones.map((entry, position) => (typeof entry === 'string' ? { zone: entry, slot: position } : entry));
}

/**
 * Divides a network's block: of its four quarters the first three are private subnets, one a slot; a sixteenth of the fourth each is
 * public. The plans are in slot order, so that neither a range nor the order of the subnets follows from the order of a list.
 */
export function planZones(cidr: string, zones: readonly ZoneSlot[]): ZonePlan[] {
  return zones
    .toSorted((one, other) => one.slot - other.slot)
    .map(({ zone, slot }) => ({
      zone,
      slot,
      privateCidr: partOf(cidr, 4, slot),
      publicCidr: partOf(cidr, 16, 12 + slot),
    }));
}

/** The slot whose private or public range this is: both kinds of parts count from a fourth of the network. */
export function slotOfRange(cidr: string): number {
  const [address = '', size = ''] = cidr.split('/');
  return (numberOf(address) / 2 ** (32 - Number(size))) % 4;
}

/** One of the equal parts of a block. */
function partOf(cidr: string, parts: number, index: number): string {
  const [address = '', size = ''] = cidr.split('/');
  const bits = Number(size);
  return `${dotted(numberOf(address) + (2 ** (32 - bits) / parts) * index)}/${bits + Math.log2(parts)}`;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}
