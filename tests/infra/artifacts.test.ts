import test from 'ava';
import { clientSoftware, sinkSoftware } from '../../infra/artifacts.ts';
import { artifacts, parseStage } from '../../runtime/blueprint/index.ts';
import { devStage, objectOf } from '../helpers/stage.ts';
import { record } from './helpers/record.ts';
import { program } from './helpers/stages.ts';

const stageWith = (change: object) => parseStage({ ...devStage, artifacts: { ...devStage.artifacts, ...change } });
const versions = { java: objectOf('java', 'j1'), 's3-sink': objectOf('s3-sink', 's1') };

test('the name of the plugin covers everything that makes another plugin', (t) => {
  const names = [
    {},
    { bucket: 'other-artifacts' },
    { prefix: 'elsewhere' },
    { versions: { 's3-sink': objectOf('s3-sink', 's1') } },
    { versions: { 's3-sink': objectOf('s3-sink', 's2') } },
    { sha256: { ...devStage.artifacts.sha256, 's3-sink': '6'.repeat(64) } },
  ].map((change) => sinkSoftware(stageWith(change)).pluginName);
  for (const name of names) t.regex(name, /^demo-plugin-[0-9a-f]{8}$/);
  t.deepEqual([...new Set(names)], names);
  // An artifact that the connector does not install must not replace it.
  t.is(sinkSoftware(stageWith({ versions: { java: objectOf('java', 'j1') } })).pluginName, names[0] ?? '');
  // sha256sum over the JSON array of bucket, key, version and hash; another name would replace every connector.
  t.is(names[0], 'demo-plugin-c0152c2f');
});

test('the plugin is made from the version of the object that the stage names', async (t) => {
  const plugin = async (change: object) => {
    const { registrations } = await record(program(stageWith(change)), { stack: 'dev', ...latestImage });
    return registrations.find(({ type }) => type === 'aws:mskconnect/customPlugin:CustomPlugin')?.inputs ?? {};
  };
  const { version, file } = artifacts['s3-sink'];
  const location = { bucketArn: 'arn:aws:s3:::demo-artifacts', fileKey: `pinflow/s3-sink/${version}/${file}` };
  t.like(await plugin({}), { contentType: 'ZIP', location: { s3: location } });
  t.like(await plugin({ versions }), { location: { s3: { ...location, objectVersion: 's1' } } });
});

const latestImage = { invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } } };

test('the client may read the versions that it installs, and no others', async (t) => {
  const { registrations } = await record(program(stageWith({ versions })), { stack: 'dev', ...latestImage });
  const policy = registrations
    .map(({ inputs }) => String(inputs.policy))
    .find((text) => text.includes('"Sid":"Artifacts"'));
  const statements: { Sid: string; Action: string; Resource: string[] }[] = JSON.parse(policy ?? '{}').Statement;
  const { arns, versionArns } = clientSoftware(stageWith({ versions }));
  t.deepEqual(
    statements.filter(({ Sid }) => Sid.startsWith('Artifact')),
    [
      { Sid: 'Artifacts', Effect: 'Allow', Action: 's3:GetObject', Resource: arns },
      { Sid: 'ArtifactVersions', Effect: 'Allow', Action: 's3:GetObjectVersion', Resource: versionArns },
    ] as never,
  );
  t.deepEqual(
    [arns, versionArns].map((all) => all.map((arn) => arn.split('/')[2])),
    [['confluent', 'msk-iam-auth'], ['java']],
  );
});

test('with a version for everything nothing is read without one', (t) => {
  const all = Object.fromEntries(Object.values(artifacts).map(({ name }) => [name, objectOf(name, `${name}-1`)]));
  const { arns, versionArns, bootScript } = clientSoftware(stageWith({ versions: all }));
  t.deepEqual([arns.length, versionArns.length], [0, 3]);
  for (const name of ['java', 'confluent', 'msk-iam-auth'])
    t.regex(bootScript('b-1:9098'), new RegExp(` '${name}-1'$`, 'm'));
});
