import { chargingOf } from './charges.ts';
import type { ResourceState } from './document.ts';
import type { Preview, ResourceChange } from './preview.ts';
import { monthlyPrice } from './prices.ts';

/** A resource that costs something: a registered one, or one of a preview. */
export interface Priced {
  /** How it is named in the lists. */
  readonly name: string;
  /** The type token, such as `aws:kinesis/stream:Stream`. */
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** False for a component, which costs nothing itself. */
  readonly custom?: boolean;
}

/** What resources cost in a month. */
export interface MonthlyCost {
  /** US dollars, fixed charges with a known price alone. */
  readonly usd: number;
  /** What is in no sum because its price, or how much of it there is, is unknown; a sentence each. */
  readonly unknown: readonly string[];
  /** What is charged by use and in no sum. */
  readonly usage: readonly string[];
}

/** What a list of resources costs in a month by the list prices of one region ({@link priceList}). */
export function monthlyCost(resources: readonly Priced[]): MonthlyCost {
  const costs = resources.filter(({ custom }) => custom !== false).map(costOf);
  return {
    usd: costs.reduce((sum, { usd }) => sum + usd, 0),
    unknown: costs.flatMap(({ unknown }) => unknown),
    usage: [...new Set(costs.flatMap(({ usage }) => usage))],
  };
}

function costOf({ name, type, inputs }: Priced): MonthlyCost {
  const charging = chargingOf(type);
  if (charging === undefined) return { usd: 0, unknown: [`${name}: no price is known for ${type}`], usage: [] };
  let usd = 0;
  const unknown: string[] = [];
  for (const { item, quantity } of charging.charges(inputs)) {
    const price = monthlyPrice(item);
    if (price === undefined) unknown.push(`${name}: the price of ${item} is unknown`);
    else if (quantity === undefined) unknown.push(`${name}: how much of ${item} it has is not known`);
    else usd += price * quantity;
  }
  const kind = type.split(':').at(-1);
  return { usd, unknown, usage: charging.usage === undefined ? [] : [`${kind}: ${charging.usage}`] };
}

/** The monthly cost of a stack before and after a preview, and of each resource whose cost changes. */
export interface CostChange {
  readonly before: MonthlyCost;
  readonly after: MonthlyCost;
  readonly resources: readonly {
    readonly resource: ResourceChange;
    readonly before: MonthlyCost;
    readonly after: MonthlyCost;
  }[];
}

/**
 * What the resources of a preview cost before and after it. What a deletion retains stays in the account and is charged further.
 * Resources that the preview does not show are in neither sum ({@link Preview.hidden}).
 */
export function costChange({ changes }: Preview): CostChange {
  const before = (change: ResourceChange) => priced(change, change.before);
  const after = (change: ResourceChange) => [
    ...(change.change === 'delete' ? [] : priced(change, change.after)),
    ...(isRetained(change) ? priced(change, change.before) : []),
  ];
  return {
    before: monthlyCost(changes.flatMap(before)),
    after: monthlyCost(changes.flatMap(after)),
    resources: changes
      .map((resource) => ({ resource, before: monthlyCost(before(resource)), after: monthlyCost(after(resource)) }))
      .filter((one) => one.before.usd !== one.after.usd),
  };
}

function isRetained({ change, before }: ResourceChange): boolean {
  return (change === 'delete' || change === 'replace') && before?.retainOnDelete === true;
}

function priced({ name, type }: ResourceChange, state: ResourceState | undefined): Priced[] {
  return state === undefined ? [] : [{ name, type, inputs: state.inputs, custom: state.custom }];
}
