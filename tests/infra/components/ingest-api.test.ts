import { createHash } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import test from 'ava';
import { IngestApi } from '../../../infra/components/ingest-api/index.ts';
import { record, unknown } from '../helpers/record.ts';

const base = { userId: 'demo', region: 'us-east-1', accountId: '123456789012', stageName: 'dev' };
const document = '{"paths":{"/a":{"credentials":"<executionRoleArn>","connectionId":"<vpcLinkId>"}}}';
const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const streamArns = ['arn:aws:kinesis:us-east-1:123456789012:stream/streaming-demo-pin'];
const proxy = {
  vpcId: 'vpc-00000001',
  subnetIds: ['subnet-00000001'],
  loadBalancerSecurityGroupId: 'sg-00000001',
  port: 8082,
};
const api = (args: object) => () => new IngestApi('ingest', { ...base, document, ...args });

async function made(args: object, options: { preview?: boolean } = {}) {
  const { registrations } = await record(api(args), options);
  return (type: string) => registrations.find((one) => one.type.endsWith(`:${type}`));
}

test('what the document names by placeholders is what the component made', async (t) => {
  const find = await made({ streamArns, proxy });
  t.deepEqual(JSON.parse(String(find('RestApi')?.inputs.body)), {
    paths: { '/a': { credentials: 'arn:aws:iam::123456789012:role/ingest-execution', connectionId: 'ingest-link-id' } },
  });
});

test('another document is another deployment; the same one is not', async (t) => {
  const trigger = async (text: string) => (await made({ document: text }))('Deployment')?.inputs.triggers;
  t.deepEqual(await trigger('{}'), { document: createHash('sha256').update('{}').digest('hex') });
  t.notDeepEqual(await trigger('{}'), await trigger('{ }'));
});

test('a preview that does not know the document yet says so, and fails nowhere', async (t) => {
  const find = await made({ streamArns, proxy }, { preview: true });
  t.is(find('RestApi')?.inputs.body, unknown);
  t.deepEqual(find('Deployment')?.inputs.triggers, { document: unknown });
});

test('without streams there is no execution role, and without a proxy no VPC link', async (t) => {
  const find = await made({});
  t.is(find('Role'), undefined);
  t.is(find('VpcLink'), undefined);
});

test('the execution role reaches the named streams; with creation this user’s, and nobody else’s', async (t) => {
  const actions = async (args: object) => {
    const { Statement } = JSON.parse(String((await made({ streamArns, ...args }))('RolePolicy')?.inputs.policy));
    return Object.fromEntries(
      Statement.map(({ Sid, Resource }: { Sid: string; Resource: unknown }) => [Sid, Resource]),
    );
  };
  t.deepEqual(await actions({}), { ListStreams: '*', Records: streamArns });
  const own = 'arn:aws:kinesis:us-east-1:123456789012:stream/streaming-demo-*';
  t.deepEqual(await actions({ createsStreams: true }), { ListStreams: '*', Records: own, Streams: own });
  t.deepEqual(await actions({ keyArn }), { ListStreams: '*', Records: streamArns, Key: keyArn });
});

test('calls are throttled, logged without their bodies, and counted', async (t) => {
  const find = await made({ throttleRate: 10, throttleBurst: 20, tracing: true, logRetentionDays: 30 });
  t.like(find('MethodSettings')?.inputs, {
    methodPath: '*/*',
    settings: { throttlingRateLimit: 10, throttlingBurstLimit: 20, metricsEnabled: true, dataTraceEnabled: false },
  });
  t.true(find('Stage')?.inputs.xrayTracingEnabled);
  const { format = '' } = (find('Stage')?.inputs.accessLogSettings ?? {}) as { format?: string };
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html: one line, with $context.requestId.
  t.false(format.includes('\n'));
  t.is(JSON.parse(format).requestId, '$context.requestId');
});

test('execution logs go to a group that is made before, so that they are not kept for ever', async (t) => {
  const { registrations } = await record(api({}));
  const groups = registrations.filter(({ type }) => type.endsWith(':LogGroup'));
  t.deepEqual(
    groups.map(({ inputs }) => inputs.retentionInDays),
    [14, 14],
  );
  t.true(groups.some(({ inputs }) => inputs.name === 'API-Gateway-Execution-Logs_ingest-id/dev'));
});

test('an API key is a secret on its way to the service, and belongs to a plan of the stage', async (t) => {
  const find = await made({ apiKeyValue: pulumi.secret('a-key-of-more-than-twenty-letters') });
  t.deepEqual(find('ApiKey')?.inputs.value, { secret: 'a-key-of-more-than-twenty-letters' });
  t.like(find('UsagePlan')?.inputs, { apiStages: [{ apiId: 'ingest-id', stage: 'dev' }] });
  t.like(find('UsagePlanKey')?.inputs, { keyId: 'ingest-key-id', usagePlanId: 'ingest-plan-id' });
});
