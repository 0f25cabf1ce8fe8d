import { type Stage, slotsOf } from '../../../runtime/blueprint/index.ts';
import { type Decision, decide, type Preview, type ResourceChange } from '../../../runtime/review/index.ts';
import { record } from '../helpers/record.ts';
import { program } from '../helpers/stages.ts';
import { deploy, type Trouble } from './deployment.ts';
import { planUpdate, type Resource, resourcesOf, type Step } from './plan.ts';
import type { StageChange } from './stage-changes.ts';

/** The outcome of a change of a running stage. */
export interface Outcome {
  readonly steps: readonly Step[];
  readonly troubles: readonly Trouble[];
  /** The verdict of `pinflow gate` on the preview, with nothing named as intended. */
  readonly decision: Decision;
}

/** AWS answers the one question of the program. */
const recordOptions = {
  stack: 'stack',
  invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } },
};

/** The resources of a stage that runs, recorded once. */
export async function running(stage: Stage): Promise<readonly Resource[]> {
  const key = JSON.stringify(stage);
  const resources = known.get(key) ?? recorded(stage);
  known.set(key, resources);
  return await resources;
}

const known = new Map<string, Promise<readonly Resource[]>>();

/** Plans a change, carries it out against a model of the account and asks the gate. */
export async function outcomeOf({ from, to }: Pick<StageChange, 'from' | 'to'>): Promise<Outcome> {
  const before = await running(from);
  const steps = await planUpdate(before, await running(to), (replaced) => recorded(to, replaced));
  return outcome(before, steps, to);
}

/** The resources of a stage, of which some are new ones in the place of others. */
export async function recorded(stage: Stage, replaced: ReadonlySet<string> = new Set()): Promise<Resource[]> {
  return resourcesOf(await record(program(stage), { ...recordOptions, replaced }));
}

/** The outcome of steps to a stage that are known. */
export function outcome(before: readonly Resource[], steps: readonly Step[], to: Stage): Outcome {
  const decision = decide(previewOf(steps, to), { named: [], unreadable: [] });
  return { steps, troubles: deploy(before, steps), decision };
}

/** The steps as the gate reads them from `pulumi preview --json`, which counts unchanged resources and does not show them. */
function previewOf(steps: readonly Step[], { network }: Stage): Preview {
  const shown = steps.filter(({ op }) => op !== 'same');
  const changes = shown.flatMap(({ op, before, after, differs, because }): ResourceChange[] => {
    const one = after ?? before;
    if (one === undefined) return [];
    return [
      {
        change: op,
        urn: one.urn,
        type: one.type,
        name: one.name,
        ...(before && { before: stateOf(before) }),
        ...(after && { after: stateOf(after) }),
        differs: topLevel(differs),
        replacedBecause: topLevel(because),
      },
    ];
  });
  const zones = network.type === 'managed' ? slotsOf(network.zones) : undefined;
  return { stack: 'stack', region: undefined, zones, changes, hidden: steps.length - shown.length, errors: [] };
}

function stateOf({ type, inputs, options }: Resource): ResourceChange['before'] & object {
  return {
    type,
    custom: true,
    inputs,
    protect: options.protect === true,
    retainOnDelete: options.retainOnDelete === true,
  };
}

/** The engine names the properties, not the paths in them. */
function topLevel(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split('.')[0] as string))];
}
