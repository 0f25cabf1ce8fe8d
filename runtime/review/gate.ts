import { alternativeTo, dataIn, keptBy } from './data-holders.ts';
import type { Intention, Intentions, LossVerb } from './intentions.ts';
import type { Preview, ResourceChange } from './preview.ts';
import type { Refusal } from './refusal.ts';
import { refusalsOf } from './refusals.ts';

/** A resource that holds data and would be replaced or deleted. */
export interface Loss {
  readonly verb: LossVerb;
  readonly resource: ResourceChange;
  /** What is lost with it. */
  readonly data: string;
  /** The alternative, where one is known. */
  readonly instead: string | undefined;
  /**
   * Whether the engine leaves it in the account (`retainOnDelete`), no longer managed. That erases nothing, and is to be named all
   * the same: no later change of the stack reaches it, and who reads and writes goes on with an empty resource or none.
   */
  readonly retained: boolean;
  /** Whether the pull request names it. */
  readonly intended: boolean;
}

/** Why an intention covers nothing: nothing of that name goes, it goes the other way, or several of that name go. */
export interface IdleIntention {
  readonly intention: Intention;
  readonly because: 'nothing' | 'otherVerb' | 'several';
}

/** What a preview comes to. */
export interface Decision {
  /** The preview failed, cannot be deployed, or loses data that the pull request does not name. */
  readonly refused: boolean;
  /** Changes that AWS would refuse, or that have a way without loss; no intention covers them. */
  readonly refusals: readonly Refusal[];
  readonly losses: readonly Loss[];
  readonly idle: readonly IdleIntention[];
  readonly unreadable: readonly string[];
  /** What the engine said when it gave up. */
  readonly errors: readonly string[];
}

/**
 * Decides on a preview: it passes when the engine finished it, nothing in it fails at `pulumi up`, and everything that holds data stays or
 * is named as intended. An intention to replace does not cover a deletion, nor the other way round.
 */
export function decide(preview: Preview, { named, unreadable }: Intentions): Decision {
  const { changes, errors, stack } = preview;
  const refusals = refusalsOf(preview);
  const endangered = changes.flatMap((resource) => {
    const verb = verbOf(resource);
    const retained = resource.before?.retainOnDelete === true;
    const data = dataIn(resource.type) ?? (retained ? keptBy(resource.type) : undefined);
    if (data === undefined || verb === undefined) return [];
    return [{ verb, resource, data, retained, instead: alternativeTo(resource.type, resource.replacedBecause) }];
  });
  const covered = named
    .filter(({ resource }) => isOfStack(resource, stack))
    .map((intention) => {
      const going = endangered.filter(({ resource }) => isNamed(resource, intention));
      return { intention, going, matches: going.filter(({ verb }) => verb === intention.verb) };
    });
  const intended = new Set(covered.flatMap(({ matches }) => (matches.length === 1 ? matches : [])));
  const losses = endangered.map((loss): Loss => ({ ...loss, intended: intended.has(loss) }));
  return {
    refused: errors.length > 0 || refusals.length > 0 || losses.some(({ intended }) => !intended),
    refusals,
    losses,
    idle: covered.flatMap(({ intention, going, matches }) => {
      if (matches.length === 1) return [];
      return [
        { intention, because: matches.length > 1 ? 'several' : going.length > 0 ? 'otherVerb' : 'nothing' } as const,
      ];
    }),
    unreadable,
    errors,
  };
}

/** What is lost with a resource, in words. */
export function whatGoes({ data, retained }: Loss): string {
  return retained
    ? 'nothing: it stays in the account, no longer managed, and keeps its name or range until it is imported again or deleted by hand'
    : data;
}

function verbOf({ change }: ResourceChange): LossVerb | undefined {
  return change === 'replace' || change === 'delete' ? change : undefined;
}

function isNamed({ urn, name }: ResourceChange, { resource }: Intention): boolean {
  return resource === urn || resource === name;
}

/** A description speaks to every stage: a URN of another stack is that one's business. */
function isOfStack(resource: string, stack: string | undefined): boolean {
  return !resource.startsWith('urn:pulumi:') || resource.startsWith(`urn:pulumi:${stack}::`);
}
