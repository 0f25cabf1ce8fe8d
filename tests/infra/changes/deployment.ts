import { typeFacts } from './facts/index.ts';
import type { Resource, Step } from './plan.ts';

/** A resource in the account, whether or not a stack still manages it. */
interface Live extends Resource {
  inputs: Resource['inputs'];
  /** The resources that its inputs come from. */
  uses: Live[];
}

/** Something that the cloud refuses or that breaks a resource that stays. */
export interface Trouble {
  readonly kind: 'conflict' | 'in use' | 'harm' | 'setting lost';
  /** URN of the resource that is made or deleted. */
  readonly urn: string;
  /** URN of the resource that is in the way, or is harmed. */
  readonly with: string;
}

/**
 * Carries out steps in the engine's order against an account that holds `before`: creations and updates in the order of their
 * dependencies, a resource with `deleteBeforeReplace` and the dependents that are replaced with it deleted first, every other deletion at
 * the end. Returns what AWS would refuse, or what would break.
 */
export function deploy(before: readonly Resource[], steps: readonly Step[]): Trouble[] {
  const account = new Account(before);
  const late: Live[] = [];
  for (const step of inOrder(steps)) {
    const { op, after } = step;
    const old = account.managed(step.before);
    if (after === undefined) {
      if (old !== undefined) late.push(old);
    } else if (op === 'create') {
      account.create(after);
    } else if (op === 'replace' && after.options.deleteBeforeReplace === true) {
      if (old !== undefined) account.deleteAll([...replacedDependents(old, account.all, steps), old], 'for a new one');
      account.create(after);
    } else if (op === 'replace') {
      if (old !== undefined) late.push(old);
      account.create(after);
    } else if (old !== undefined) {
      account.update(old, after);
    }
  }
  account.deleteAll(late);
  return [...account.troubles, ...account.lostSettings()];
}

/** Deletes all of a stack, as `pulumi destroy` does. */
export function destroy(resources: readonly Resource[]): Trouble[] {
  return deploy(
    resources,
    resources.map((before) => ({ op: 'delete', before, differs: [], because: [] })),
  );
}

class Account {
  readonly troubles: Trouble[] = [];
  all: Live[] = [];
  readonly #managed = new Map<string, Live>();
  readonly #settings: Live[] = [];

  constructor(resources: readonly Resource[]) {
    for (const resource of byDependency(resources)) this.#add(resource);
  }

  managed(resource: Resource | undefined): Live | undefined {
    return resource && this.#managed.get(resource.urn);
  }

  create(resource: Resource): void {
    this.#refuseTwins(resource, undefined);
    this.#add(resource);
  }

  update(live: Live, { inputs, options, propertyDependencies }: Resource): void {
    const updated = { ...live, inputs, options, propertyDependencies };
    this.#refuseTwins(updated, live);
    // A catalog that is renamed keeps its schemas (Databricks documentation, "ALTER CATALOG").
    for (const schema of this.all.filter(
      ({ type, uses }) => type === 'databricks:index/schema:Schema' && uses.includes(live),
    ))
      schema.inputs = { ...schema.inputs, catalogName: inputs.name };
    Object.assign(live, updated, { uses: this.#used(updated) });
  }

  /** Deletes users before what they use; a resource that a new one follows at once harms nothing for long. */
  deleteAll(doomed: readonly Live[], why: 'for good' | 'for a new one' = 'for good'): void {
    const left = new Set(doomed.filter((one) => this.all.includes(one)));
    while (left.size > 0) {
      const free = [...left].filter((one) => ![...left].some((other) => other !== one && other.uses.includes(one)));
      for (const one of free.length > 0 ? free : left) {
        this.#delete(one, why);
        left.delete(one);
      }
    }
  }

  /** Deleted settings of resources that are still there. */
  lostSettings(): Trouble[] {
    return this.#settings.flatMap((setting) => {
      const owners = setting.propertyDependencies[typeFacts[setting.type]?.settingOf ?? ''] ?? [];
      return setting.uses
        .filter((owner) => owners.includes(owner.urn) && this.all.includes(owner))
        .map(({ urn }): Trouble => ({ kind: 'setting lost', urn: setting.urn, with: urn }));
    });
  }

  #delete(live: Live, why: 'for good' | 'for a new one'): void {
    const isCurrent = this.#managed.get(live.urn) === live;
    if (isCurrent) this.#managed.delete(live.urn);
    if (live.options.retainOnDelete === true) return;
    this.all = this.all.filter((one) => one !== live);
    const { inUse, settingOf } = typeFacts[live.type] ?? {};
    if (settingOf !== undefined && isCurrent) this.#settings.push(live);
    const isHarmless = inUse === undefined || (inUse === 'harmful' && why === 'for a new one');
    const users = isHarmless ? [] : this.all.filter(({ uses }) => uses.includes(live));
    for (const { urn } of users)
      this.troubles.push({ kind: inUse === 'refused' ? 'in use' : 'harm', urn: live.urn, with: urn });
  }

  #refuseTwins(resource: Resource, itself: Live | undefined): void {
    const own = identities(resource);
    const twins = this.all.filter(
      (one) => one !== itself && identities(one).some((identity) => own.includes(identity)),
    );
    for (const { urn } of twins) this.troubles.push({ kind: 'conflict', urn: resource.urn, with: urn });
  }

  #add(resource: Resource): void {
    const live = { ...resource, uses: this.#used(resource) };
    // A resource with unchanged inputs refers to the new one by the same name.
    for (const user of this.all)
      user.uses = user.uses.map((one) =>
        one.urn === live.urn && this.#managed.get(one.urn) === undefined ? live : one,
      );
    this.all.push(live);
    this.#managed.set(live.urn, live);
  }

  #used({ propertyDependencies }: Resource): Live[] {
    const urns = new Set(Object.values(propertyDependencies).flat());
    return [...urns].flatMap((urn) => this.#managed.get(urn) ?? []);
  }
}

/** The identities of a resource of which only one may exist: its type with the values of its identifying inputs. */
function identities({ type, inputs }: Resource): string[] {
  return (typeFacts[type]?.identity ?? []).flatMap((paths) => {
    const values = paths.map((path) => valueAt(inputs, path));
    return paths.length > 0 && values.at(-1) === undefined ? [] : [JSON.stringify([type, paths, values])];
  });
}

function valueAt(inputs: Resource['inputs'], path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], inputs);
}

/** The resources that are replaced because they depend on this one: the engine deletes them before it. */
function replacedDependents(live: Live, all: readonly Live[], steps: readonly Step[]): Live[] {
  const isReplaced = (one: Live) => steps.some(({ op, before }) => op === 'replace' && before?.urn === one.urn);
  const direct = all.filter((one) => one.uses.includes(live) && isReplaced(one));
  return direct.flatMap((one) => [...replacedDependents(one, all, steps), one]);
}

function inOrder(steps: readonly Step[]): Step[] {
  const made = byDependency(steps.flatMap(({ after }) => after ?? [])).map(({ urn }) => urn);
  return [...steps].sort((one, other) => placeOf(one, made) - placeOf(other, made));
}

function placeOf({ after }: Step, urns: readonly string[]): number {
  return after === undefined ? urns.length : urns.indexOf(after.urn);
}

/** Resources after those that they depend on. */
function byDependency<One extends Resource>(resources: readonly One[]): One[] {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const ordered = new Set<One>();
  const visit = (one: One): void => {
    if (ordered.has(one)) return;
    const needs = [
      ...Object.values(one.propertyDependencies).flat(),
      ...((one.options.dependencies as string[]) ?? []),
    ];
    for (const urn of needs) {
      const need = byUrn.get(urn);
      if (need !== undefined && need !== one) visit(need);
    }
    ordered.add(one);
  };
  for (const one of resources) visit(one);
  return [...ordered];
}
