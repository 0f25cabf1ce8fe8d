import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parse, stringify } from 'yaml';
import { artifacts, parseStage, unsyncedArtifacts } from '../../runtime/blueprint/index.ts';
import { missingItems } from '../../runtime/cli/missing.ts';
import { pinflow, pinflowIn, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { databricks, devStage, objectOf } from '../helpers/stage.ts';

const bucket = 'demo-artifacts-123456789012';
const oauthForm = '30 to 128 letters, digits, hyphens and underscores, as Databricks shows it once';
const everything = [
  {
    what: `the OAuth secret of the service principal workspace.clientId (${oauthForm})`,
    commands: ['pulumi config set --secret pinflow:databricksClientSecret --stack dev'],
  },
  {
    what: `the OAuth secret of the service principal orchestration.clientId (${oauthForm})`,
    commands: ['pulumi config set --secret pinflow:airflowClientSecret --stack dev'],
  },
  { what: 'the SHA-256 of confluent and s3-sink', commands: ['npx pinflow artifacts pin --stage dev'] },
  {
    what: `the bucket ${bucket}, with versioning, unless it is there`,
    commands: [
      `aws s3 mb s3://${bucket} --region us-east-1`,
      `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
    ],
  },
  {
    what: `the objects of java, confluent, msk-iam-auth and s3-sink in the bucket ${bucket}, and their versions in the file`,
    commands: ['npx pinflow artifacts sync --stage dev'],
  },
];

const inOrder =
  'Pulumi.dev.yaml is in order: demo in dev (dev), account 123456789012, us-east-1;' +
  ' network managed, Kafka serverless, streams managed, API managed, workspace existing, orchestration managed\n';

test('check lists what the shipped dev stage lacks, in the order of supply, with the commands', async (t) => {
  const list = everything.flatMap(({ what, commands }) => [`  ${what}`, ...commands.map((one) => `    ${one}`)]);
  t.deepEqual(await pinflow('config', 'check', '--stage', 'dev'), {
    status: 0,
    stdout: `${inOrder}Missing before \`pulumi up\`:\n${list.join('\n')}\n`,
    stderr: '',
  });
  t.deepEqual(resultOf(await pinflow('config', 'check', '--stage', 'dev', '--json')), {
    stage: 'dev',
    ok: true,
    ready: false,
    secrets: [],
    missing: everything,
  });
});

test('check of a stage that lacks nothing says so', async (t) => {
  const folder = temporaryFolder(t);
  const { config } = parse(readFileSync('Pulumi.dev.yaml', 'utf8'));
  const names = Object.values(artifacts).map(({ name }) => name);
  config['pinflow:stage'].artifacts.sha256 = Object.fromEntries(names.map((name) => [name, 'a'.repeat(64)]));
  const place = `${config['pinflow:stage'].artifacts.bucket}/pinflow`;
  config['pinflow:stage'].artifacts.versions = Object.fromEntries(
    names.map((name) => [name, objectOf(name, 'v1', place)]),
  );
  const secrets = ['databricksClientSecret', 'airflowClientSecret'];
  for (const secret of secrets) config[`pinflow:${secret}`] = { secure: 'v1:abc:def' };
  writeFileSync(join(folder, 'Pulumi.dev.yaml'), stringify({ config }));
  t.deepEqual(await pinflowIn(folder, 'config', 'check', '--stage', 'dev'), {
    status: 0,
    stdout: `${inOrder}Nothing is missing before \`pulumi up\`, as far as the file tells.\n`,
    stderr: '',
  });
  t.deepEqual(resultOf(await pinflowIn(folder, 'config', 'check', '--stage', 'dev', '--json')), {
    stage: 'dev',
    ok: true,
    ready: true,
    secrets,
    missing: [],
  });
});

test('unset secrets are not listed among the faults of a stage', async (t) => {
  const folder = temporaryFolder(t);
  const stage = { ...devStage, ...databricks, region: 'Frankfurt', userId: 'X' };
  writeFileSync(join(folder, 'Pulumi.dev.yaml'), stringify({ config: { 'pinflow:stage': stage } }));
  const { status, stdout } = await pinflowIn(folder, 'config', 'check', '--stage', 'dev', '--json');
  t.is(status, 1);
  const { error } = resultOf<{ error: { faults: { path: string }[] } }>({ stdout });
  const stagePath = 'config.pinflow:stage';
  t.deepEqual(error.faults.map(({ path }) => path).sort(), [`${stagePath}.region`, `${stagePath}.userId`]);
});

test('each secret is missing until it is set', (t) => {
  const stage = parseStage({ ...installsNothing, ingest: { type: 'managed', authorization: 'apiKey' } });
  t.deepEqual(missingItems({ stage, secrets: [] }, 'team'), [
    {
      what: 'the API key that callers of the ingest API send (20 to 128 letters, digits, hyphens and underscores)',
      commands: ['pulumi config set --secret pinflow:ingestApiKey --stack team'],
    },
  ]);
  t.deepEqual(missingItems({ stage, secrets: ['ingestApiKey'] }, 'team'), []);
  const whole = parseStage({ ...devStage, ...databricks });
  const commands = (set: ('databricksClientSecret' | 'airflowClientSecret')[]) =>
    missingItems({ stage: whole, secrets: set }, 'dev').flatMap((item) => item.commands);
  t.is(commands([])[0], 'pulumi config set --secret pinflow:databricksClientSecret --stack dev');
  t.is(commands(['databricksClientSecret'])[0], 'pulumi config set --secret pinflow:airflowClientSecret --stack dev');
  t.regex(commands(['databricksClientSecret', 'airflowClientSecret'])[0] ?? '', /^aws s3 mb /);
});

const installsNothing = { ...devStage, network: { type: 'none' } };

test('a stage that installs nothing needs neither hashes nor a bucket', (t) => {
  for (const artifactsOfStage of [devStage.artifacts, { type: 'none' }]) {
    const stage = parseStage({ ...installsNothing, artifacts: artifactsOfStage });
    t.deepEqual(missingItems({ stage, secrets: [] }, 'dev'), []);
  }
});

test('only the artifacts that a stage installs count', (t) => {
  const stage = parseStage({
    ...devStage,
    region: 'eu-west-1',
    network: { type: 'managed', zones: ['eu-west-1a', 'eu-west-1b'] },
    client: { type: 'none' },
    topics: { type: 'existing' },
    artifacts: { type: 'existing', bucket: 'team-artifacts' },
  });
  t.deepEqual(missingItems({ stage, secrets: [] }, 'dev'), [
    { what: 'the SHA-256 of s3-sink', commands: ['npx pinflow artifacts pin --stage dev'] },
    {
      what: 'the bucket team-artifacts, with versioning, unless it is there',
      commands: [
        'aws s3 mb s3://team-artifacts --region eu-west-1',
        'aws s3api put-bucket-versioning --bucket team-artifacts --versioning-configuration Status=Enabled',
      ],
    },
    {
      what: 'the objects of s3-sink in the bucket team-artifacts, and their versions in the file',
      commands: ['npx pinflow artifacts sync --stage dev'],
    },
  ]);
});

test('a bucket from which a version is written need not be made', (t) => {
  const stage = parseStage({
    ...devStage,
    artifacts: { ...devStage.artifacts, versions: { java: objectOf('java', '3HL4kqtJlcpX') } },
  });
  t.deepEqual(missingItems({ stage, secrets: [] }, 'dev'), [
    {
      what: 'the objects of confluent, msk-iam-auth and s3-sink in the bucket demo-artifacts, and their versions in the file',
      commands: ['npx pinflow artifacts sync --stage dev'],
    },
  ]);
});

test('versions of another bucket, prefix or release are none: sync is missing again', (t) => {
  const { artifacts: place } = devStage;
  for (const [more, written] of [
    [{ bucket: 'other-artifacts' }, objectOf('java', 'v1')],
    [{ prefix: 'elsewhere' }, objectOf('java', 'v1')],
    [{}, objectOf('java', 'v1').replace(artifacts.java.version, '17.0.18.9.1')],
  ] as const) {
    const stage = parseStage({ ...devStage, artifacts: { ...place, ...more, versions: { java: written } } });
    t.deepEqual(missingItems({ stage, secrets: [] }, 'dev').at(-1)?.commands, [
      'npx pinflow artifacts sync --stage dev',
    ]);
    t.is(unsyncedArtifacts(stage).length, 4);
  }
});
