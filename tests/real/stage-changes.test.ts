import test from 'ava';
import fc from 'fast-check';
import { holds } from '../infra/changes/held.ts';
import { outcomeOf } from '../infra/changes/judge.ts';
import { stageChanges } from '../infra/changes/stage-changes.ts';
import { arbitraryStage } from '../infra/helpers/arbitrary-stage.ts';

// Needs nothing but some minutes: npm test changes every option of a dev stage once.

for (const profile of ['dev', 'prod'] as const) {
  for (const change of stageChanges(profile, 'every')) {
    test(`${profile}: ${change.title}`, async (t) => {
      await holds(t, change);
    });
  }
}

/** Pairs of stages that are tried. */
const runs = Number(process.env.STAGES ?? 60);

test('whatever stage becomes whatever other one of the same user, AWS refuses nothing that the gate lets through', async (t) => {
  t.timeout(900_000);
  await fc.assert(
    fc.asyncProperty(arbitraryStage, arbitraryStage, async (from, other) => {
      const { stage, userId, region, accountId } = from;
      const { troubles, decision } = await outcomeOf({ from, to: { ...other, stage, userId, region, accountId } });
      if (decision.refusals.length === 0) t.deepEqual(troubles, []);
    }),
    { numRuns: runs },
  );
});
