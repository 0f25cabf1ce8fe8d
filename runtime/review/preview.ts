import { z } from 'zod';
import { configNamespace, slotsOf, type ZoneSlot } from '../blueprint/index.ts';
import { type Change, invalid, operations, type ResourceState, readDocument, type Step } from './document.ts';

/** One resource of a preview, all its steps taken together. */
export interface ResourceChange {
  readonly change: Change;
  readonly urn: string;
  /** The type token, such as `aws:kinesis/stream:Stream`. */
  readonly type: string;
  /** The logical name, the last part of the URN. */
  readonly name: string;
  readonly before?: ResourceState;
  readonly after?: ResourceState;
  /** The inputs that differ. */
  readonly differs: readonly string[];
  /** Those of them that cannot be changed in place. */
  readonly replacedBecause: readonly string[];
}

/** Output of `pulumi preview --json`. */
export interface Preview {
  /** The stack of the URNs; undefined in a preview without steps. */
  readonly stack: string | undefined;
  /** The region that the AWS provider, the stage or `aws:region` names, where one does. */
  readonly region: string | undefined;
  /** The zones of the stage, where it has a network of its own. */
  readonly zones: readonly ZoneSlot[] | undefined;
  readonly changes: readonly ResourceChange[];
  /** Unchanged resources that the preview counts and does not show (it does with `--show-sames`). */
  readonly hidden: number;
  /** Why the engine gave up; empty when it did not. */
  readonly errors: readonly string[];
}

/**
 * Reads what `pulumi preview --json` printed.
 * @param source how the text is named in messages, such as its path.
 * @throws {PinflowError} `PREVIEW_INVALID` with the first fault and where it is.
 */
export function parsePreview(text: string, source: string): Preview {
  const { config, steps, diagnostics, changeSummary } = readDocument(text, source);
  const changes = byResource(steps ?? [], source);
  const known = changes.filter(({ change }) => change === 'same').length;
  return {
    stack: changes[0]?.urn.split('::')[0]?.split(':')[2],
    region: regionOf(changes, config ?? {}),
    zones: zonesOf(config ?? {}),
    changes,
    hidden: Math.max(0, (changeSummary?.same ?? 0) - known),
    errors: errorsOf(diagnostics ?? []),
  };
}

function byResource(steps: readonly Step[], source: string): ResourceChange[] {
  const changes = new Map<string, ResourceChange>();
  for (const [index, step] of steps.entries()) {
    const change = changeOf(step, index, source);
    const known = changes.get(step.urn);
    changes.set(step.urn, known === undefined ? change : together(known, change));
  }
  return [...changes.values()];
}

function changeOf({ op, urn, ...step }: Step, index: number, source: string): ResourceChange {
  const change = Object.hasOwn(operations, op) ? operations[op as keyof typeof operations] : undefined;
  if (change === undefined) {
    throw invalid(`${source}: step ${index + 1} (${urn}), op: "${op}" is no operation that pinflow knows`);
  }
  const state = step.newState ?? step.oldState;
  if (state === null || state === undefined) {
    throw invalid(`${source}: step ${index + 1} (${urn}): has neither oldState nor newState`);
  }
  return {
    change,
    urn,
    type: state.type,
    name: urn.split('::').slice(3).join('::'),
    ...(step.oldState && { before: step.oldState }),
    ...(step.newState && { after: step.newState }),
    differs: step.diffReasons ?? [],
    replacedBecause: step.replaceReasons ?? [],
  };
}

/** What the engine said; the line that merely says so is left out where there is another. */
function errorsOf(diagnostics: readonly { message: string; severity: string }[]): string[] {
  const said = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message.trim());
  const telling = said.filter((message) => message !== 'error: preview failed');
  return telling.length > 0 ? telling : said;
}

function regionOf(changes: readonly ResourceChange[], config: Readonly<Record<string, unknown>>): string | undefined {
  const provider = changes.find(({ type }) => type === 'pulumi:providers:aws');
  return [provider?.after?.inputs.region, stageOf(config)?.region, config['aws:region']].find(
    (region): region is string => typeof region === 'string',
  );
}

function zonesOf(config: Readonly<Record<string, unknown>>): ZoneSlot[] | undefined {
  const zones = stageOf(config)?.network?.zones;
  return zones && slotsOf(zones);
}

/** The parts of the stage in a configuration that a review reads, as they are written. */
function stageOf(config: Readonly<Record<string, unknown>>) {
  const entry = z.union([z.string(), z.object({ zone: z.string(), slot: z.number() })]);
  return z
    .object({
      region: z.unknown(),
      network: z
        .object({ zones: z.array(entry) })
        .optional()
        .catch(undefined),
    })
    .partial()
    .safeParse(jsonOf(config[`${configNamespace}:stage`])).data;
}

/** The engine writes an object of the configuration as JSON text; undefined where it is none, such as a secret. */
function jsonOf(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Two steps of one resource as one: a deletion beside anything that stays is the old half of a replacement. */
function together(first: ResourceChange, second: ResourceChange): ResourceChange {
  const [before, after] = [first.before ?? second.before, first.after ?? second.after];
  const strongest = (['replace', 'delete', 'update', 'create', 'import', 'same'] as const).find(
    (change) => first.change === change || second.change === change,
  );
  return {
    ...first,
    change: strongest === 'delete' && first.change !== second.change ? 'replace' : (strongest ?? first.change),
    ...(before && { before }),
    ...(after && { after }),
    differs: [...new Set([...first.differs, ...second.differs])],
    replacedBecause: [...new Set([...first.replacedBecause, ...second.replacedBecause])],
  };
}
