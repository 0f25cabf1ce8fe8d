import test from 'ava';
import { costChange, monthlyCost, parsePreview, priceList } from '../../runtime/review/index.ts';
import { previewText } from './previews.ts';

/** Resources, and what they cost a month, worked out by hand from the sources' prices and 730 hours. */
const bills: [type: string, inputs: object, usd: number][] = [
  ['aws:ec2/natGateway:NatGateway', {}, 32.85],
  ['aws:ec2/eip:Eip', { domain: 'vpc' }, 3.65],
  ['aws:ec2/vpcEndpoint:VpcEndpoint', { vpcEndpointType: 'Interface', subnetIds: ['a', 'b', 'c'] }, 21.9],
  ['aws:ec2/vpcEndpoint:VpcEndpoint', { vpcEndpointType: 'Gateway' }, 0],
  ['aws:ec2/vpcEndpoint:VpcEndpoint', {}, 0],
  [
    'aws:ec2/instance:Instance',
    { instanceType: 't3.medium', rootBlockDevice: { volumeType: 'gp3', volumeSize: 16 } },
    31.648,
  ],
  ['aws:ec2/instance:Instance', { instanceType: 'm5.large', associatePublicIpAddress: true }, 73.73],
  [
    'aws:msk/cluster:Cluster',
    {
      numberOfBrokerNodes: 3,
      brokerNodeGroupInfo: { instanceType: 'kafka.t3.small', storageInfo: { ebsStorageInfo: { volumeSize: 100 } } },
    },
    129.864,
  ],
  ['aws:msk/serverlessCluster:ServerlessCluster', {}, 547.5],
  ['aws:mskconnect/connector:Connector', { capacity: { provisionedCapacity: { mcuCount: 2, workerCount: 3 } } }, 481.8],
  [
    'aws:mskconnect/connector:Connector',
    { capacity: { autoscaling: { minWorkerCount: 2, maxWorkerCount: 9 } } },
    160.6,
  ],
  ['aws:kinesis/stream:Stream', { streamModeDetails: { streamMode: 'ON_DEMAND' } }, 29.2],
  ['aws:kinesis/stream:Stream', { shardCount: 4 }, 43.8],
  ['aws:lb/loadBalancer:LoadBalancer', { loadBalancerType: 'network' }, 16.425],
  ['aws:kms/key:Key', {}, 1],
  ['aws:cloudwatch/metricAlarm:MetricAlarm', { period: 60 }, 0.1],
  ['aws:cloudwatch/metricAlarm:MetricAlarm', { period: 10 }, 0.3],
  [
    'aws:cloudwatch/metricAlarm:MetricAlarm',
    { metricQueries: [{ metric: { period: 300 } }, { metric: { period: 300 } }, { expression: 'a/b' }] },
    0.2,
  ],
  ['aws:cloudwatch/dashboard:Dashboard', {}, 3],
  ['aws:secretsmanager/secret:Secret', {}, 0.4],
  ['aws:mwaa/environment:Environment', { environmentClass: 'mw1.small' }, 357.7],
  ['aws:mwaa/environment:Environment', { environmentClass: 'mw1.large' }, 722.7],
  ['databricks:index/job:Job', {}, 0],
  ['databricks:index/schema:Schema', {}, 0],
  ['aws:budgets/budget:Budget', {}, 0],
  ['aws:s3/bucket:Bucket', {}, 0],
  ['aws:iam/role:Role', {}, 0],
];

for (const [type, inputs, usd] of bills) {
  test(`${type} ${JSON.stringify(inputs)} costs $${usd} a month`, (t) => {
    const cost = monthlyCost([{ name: 'one', type, inputs: inputs as Record<string, unknown> }]);
    t.true(Math.abs(cost.usd - usd) < 1e-9, `${cost.usd}`);
    t.deepEqual(cost.unknown, []);
  });
}

test('what is not known is named and in no sum', (t) => {
  const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
  const cost = monthlyCost([
    { name: 'job', type: 'databricks:index/pipeline:Pipeline', inputs: {} },
    {
      name: 'endpoint',
      type: 'aws:ec2/vpcEndpoint:VpcEndpoint',
      inputs: { vpcEndpointType: 'Interface', subnetIds: unknown },
    },
    { name: 'machine', type: 'aws:ec2/instance:Instance', inputs: { instanceType: 'x9.mega' } },
    { name: 'secretive', type: 'aws:ec2/instance:Instance', inputs: { instanceType: '[secret]' } },
    { name: 'key', type: 'aws:kms/key:Key', inputs: {} },
    { name: 'component', type: 'pinflow:index:EventStreams', inputs: {}, custom: false },
  ]);
  t.is(cost.usd, 1);
  t.deepEqual(cost.unknown, [
    'job: no price is known for databricks:index/pipeline:Pipeline',
    'endpoint: how much of interface endpoint it has is not known',
    'machine: the price of instance x9.mega is unknown',
    'secretive: the price of instance (unknown type) is unknown',
  ]);
});

test('before and after: what is deleted is paid no more, what is retained is', (t) => {
  const [key, dashboard] = ['aws:kms/key:Key', 'aws:cloudwatch/dashboard:Dashboard'];
  const { before, after, resources } = costChange(
    parsePreview(
      previewText([
        { op: 'same', type: key, name: 'kept' },
        { op: 'delete', type: key, name: 'gone' },
        { op: 'delete', type: key, name: 'left', retain: true },
        { op: 'replace', type: key, name: 'renewed' },
        { op: 'replace', type: key, name: 'doubled', retain: true },
        { op: 'create', type: dashboard, name: 'new' },
      ]),
      'p.json',
    ),
  );
  t.is(before.usd, 5);
  t.is(after.usd, 1 + 0 + 1 + 1 + 2 + 3);
  t.deepEqual(
    resources.map(({ resource, before, after }) => [resource.name, before.usd, after.usd]),
    [
      ['gone', 1, 0],
      ['doubled', 1, 2],
      ['new', 0, 3],
    ],
  );
});

test('every price says where and when it was looked up', (t) => {
  t.regex(priceList.lookedUp, /^20\d\d-\d\d-\d\d$/);
  for (const [item, { usd, source }] of Object.entries(priceList.prices)) {
    t.true(usd > 0, item);
    t.is(new URL(source).protocol, 'https:', item);
  }
});
