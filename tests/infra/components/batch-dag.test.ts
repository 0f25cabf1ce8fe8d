import * as pulumi from '@pulumi/pulumi';
import test from 'ava';
import { BatchDag, connectionText, versionOf } from '../../../infra/components/batch-dag.ts';
import { LakeJobs } from '../../../infra/components/lake-jobs/index.ts';
import { type Recording, record, unknown } from '../helpers/record.ts';

const password = 'dose-of-more-than-thirty-letters';
const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const args = {
  dagId: 'demo_dag',
  bucketName: 'dags',
  dag: 'print("a DAG")\n',
  settings: '{"job_id":"1"}',
  connectionId: 'databricks_demo',
  host: 'https://dbc-1.cloud.databricks.com',
  clientId: '66666666-7777-8888-9999-aaaaaaaaaaaa',
  clientSecret: password,
};

const jobs = {
  folder: '/one',
  files: { 'batch.py': '', 'batch.json': '{}' },
  runAs: args.clientId,
  batchJobName: 'one',
  batchTask: 'batch',
};

async function made(more: object = {}, options: { preview?: boolean } = {}) {
  const { registrations } = await record(() => new BatchDag('dag', { ...args, ...more }), options);
  return {
    registrations,
    find: (type: string, name?: string) =>
      registrations.find((one) => one.type.endsWith(`:${type}`) && (name === undefined || one.name === name)),
  };
}

test('the connection is what Airflow’s Databricks provider reads for a service principal', (t) => {
  // https://airflow.apache.org/docs/apache-airflow-providers-databricks/stable/connections/databricks.html; with no scheme its OAuth fails.
  t.deepEqual(JSON.parse(connectionText(args.host, args.clientId, 'a "quoted" one')), {
    conn_type: 'databricks',
    host: 'https://dbc-1.cloud.databricks.com',
    login: args.clientId,
    password: 'a "quoted" one',
    extra: { service_principal_oauth: true },
  });
});

test('the password goes to Secrets Manager write-only and as a secret, and nowhere else', async (t) => {
  for (const clientSecret of [password, pulumi.secret(password)]) {
    const { registrations, find } = await made({ clientSecret });
    const version = find('SecretVersion');
    t.deepEqual(version?.inputs.secretStringWo, { secret: connectionText(args.host, args.clientId, password) });
    t.false('secretString' in (version?.inputs ?? {}));
    t.deepEqual(placesOf(registrations, password), ['SecretVersion.secretStringWo.secret']);
  }
});

test('another secret is another version, by a number that is none itself', async (t) => {
  const version = async (clientSecret: string) =>
    (await made({ clientSecret })).find('SecretVersion')?.inputs.secretStringWoVersion;
  const first = await version(password);
  t.is(first, versionOf(connectionText(args.host, args.clientId, password)));
  t.is(first, await version(password));
  t.not(first, await version(`${password}2`));
  // The provider takes a whole number of 32 bits.
  t.true(Number.isInteger(first) && Number(first) >= 0 && Number(first) < 2 ** 31);
});

test('Airflow finds the connection under its prefix and ID', async (t) => {
  const { find } = await made();
  t.like(find('Secret')?.inputs, { name: 'airflow/connections/databricks_demo', recoveryWindowInDays: 30 });
  t.is(find('SecretVersion')?.inputs.secretId, 'dag-connection-id');
  const other = await made({ connectionsPrefix: 'team/connections', recoveryDays: 0, keyArn });
  t.like(other.find('Secret')?.inputs, {
    name: 'team/connections/databricks_demo',
    recoveryWindowInDays: 0,
    kmsKeyId: keyArn,
  });
});

test('the settings lie beside the DAG and are there before it, the connection before both', async (t) => {
  const { find } = await made({ dagsFolder: 'team/dags' });
  const [dag, settings] = [find('BucketObjectv2', 'dag-dag'), find('BucketObjectv2', 'dag-settings')];
  t.like(dag?.inputs, { bucket: 'dags', key: 'team/dags/demo_dag.py', content: args.dag });
  t.like(settings?.inputs, { bucket: 'dags', key: 'team/dags/demo_dag.json', content: args.settings });
  t.deepEqual(dag?.options.dependencies, [settings?.urn]);
  t.deepEqual(settings?.options.dependencies, [find('SecretVersion')?.urn]);
});

test('a preview in which the job is not known yet knows all but the settings', async (t) => {
  const { registrations } = await record(
    () => new BatchDag('dag', { ...args, settings: new LakeJobs('jobs', jobs).batchJobId }),
    { preview: true },
  );
  const contentOf = (name: string) => registrations.find((one) => one.name === name)?.inputs.content;
  t.is(contentOf('dag-settings'), unknown);
  t.is(contentOf('dag-dag'), args.dag);
  t.deepEqual(placesOf(registrations, password), ['SecretVersion.secretStringWo.secret']);
});

/** Where a text stands in the inputs. */
function placesOf(registrations: Recording['registrations'], text: string): string[] {
  const within = (value: unknown, path: string): string[] => {
    if (typeof value === 'string') return value.includes(text) ? [path] : [];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => within(inner, `${path}.${key}`));
  };
  return registrations.flatMap(({ type, inputs }) => within(inputs, type.split(':').at(-1) ?? ''));
}
