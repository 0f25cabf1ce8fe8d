import * as pulumi from '@pulumi/pulumi';
import test from 'ava';
import fc from 'fast-check';
import { z } from 'zod';
import { argumentsSchema, checkArguments } from '../../../infra/components/arguments/index.ts';
import * as components from '../../../infra/components/index.ts';
import { matchesGolden } from '../../helpers/golden.ts';
import { record } from '../helpers/record.ts';
import { validArguments } from '../helpers/valid-arguments.ts';
import { wrongTogether, wrongValues } from '../helpers/wrong-arguments.ts';

type Name = keyof typeof components;
type Construct = new (name: string, args: object) => pulumi.ComponentResource;

const classes = new Map(Object.entries(components)) as ReadonlyMap<string, unknown> as ReadonlyMap<Name, Construct>;
const names = [...classes.keys()];

/** A component's refusal of its arguments; undefined when it registers resources instead. */
async function refusal(name: Name, args: object): Promise<pulumi.InputPropertiesError | undefined> {
  let refused: pulumi.InputPropertiesError | undefined;
  const { registrations } = await record(() => {
    try {
      new (classes.get(name) as Construct)('main', args);
    } catch (error) {
      if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
      refused = error;
    }
  });
  if (refused !== undefined && registrations.length > 0) throw new Error(`${name} registered something and refused`);
  return refused;
}

const pathsOf = (error: pulumi.InputPropertiesError | undefined) =>
  (error?.errors ?? []).map(({ propertyPath }) => propertyPath).sort();

/** Each wrong value: the argument, the path that must be reported, and the value. */
const wrongOf = (name: Name) =>
  Object.entries(wrongValues[name]).flatMap(([key, values]) =>
    Object.entries(values as object).map(([path, value]) => ({ key, path, value })),
  );

test('valid arguments pass, whatever else a stage would not allow', async (t) => {
  for (const name of names) t.is(await refusal(name, validArguments[name]), undefined, name);
});

test('wrong arguments are refused before anything is registered, with what to write instead', async (t) => {
  const texts: Record<string, string> = {};
  for (const name of names) {
    const messages: string[] = [];
    const refuse = async (more: object, paths: readonly string[]) => {
      const error = await refusal(name, { ...validArguments[name], ...more });
      t.deepEqual(pathsOf(error), [...paths].sort(), `${name} ${JSON.stringify(more)}`);
      messages.push(`${error?.message}\n`);
    };
    for (const { key, path, value } of wrongOf(name)) await refuse({ [key]: value }, [path]);
    for (const [paths, more] of wrongTogether[name] ?? []) await refuse(more, paths.split(' '));
    texts[`${name}.txt`] = messages.join('\n');
  }
  matchesGolden(t, 'arguments', texts);
});

test('all wrong arguments are reported at once, each by its own path', async (t) => {
  const chosen = fc.constantFrom(...names).chain((name) => fc.tuple(fc.constant(name), fc.subarray(wrongOf(name))));
  await fc.assert(
    fc.asyncProperty(chosen, async ([name, wrong]) => {
      const planted = new Map(wrong.map((one) => [one.key, one]));
      const args = Object.fromEntries([...planted.values()].map(({ key, value }) => [key, value]));
      const error = planted.size === 0 ? undefined : await refusal(name, { ...validArguments[name], ...args });
      t.deepEqual(pathsOf(error), [...planted.values()].map(({ path }) => path).sort());
    }),
  );
});

test('a required argument that is missing is reported, an optional one is not', async (t) => {
  const { message, errors } = (await refusal('Network', {})) ?? t.fail();
  t.deepEqual(errors, [
    { propertyPath: 'cidr', reason: 'is missing: give text' },
    { propertyPath: 'zones', reason: 'is missing: give a list' },
    { propertyPath: 'region', reason: 'is missing: use an AWS region such as us-east-1' },
  ]);
  t.true(message.startsWith('Network main has wrong arguments:\n  cidr: is missing'));
});

test('arguments that are no object are refused as a whole', async (t) => {
  for (const args of [undefined, null, 'one']) {
    const { message, errors } = (await refusal('Network', args as never)) ?? t.fail();
    t.is(message, 'Network main has wrong arguments:\n  the arguments must be an object');
    t.deepEqual(errors, [{ propertyPath: '', reason: 'the arguments must be an object' }]);
  }
});

const notKnown: ((value: unknown) => unknown)[] = [
  (value) => pulumi.output(value),
  (value) => pulumi.secret(value),
  (value) => Promise.resolve(value),
  () => pulumi.unknown,
];

test('what is not known yet passes wherever it stands, and hides no fault beside it', async (t) => {
  const chosen = fc
    .constantFrom(...names)
    .chain((name) =>
      fc.tuple(
        fc.constant(name),
        fc.uniqueArray(fc.constantFrom(...wrongOf(name)), { minLength: 2, selector: ({ key }) => key }),
        fc.constantFrom(...notKnown),
      ),
    )
    .filter(([, wrong]) => wrong.length > 1);
  await fc.assert(
    fc.asyncProperty(chosen, async ([name, [known, ...rest], hide]) => {
      const { key, path, value } = known ?? t.fail();
      // Only the wrong part of the others is hidden.
      const others = rest.map((one) => [one.key, hidden(one, hide)]);
      const error = await refusal(name, { ...validArguments[name], ...Object.fromEntries(others), [key]: value });
      t.deepEqual(pathsOf(error), [path]);
    }),
  );
});

/** A wrong value without what is wrong in it: the part that the path names is not known. */
function hidden({ path, value }: { path: string; value: unknown }, hide: (value: unknown) => unknown): unknown {
  const [, ...steps] = path.split(/[[\].]+/).filter((step) => step !== '');
  const [step, ...more] = steps.map((one) => one.replaceAll('"', ''));
  if (step === undefined || more.length > 0) return hide(value);
  const inner = value as Record<string, unknown>;
  if (Array.isArray(value)) return value.map((element, index) => (String(index) === step ? hide(element) : element));
  return { ...inner, [step]: hide(inner[step]) };
}

test('relations are passed over while one side is not known', async (t) => {
  const known = ['subnet-00000001', 'subnet-00000002'];
  const onesided: readonly [Name, object][] = [
    ['KafkaCluster', { brokers: 3, subnetIds: pulumi.output(known), replicationFactor: 3 }],
    ['KafkaCluster', { brokers: pulumi.output(3), replicationFactor: 5 }],
    ['Network', { zones: ['us-west-2a', 'us-west-2b'], region: pulumi.output('us-east-1') }],
    ['LakeBucket', { transitionClass: pulumi.output('STANDARD_IA'), transitionDays: 1 }],
    ['LakeJobs', { runtime: pulumi.output('17.3.x-scala2.13'), nodeType: undefined }],
    ['LakeJobs', { files: { 'batch.py': pulumi.output(''), ...validArguments.LakeJobs.files } }],
    ['Observability', { budgetEmails: pulumi.output(['a@example.com']) }],
  ];
  for (const [name, more] of onesided) {
    // One known fault has it refused.
    const { key, path, value } = wrongOf(name).find((one) => !(one.key in more)) ?? t.fail();
    const error = await refusal(name, { ...validArguments[name], ...more, [key]: value });
    t.deepEqual(pathsOf(error), [path], `${name} ${Object.keys(more)}`);
  }
});

test('a list with elements that are not known has its length, its known elements and their duplicates', async (t) => {
  const subnetIds = [pulumi.output('subnet-00000001'), pulumi.unknown];
  const cluster = { ...validArguments.KafkaCluster, brokers: 3, replicationFactor: 3 };
  t.deepEqual(pathsOf(await refusal('KafkaCluster', { ...cluster, subnetIds })), ['brokers']);
  const zones = [pulumi.unknown, 'us-east-1b', 'us-east-1b'];
  t.deepEqual(pathsOf(await refusal('Network', { ...validArguments.Network, zones })), ['zones']);
  const another = [pulumi.unknown, 'us-west-2b'];
  t.deepEqual(pathsOf(await refusal('Network', { ...validArguments.Network, zones: another })), ['zones[1]']);
});

test('the value of a secret is never shown', async (t) => {
  const password = 'swordfish';
  for (const [name, key] of [
    ['BatchDag', 'clientSecret'],
    ['IngestApi', 'apiKeyValue'],
  ] as const) {
    const error = await refusal(name, { ...validArguments[name], [key]: password });
    t.deepEqual(pathsOf(error), [key]);
    t.false(JSON.stringify(error).includes(password) || String(error?.message).includes(password));
  }
});

test('a schema compiles only with every argument, by its name and type, and without others', (t) => {
  const args: { readonly a: string; readonly b?: pulumi.Input<number[]> } = { a: 'one' };
  const [a, b] = [z.string(), z.array(z.int()).optional()];
  checkArguments('One', 'one', args, argumentsSchema({ a, b }));
  // @ts-expect-error: b is missing.
  checkArguments('One', 'one', args, argumentsSchema({ a }));
  // @ts-expect-error: c is no argument.
  checkArguments('One', 'one', args, argumentsSchema({ a, b, c: z.string().optional() }));
  // @ts-expect-error: b holds numbers.
  checkArguments('One', 'one', args, argumentsSchema({ a, b: z.array(z.string()).optional() }));
  // @ts-expect-error: a is required.
  checkArguments('One', 'one', args, argumentsSchema({ a: a.optional(), b }));
  // @ts-expect-error: b is optional.
  t.throws(() => checkArguments('One', 'one', args, argumentsSchema({ a, b: z.array(z.int()) })));
});
