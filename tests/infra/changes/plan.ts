import { isDeepStrictEqual } from 'node:util';
import type { Recording, Registration } from '../helpers/record.ts';
import { conditions, typeFacts } from './facts/index.ts';

/** A resource of a stack as its state holds it. */
export type Resource = Pick<Registration, 'urn' | 'type' | 'name' | 'inputs' | 'options' | 'propertyDependencies'>;

/** One resource's part in an update. */
export interface Step {
  readonly op: 'create' | 'update' | 'replace' | 'delete' | 'same';
  readonly before?: Resource;
  readonly after?: Resource;
  /** Inputs that differ, as dotted paths. */
  readonly differs: readonly string[];
  /** Those of them that force the replacement. */
  readonly because: readonly string[];
}

/** Providers, and the resources that they make; components are left out. */
export function resourcesOf({ registrations }: Recording): Resource[] {
  return registrations.filter(({ custom }) => custom);
}

/**
 * Plans the update of a stack from one state to another, which `again` records. A resource that is replaced has other outputs, which may
 * replace what depends on it: the state is recorded again, with those resources as new ones, until no further one is.
 */
export async function planUpdate(
  before: readonly Resource[],
  after: readonly Resource[],
  again: (replaced: ReadonlySet<string>) => Promise<readonly Resource[]>,
): Promise<Step[]> {
  const replaced = new Set<string>();
  for (let wanted = after; ; wanted = await again(replaced)) {
    const steps = stepsBetween(before, wanted);
    const more = steps.filter(({ op, after: made }) => op === 'replace' && !replaced.has(keyOf(made)));
    if (more.length === 0) return steps;
    for (const { after: made } of more) replaced.add(keyOf(made));
  }
}

/** The steps from one state to another whose outputs are known. */
export function stepsBetween(before: readonly Resource[], after: readonly Resource[]): Step[] {
  const old = new Map(before.map((one) => [one.urn, one]));
  const wanted = new Set(after.map(({ urn }) => urn));
  return [
    ...after.map((one) => stepOf(old.get(one.urn), one)),
    ...before
      .filter(({ urn }) => !wanted.has(urn))
      .map((one): Step => ({ op: 'delete', before: one, differs: [], because: [] })),
  ];
}

function stepOf(before: Resource | undefined, after: Resource): Step {
  if (before === undefined) return { op: 'create', after, differs: [], because: [] };
  const facts = typeFacts[after.type];
  if (facts === undefined) throw new Error(`nothing is known of ${after.type}: add it to tests/infra/changes/facts`);
  const differs = changedPaths(before.inputs, after.inputs, facts.sets ?? []);
  const forced = [...facts.replacing, ...((after.options.replaceOnChanges as string[] | undefined) ?? [])];
  const because = differs.filter(
    (path) => forced.some((one) => covers(one, path)) || isConditional(before, after, path),
  );
  const op = because.length > 0 ? 'replace' : differs.length > 0 ? 'update' : 'same';
  return { op, before, after, differs, because };
}

function isConditional(before: Resource, after: Resource, path: string): boolean {
  const [key = ''] = path.split('.');
  return conditions[after.type]?.[key]?.(before.inputs[key], after.inputs[key]) ?? false;
}

/** Whether a change at `path` is one of `covered`: of a part of it, or of something that holds it. */
function covers(covered: string, path: string): boolean {
  return path === covered || path.startsWith(`${covered}.`) || covered.startsWith(`${path}.`);
}

/** The paths at which two values differ; a list is one value. */
function changedPaths(before: unknown, after: unknown, sets: readonly string[], path = ''): string[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changedPaths(before[key], after[key], sets, path === '' ? key : `${path}.${key}`));
  }
  const [one, other] = sets.includes(path) ? [sorted(before), sorted(after)] : [before, after];
  return isDeepStrictEqual(one, other) ? [] : [path];
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf(resource: Resource | undefined): string {
  return `${resource?.type}::${resource?.name}`;
}
