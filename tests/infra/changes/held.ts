import type { ExecutionContext } from 'ava';
import { outcomeOf } from './judge.ts';
import { documentedEffects } from './page.ts';
import type { StageChange } from './stage-changes.ts';

const documented = documentedEffects();

/** Holds a change to what AWS takes and to what docs/changes.md says of it. */
export async function holds(t: ExecutionContext, change: StageChange): Promise<void> {
  const { steps, troubles, decision } = await outcomeOf(change);
  const effect = documented.get(change.path);
  if (effect === 'Never') return void t.true(decision.refused, 'the gate refuses it');
  const passed = decision.refusals.length === 0 ? troubles : [];
  t.deepEqual(passed, [], 'nothing that the gate lets through is refused by AWS, or breaks what stays');
  if (effect === 'With a loss') return;
  t.deepEqual(
    decision.losses.map(({ verb, resource }) => `${verb} ${resource.urn}`),
    [],
    'no data is lost',
  );
  if (effect === 'With an interruption') return;
  t.is(effect, 'In place');
  t.deepEqual(
    steps.filter(({ op }) => op === 'replace').map(({ after }) => after?.urn),
    [],
    'nothing is replaced',
  );
}
