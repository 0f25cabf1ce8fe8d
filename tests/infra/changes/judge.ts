import type { Stage } from '../../../runtime/blueprint/index.ts';
import { type Decision, decide, type Preview, type ResourceChange } from '../../../runtime/review/index.ts';
import { type Recording, record } from '../helpers/record.ts';
import { program } from '../helpers/stages.ts';
import { deploy, type Trouble } from './deployment.ts';
import { planUpdate, type Resource, resourcesOf, type Step } from './plan.ts';
import type { StageChange } from './stage-changes.ts';

/** What becomes of a change of a running stage. */
export interface Outcome {
  readonly steps: readonly Step[];
  readonly troubles: readonly Trouble[];
  /** The verdict of `pinflow gate` on the preview, with nothing named as intended. */
  readonly decision: Decision;
}

/** AWS answers the one question of the program. */
export const recordOptions = {
  stack: 'stack',
  invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } },
};

/** The resources of a stage that runs. */
export async function running(stage: Stage): Promise<Resource[]> {
  const key = JSON.stringify(stage);
  const recording = recordings.get(key) ?? record(program(stage), recordOptions);
  recordings.set(key, recording);
  return resourcesOf(await recording);
}

const recordings = new Map<string, Promise<Recording>>();

/** Plans a change, carries it out against a model of the account and asks the gate. */
export async function outcomeOf({ from, to }: Pick<StageChange, 'from' | 'to'>): Promise<Outcome> {
  const before = await running(from);
  return outcome(before, await planUpdate(before, program(to), recordOptions));
}

/** The outcome of steps that are known. */
export function outcome(before: readonly Resource[], steps: readonly Step[]): Outcome {
  return { steps, troubles: deploy(before, steps), decision: decide(previewOf(steps), { named: [], unreadable: [] }) };
}

/** The steps as the gate reads them from `pulumi preview --json`. */
function previewOf(steps: readonly Step[]): Preview {
  const changes = steps.flatMap(({ op, before, after, differs, because }): ResourceChange[] => {
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
  return { stack: 'stack', region: undefined, changes, hidden: 0, errors: [] };
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
