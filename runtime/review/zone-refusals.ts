import { slotCount, slotOfRange } from '../blueprint/index.ts';
import type { ResourceState } from './document.ts';
import type { Preview, ResourceChange } from './preview.ts';
import type { Refusal } from './refusal.ts';

/** Subnets that would take a range which another one has until the end of the update. */
export function zoneRefusals(preview: Preview): Refusal[] {
  const { changes } = preview;
  const subnets = changes.filter(({ type }) => type === 'aws:ec2/subnet:Subnet');
  const refused = subnets.filter((resource) =>
    subnets.some(
      (other) =>
        other !== resource &&
        (resource.change === 'create' || resource.change === 'replace') &&
        rangeOf(other.before) !== undefined &&
        rangeOf(other.before) === rangeOf(resource.after),
    ),
  );
  if (refused.length === 0) return [];
  const advice = pinnedZones(preview, subnets);
  return refused.map((resource) => ({
    resource,
    message: `${String(resource.after?.inputs.cidrBlock)} belongs to another subnet until the update ends\n${advice}`,
  }));
}

/** A range is taken within its network. */
function rangeOf(state: ResourceState | undefined): string | undefined {
  const { vpcId, cidrBlock } = state?.inputs ?? {};
  return typeof cidrBlock === 'string' ? `${vpcId} ${cidrBlock}` : undefined;
}

/** The zones of the new stage with the slots in which no subnet moves; a zone of which the preview shows nothing keeps its own. */
function pinnedZones({ zones, hidden }: Preview, subnets: readonly ResourceChange[]): string {
  if (zones === undefined && hidden > 0)
    return 'Preview it with --show-sames, and the gate prints the lines that pin the slots.';
  const [before, after] = [slotsByZone(subnets.map((one) => one.before)), slotsByZone(subnets.map((one) => one.after))];
  const wanted = zones ?? [...after].map(([zone, slot]) => ({ zone, slot }));
  const unchanged = wanted.filter(({ zone }) => !before.has(zone) && !after.has(zone));
  const old = new Map([...unchanged.map(({ zone, slot }) => [zone, slot] as const), ...before]);
  const free = Array.from({ length: slotCount }, (_, slot) => slot).filter((slot) => ![...old.values()].includes(slot));
  const pinned = wanted.map(({ zone }) => ({ zone, slot: old.get(zone) ?? free.shift() }));
  const known = pinned.flatMap(({ zone, slot }) => (slot === undefined ? [] : [{ zone, slot }]));
  return [
    known.length < pinned.length
      ? 'No slot is free for the new zone: leave it out of this update and add it in the next. Until then write in the stage:'
      : 'Pin the slots in the stage, so that no subnet moves:',
    'network:',
    '  zones:',
    ...known
      .sort((one, other) => one.slot - other.slot)
      .map(({ zone, slot }) => `    - { zone: ${zone}, slot: ${slot} }`),
  ].join('\n');
}

function slotsByZone(states: readonly (ResourceState | undefined)[]): Map<string, number> {
  return new Map(
    states.flatMap((state) => {
      const { availabilityZone, cidrBlock } = state?.inputs ?? {};
      return typeof cidrBlock === 'string' ? [[String(availabilityZone), slotOfRange(cidrBlock)] as const] : [];
    }),
  );
}
