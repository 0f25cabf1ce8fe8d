import test from 'ava';
import { parseStage } from '../../../runtime/blueprint/index.ts';
import { typeFacts } from './facts/index.ts';
import { holds } from './held.ts';
import { running } from './judge.ts';
import { documentedEffects } from './page.ts';
import { bases, everyOption, optionChanges, stageChanges } from './stage-changes.ts';

for (const change of optionChanges('dev')) {
  test(`dev: ${change.title}`, async (t) => {
    await holds(t, change);
  });
}

test('docs/changes.md names every option of a stage once, and no other', (t) => {
  t.deepEqual([...documentedEffects().keys()].sort(), everyOption());
});

test('every option is changed in one of the profiles', (t) => {
  const changed = new Set([...stageChanges('dev'), ...stageChanges('prod')].map(({ path }) => path));
  t.deepEqual(
    everyOption().filter((option) => !changed.has(option)),
    [],
  );
});

test('every input that the program sets is known to be changed in place or to replace its resource', async (t) => {
  for (const profile of ['dev', 'prod'] as const) {
    for (const { type, inputs } of await running(parseStage(bases[profile]))) {
      const { replacing = [], inPlace = [] } = typeFacts[type] ?? {};
      const known = new Set([...replacing.map((path) => path.split('.')[0]), ...inPlace]);
      t.deepEqual(
        Object.keys(inputs).filter((input) => !known.has(input) && !input.startsWith('__')),
        [],
        `classify them in tests/infra/changes/facts: ${type}`,
      );
    }
  }
});
