import { readdirSync } from 'node:fs';
import test from 'ava';
import { rules } from '../../../infra/policy/rules.ts';
import { type Analyzer, startAnalyzer } from '../helpers/analyzer.ts';
import { record } from '../helpers/record.ts';
import { program, stages } from '../helpers/stages.ts';
import { cases } from './cases.ts';

let analyzer: Analyzer;
test.before(async () => {
  analyzer = await startAnalyzer();
});
test.after.always(() => analyzer.stop());

const tags = (profile: string) => ({
  defaultTags: { tags: { 'pinflow:user': 'demo', 'pinflow:stage': 'one', 'pinflow:profile': profile } },
});

test('every file of the pack is a policy that the engine sees, with its three cases', async (t) => {
  const files = readdirSync(new URL('../../../infra/policy/rules', import.meta.url))
    .map((file) => file.replace(/\.ts$/, ''))
    .filter((name) => name !== 'bucket-guards');
  t.deepEqual(Object.keys(cases).sort(), files.sort());
  t.deepEqual((await analyzer.policies()).sort(), files.sort());
});

for (const { name, level, remedy, forbids, reason } of rules) {
  const { passes = [], fails = [], unknown = [], profile = 'dev' } = cases[name] ?? {};
  const said = async (resources: typeof passes, provider: object | undefined = tags(profile)) =>
    (await analyzer.check(resources, provider)).filter(({ policy }) => policy === name);

  test(`${name}: says what it forbids, why and what to do`, (t) => {
    for (const text of [forbids, reason]) t.regex(text, /^[A-Z].*\.$/s);
    t.regex(remedy, /^[A-Z]/);
  });

  test(`${name}: passes`, async (t) => {
    t.true(passes.length > 0);
    t.deepEqual(await said(passes), []);
  });

  test(`${name}: fails, at its level, with the resource and the remedy`, async (t) => {
    // Whose a resource is, its provider says: without one nobody does.
    const violations = name === 'required-tags' ? await said(passes, {}) : await said(fails);
    t.true(violations.length > 0);
    for (const violation of violations) {
      t.is(violation.level, level);
      t.true(violation.message.includes(remedy), violation.message);
    }
  });

  test(`${name}: what a preview does not know is no violation`, async (t) => {
    t.true(unknown.length > 0);
    for (const { level: found, message } of await said(unknown)) {
      t.is(found, 'advisory');
      t.regex(message, /can't run policy .* during preview/);
    }
  });
}

test('rules for production leave other stages alone', async (t) => {
  for (const [name, { fails, profile }] of Object.entries(cases)) {
    if (profile !== 'prod') continue;
    const violations = await analyzer.check(fails, tags('dev'));
    t.deepEqual(
      violations.filter(({ policy }) => policy === name),
      [],
    );
  }
});

const latestImage = { invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } } };

for (const [name, stage] of Object.entries(stages)) {
  for (const preview of [false, true]) {
    test(`${name}: ${preview ? 'a preview' : 'an update'} violates nothing`, async (t) => {
      const { registrations } = await record(program(stage), { stack: stage.stage, preview, ...latestImage });
      const provider = registrations.find(({ type }) => type === 'pulumi:providers:aws')?.inputs ?? {};
      // The engine hands the provider's objects over as the SDK serialized them, as JSON.
      const parsed = { defaultTags: JSON.parse(String(provider.defaultTags)) };
      const made = registrations.filter(({ custom, type }) => custom && !type.startsWith('pulumi:'));
      const violations = await analyzer.check(made, parsed);
      t.deepEqual(
        violations.filter(({ message }) => !(preview && /can't run policy .* during preview/.test(message))),
        [],
      );
    });
  }
}
