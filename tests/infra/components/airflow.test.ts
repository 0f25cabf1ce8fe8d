import test from 'ava';
import { Airflow } from '../../../infra/components/airflow/index.ts';
import { record, unknown } from '../helpers/record.ts';

const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const topicArn = 'arn:aws:sns:us-east-1:123456789012:alarms';
const args = {
  environmentName: 'pinflow-demo',
  version: '2.11.0',
  requirements: 'one==1\n',
  vpcId: 'vpc-00000001',
  subnetIds: ['subnet-00000001', 'subnet-00000002', 'subnet-00000003'],
  region: 'us-east-1',
  accountId: '123456789012',
};

async function made(more: object = {}, options: { preview?: boolean } = {}) {
  const { registrations } = await record(() => new Airflow('airflow', { ...args, ...more }), options);
  const of = (type: string) => registrations.filter((one) => one.type.endsWith(`:${type}`));
  const environment = of('Environment')[0];
  return { of, environment, inputs: environment?.inputs ?? {} };
}

async function statements(more: object = {}): Promise<Record<string, Statement>> {
  const { of } = await made(more);
  const { Statement } = JSON.parse(String(of('RolePolicy')[0]?.inputs.policy));
  return Object.fromEntries(Statement.map((one: Statement) => [one.Sid, one]));
}

test('packages come from the version of the object that names them, so that another list is another version', async (t) => {
  const { of, inputs } = await made();
  const [object] = of('BucketObjectv2');
  t.is(object?.inputs.content, args.requirements);
  t.like(inputs, { requirementsS3Path: object?.inputs.key, requirementsS3ObjectVersion: 'v1' });
  const [versioning] = of('BucketVersioning');
  const needs = (object?.options.dependencies ?? []) as string[];
  t.true(needs.includes(versioning?.urn ?? ''), 'an earlier object has no version');
  t.is((await made({}, { preview: true })).inputs.requirementsS3ObjectVersion, unknown);
});

test('it stands in two subnets, in a group that speaks to itself, and is reached from the network alone', async (t) => {
  const { of, inputs } = await made();
  // https://docs.aws.amazon.com/mwaa/latest/API/API_NetworkConfiguration.html: exactly two.
  t.deepEqual(inputs.networkConfiguration, {
    securityGroupIds: ['airflow-airflow-id'],
    subnetIds: ['subnet-00000001', 'subnet-00000002'],
  });
  t.is(inputs.webserverAccessMode, 'PRIVATE_ONLY');
  t.like(of('SecurityGroupIngressRule'), {
    length: 1,
    0: {
      inputs: {
        securityGroupId: 'airflow-airflow-id',
        referencedSecurityGroupId: 'airflow-airflow-id',
        ipProtocol: '-1',
      },
    },
  });
});

test('its log groups are there before it, so that they are not kept for ever; the policy and the rules are too', async (t) => {
  const { of, environment, inputs } = await made({ logRetentionDays: 30, keyArn });
  const groups = of('LogGroup');
  // https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-airflow.html, "Log groups"
  t.deepEqual(
    groups.map((group) => String(group.inputs.name)).sort(),
    ['DAGProcessing', 'Scheduler', 'Task', 'WebServer', 'Worker'].map((kind) => `airflow-pinflow-demo-${kind}`),
  );
  t.is(Object.keys(inputs.loggingConfiguration as object).length, groups.length);
  for (const group of groups) t.like(group.inputs, { retentionInDays: 30, kmsKeyId: keyArn });
  const before = environment?.options.dependencies as string[];
  const needed = [
    ...groups,
    ...of('RolePolicy'),
    ...of('SecurityGroupIngressRule'),
    ...of('SecurityGroupEgressRule'),
  ].map(({ urn }) => urn);
  t.deepEqual(
    needed.filter((urn) => !before.includes(urn)),
    [],
  );
});

test('Pulumi waits longer than MWAA takes to fail', async (t) => {
  // Three hours in a network without a way out; the provider's own limit is two (hashicorp/terraform-provider-aws, pull request 32869).
  t.like((await made()).environment?.options.customTimeouts, { create: '4h', update: '4h' });
});

test('a micro one has one scheduler and one worker; others have two and more', async (t) => {
  // https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html
  t.like((await made()).inputs, { environmentClass: 'mw1.micro', schedulers: 1, minWorkers: 1, maxWorkers: 1 });
  const small = (await made({ environmentClass: 'mw1.small' })).inputs;
  t.is(small.schedulers, 2);
  t.true(Number(small.maxWorkers) > Number(small.minWorkers));
});

test('connections are looked up in Secrets Manager, and those of Databricks alone; nothing else is configured', async (t) => {
  const { inputs } = await made({ connectionsPrefix: 'team/connections' });
  // The provider takes the options as a secret.
  const { secret } = inputs.airflowConfigurationOptions as { secret: Record<string, string> };
  t.deepEqual(Object.keys(secret), ['secrets.backend', 'secrets.backend_kwargs']);
  const { connections_lookup_pattern: pattern, ...others } = JSON.parse(String(secret['secrets.backend_kwargs']));
  t.deepEqual(others, { connections_prefix: 'team/connections', variables_prefix: null });
  t.true(new RegExp(pattern).test('databricks_demo'));
  t.false(new RegExp(pattern).test('aws_default'));
  const { Connections } = await statements({ connectionsPrefix: 'team/connections' });
  t.is(Connections?.Resource, 'arn:aws:secretsmanager:us-east-1:123456789012:secret:team/connections/databricks_*');
});

test('Airflow itself assumes the role, for environments of this account', async (t) => {
  const { of } = await made();
  const [trust] = JSON.parse(String(of('Role')[0]?.inputs.assumeRolePolicy)).Statement;
  // https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html
  t.like(trust, {
    Principal: { Service: ['airflow.amazonaws.com', 'airflow-env.amazonaws.com'] },
    Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
  });
});

test('with a key of the stack the role uses that one; without, any but the account’s, and only by its queue', async (t) => {
  const own = await statements({ keyArn });
  t.like(own, { Key: { Resource: keyArn }, QueueKey: undefined });
  const { Key, QueueKey } = await statements();
  t.is(Key, undefined);
  t.like(QueueKey, {
    Resource: undefined,
    NotResource: 'arn:aws:kms:*:123456789012:key/*',
    Condition: { StringEquals: { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' } },
  });
  t.is((await made({ keyArn })).inputs.kmsKey, keyArn);
  t.false('kmsKey' in (await made()).inputs);
});

test('it publishes to the topics that it is given, and writes logs and metrics of its own', async (t) => {
  const { Tell, Logs, Metrics, Bucket } = await statements({ topicArns: [topicArn] });
  t.deepEqual(Tell?.Resource, [topicArn]);
  t.is(Logs?.Resource, 'arn:aws:logs:us-east-1:123456789012:log-group:airflow-pinflow-demo-*');
  t.is(Metrics?.Resource, 'arn:aws:airflow:us-east-1:123456789012:environment/pinflow-demo');
  t.regex(String(Bucket?.Resource), /^arn:aws:s3:::airflow-dags/);
  t.is((await statements()).Tell, undefined);
});

interface Statement {
  readonly Sid: string;
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string;
  readonly Condition?: object;
}
