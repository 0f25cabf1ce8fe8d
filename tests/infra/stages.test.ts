import test from 'ava';
import { type Stage, setSecretCommand } from '../../runtime/blueprint/index.ts';
import { json, matchesGolden } from '../helpers/golden.ts';
import { limits, tooLong } from './helpers/limits.ts';
import { type Recording, type Registration, record, unknown } from './helpers/record.ts';
import { program, stages } from './helpers/stages.ts';

/** What a stage's program registers; tests read one recording. */
async function recorded(stage: Stage): Promise<Recording> {
  const recording = recordings.get(stage) ?? record(program(stage), { stack: stage.stage, ...latestImage });
  recordings.set(stage, recording);
  return await recording;
}

const recordings = new Map<Stage, Promise<Recording>>();
const latestImage = { invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } } };

for (const [name, stage] of Object.entries(stages)) {
  test(`${name}: what the engine is told is as it was recorded`, async (t) => {
    const recording = await recorded(stage);
    matchesGolden(t, `stages/${name}`, {
      'tree.txt': tree(recording),
      'policies.json': json(policies(recording)),
      'outputs.json': json(recording.outputs),
      ...document(recording),
      ...bootScript(recording),
      ...workspaceTexts(recording),
    });
  });

  test(`${name}: a preview of a stack that does not exist registers the same resources, and asks AWS nothing that the stage tells`, async (t) => {
    const made = await recorded(stage);
    const previewed = await record(program(stage), { stack: stage.stage, preview: true, ...latestImage });
    t.deepEqual(
      previewed.registrations.map(({ urn }) => urn),
      made.registrations.map(({ urn }) => urn),
    );
    const isTold = stage.client.type === 'none' || stage.client.imageId !== undefined;
    t.deepEqual(previewed.invokes, isTold ? [] : ['aws:ssm/getParameter:getParameter']);
    t.is(previewed.outputs.bucket === unknown || previewed.outputs.bucket === made.outputs.bucket, true);
  });

  test(`${name}: every resource belongs to a component and is made by a provider of the stack's own`, async (t) => {
    const { registrations } = await recorded(stage);
    for (const { type, name: own, parent, provider, custom } of registrations) {
      if (!custom || type.startsWith('pulumi:providers:')) continue;
      const [made] = type.split(':');
      t.is(provider, `pulumi:providers:${made}::${made}`, own);
      t.regex(parent ?? '', /pinflow:index:/, own);
    }
  });

  test(`${name}: physical names fit their services, with the suffix that Pulumi appends to logical ones`, async (t) => {
    const { registrations } = await recorded(stage);
    t.deepEqual(tooLong(registrations), []);
  });
}

/** The resources as a tree, with what the engine is told about each beside its inputs. */
function tree({ registrations }: Recording): string {
  const lines = (parent: string | undefined, depth: number): string[] =>
    registrations
      .filter((one) => one.parent === parent)
      .flatMap((one) => [
        `${'  '.repeat(depth)}${one.type} ${one.name}${optionsText(one)}`,
        ...lines(one.urn, depth + 1),
      ]);
  return `${lines(undefined, 0).join('\n')}\n`;
}

function optionsText({ options: { dependencies: _, aliases: __, ...told } }: Registration): string {
  const texts = Object.entries(told).map(([key, value]) => (value === true ? key : `${key}=${JSON.stringify(value)}`));
  return texts.length === 0 ? '' : ` [${texts.join(', ')}]`;
}

/** Every policy document, by the resource that holds it. */
function policies({ registrations }: Recording): Record<string, unknown> {
  return Object.fromEntries(
    registrations.flatMap(({ type, name, inputs }) =>
      ['policy', 'assumeRolePolicy', 'policyArn'].flatMap((property) => {
        const text = inputs[property];
        if (typeof text !== 'string') return [];
        return [[`${type} ${name} ${property}`, text.startsWith('{') ? JSON.parse(text) : text]];
      }),
    ),
  );
}

function document({ registrations }: Recording): Record<string, string> {
  const body = registrations.find(({ type }) => type === 'aws:apigateway/restApi:RestApi')?.inputs.body;
  return body === undefined ? {} : { 'ingest-api.json': json(JSON.parse(String(body))) };
}

function bootScript({ registrations }: Recording): Record<string, string> {
  const script = registrations.find(({ type }) => type === 'aws:ec2/instance:Instance')?.inputs.userData;
  return script === undefined ? {} : { 'boot.sh': String(script) };
}

/** What is told to Databricks and Airflow but the uploaded files, which the blueprint's goldens show. */
function workspaceTexts({ registrations }: Recording): Record<string, string> {
  const told = registrations.filter(
    ({ type }) => /^databricks:index\/(?!workspaceFile|notebook|dashboard)/.test(type) || /^aws:mwaa/.test(type),
  );
  const entries = told.map(({ type, name: own, inputs }) => [`${type} ${own}`, withoutDigest(inputs)]);
  const settings = registrations.find(({ name: own }) => own.endsWith('-dag-settings'))?.inputs.content;
  return {
    ...(entries.length > 0 && { 'databricks.json': json(Object.fromEntries(entries)) }),
    ...(settings !== undefined && { 'dag.json': String(settings) }),
  };
}

/** The digest of what is uploaded changes with every rule, and is no news to a reviewer. */
function withoutDigest(inputs: Registration['inputs']): object {
  const { tags } = inputs as { tags?: Record<string, unknown> };
  return tags?.['pinflow:files'] === undefined ? inputs : { ...inputs, tags: { ...tags, 'pinflow:files': '(digest)' } };
}

test('an API key that is a secret stays one on its way to the service and in the outputs', async (t) => {
  const { registrations, outputs } = await recorded(stages['small-brokers'] ?? t.fail());
  const key = registrations.find(({ type }) => type === 'aws:apigateway/apiKey:ApiKey');
  t.deepEqual(key?.inputs.value, { secret: 'a-key-of-more-than-twenty-letters' });
  t.deepEqual(outputs.ingestApiKey, { secret: 'a-key-of-more-than-twenty-letters' });
  t.regex(setSecretCommand('ingestApiKey'), /pinflow:ingestApiKey$/);
});

test('everything that holds data is protected and retained in prod, and nothing is in dev', async (t) => {
  const holders = [
    ...['aws:msk/cluster:', 'aws:msk/topic:', 'aws:kinesis/stream:', 'aws:s3/bucket:', 'aws:kms/key:'],
    ...['catalog', 'schema', 'externalLocation', 'storageCredential'].map((type) => `databricks:index/${type}:`),
  ];
  for (const [name, isKept] of [
    ['prod', true],
    ['dev', undefined],
  ] as const) {
    const { registrations } = await recorded(stages[name] ?? t.fail());
    const data = registrations.filter(({ type }) => holders.some((prefix) => type.startsWith(prefix)));
    t.true(data.length >= 4);
    for (const { options, name: own } of data) t.like(options, { protect: isKept, retainOnDelete: isKept }, own);
  }
});

test('two stacks of one account share no physical name', async (t) => {
  const namesOf = async (userId: string) => {
    const { registrations } = await record(program({ ...(stages.prod ?? t.fail()), userId }), latestImage);
    return registrations.flatMap(({ type, inputs }) => {
      const given = inputs[limits[type]?.property ?? ''];
      return typeof given === 'string' ? [`${type} ${given}`] : [];
    });
  };
  const [one, other] = [await namesOf('alice'), await namesOf('bob')];
  t.true(one.length >= 6);
  t.deepEqual(
    one.filter((name) => other.includes(name)),
    [],
  );
});

test('the DAG is uploaded once its bucket keeps versions', async (t) => {
  const { registrations } = await recorded(stages.dev ?? t.fail());
  const objects = registrations.filter(({ name }) => /-dag-(dag|settings)$/.test(name));
  t.is(objects.length, 2);
  for (const { name, propertyDependencies } of objects)
    t.true(
      propertyDependencies.bucket?.some((urn) => urn.includes('bucketVersioning:BucketVersioning')),
      name,
    );
});

test('what reaches out when it starts is made after the routes of its network', async (t) => {
  const { registrations } = await recorded(stages.dev ?? t.fail());
  const routes = registrations.filter(({ type }) => type === 'aws:ec2/routeTableAssociation:RouteTableAssociation');
  t.true(routes.length > 0);
  // A component waits for what it depends on, and its children for it; they go before it, and it before that.
  for (const type of ['pinflow:index:KafkaClient', 'pinflow:index:S3Sink']) {
    const needs = registrations.find((one) => one.type === type)?.options.dependencies as string[];
    for (const { urn } of routes) t.true(needs.includes(urn), `${type} ${urn}`);
  }
});
