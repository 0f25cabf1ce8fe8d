import test from 'ava';
import { devStage } from '../../helpers/stage.ts';
import { runProgram } from '../helpers/engine.ts';
import { type Registration, record } from '../helpers/record.ts';
import { program, stages } from '../helpers/stages.ts';

const withApiKey = { ...devStage, ingest: { type: 'managed', authorization: 'apiKey' } };
const stage = (value: object) => ({ 'pinflow:stage': JSON.stringify(value) });

for (const [title, config, message] of [
  [
    'no stage',
    {},
    /^Pulumi\.dev\.yaml has no pinflow:stage: copy it from [^\n]*`npx pinflow config check --stage dev`$/,
  ],
  [
    'a stage that is a text',
    { 'pinflow:stage': 'dev' },
    /^pinflow:stage of Pulumi\.dev\.yaml must be an object[^\n]*$/,
  ],
  [
    'a secret that is not set',
    stage(withApiKey),
    /^the secret pinflow:ingestApiKey is not set: run `pulumi config set --secret pinflow:ingestApiKey` [^\n]*$/,
  ],
  [
    'a secret in plain text',
    { ...stage(withApiKey), 'pinflow:ingestApiKey': 'a-key-of-more-than-twenty-letters' },
    /^pinflow:ingestApiKey stands in plain text in Pulumi\.dev\.yaml: [^\n]*`pulumi config set --secret pinflow:ingestApiKey`$/,
  ],
  [
    'an unknown key',
    { ...stage(devStage), 'pinflow:stge': 'x' },
    /^Pulumi\.dev\.yaml: pinflow:stge is not known here; did you mean stage\?$/,
  ],
] as const) {
  test(`a preview with ${title} says what to do in one line, without a stack trace`, async (t) => {
    const { status, errors, registrations } = await runProgram({ config });
    t.not(status, 0);
    t.is(errors.length, 1);
    t.regex(errors[0]?.trimEnd() ?? '', message);
    t.deepEqual(
      registrations.map(({ type }) => type),
      ['pulumi:pulumi:Stack'],
    );
  });
}

test('a preview of a faulty stage lists every fault with its path, without a stack trace', async (t) => {
  const config = stage({
    ...devStage,
    userId: 'X',
    kafka: { type: 'provisioned', brokers: 3 },
    topics: { replicationFactor: 3 },
  });
  const { errors } = await runProgram({ config });
  t.is(errors.length, 1);
  t.regex(
    errors[0] ?? '',
    /^Pulumi\.dev\.yaml: the stage has 2 faults:\n {2}userId: [^\n]+\n {2}kafka\.brokers: [^\n]+use 4\n*$/,
  );
});

test('a preview of a whole stage in a process of its own registers what is recorded in this one, and ends well', async (t) => {
  const whole = stages.offline ?? t.fail();
  const { status, errors, registrations: previewed, output } = await runProgram({ config: stage(whole) });
  t.deepEqual(errors, []);
  t.is(status, 0, output);
  const { registrations } = await record(program(whole));
  t.deepEqual(namesOf(previewed.filter(({ type }) => type !== 'pulumi:pulumi:Stack')), namesOf(registrations));
});

function namesOf(registrations: readonly Registration[]): string[] {
  return registrations.map(({ type, name }) => `${type}::${name}`).sort();
}
