import type { Stage } from '../../../runtime/blueprint/index.ts';
import { deploy, type Trouble } from './deployment.ts';
import { outcomeOf, running } from './judge.ts';
import { type Resource, stepsBetween } from './plan.ts';

/** The troubles of a change, with every resource as `seen`. */
export async function troublesOf(from: Stage, to: Stage, seen: (resource: Resource) => Resource): Promise<Trouble[]> {
  const before = await running(from);
  const { steps } = await outcomeOf({ from, to });
  const after = steps.flatMap((step) => step.after ?? []).map(seen);
  return deploy(before.map(seen), stepsBetween(before.map(seen), after));
}

/** Resources of a type without an option that prevents a fault: a test that looks for the fault must find it then. */
export function without(type: string, option: 'deleteBeforeReplace' | 'retainOnDelete') {
  return (resource: Resource): Resource =>
    resource.type === type ? { ...resource, options: { ...resource.options, [option]: false } } : resource;
}

/** The kinds of troubles, each once. */
export const kindsOf = (troubles: readonly Trouble[]) => [...new Set(troubles.map(({ kind }) => kind))];
