import test from 'ava';
import { Observability } from '../../../infra/components/observability/index.ts';
import { record } from '../helpers/record.ts';

const base = { userId: 'demo', stage: 'prod', region: 'us-east-1', accountId: '123456789012' };
const steps = {
  api: { apiName: 'ingest-1', stageName: 'prod' },
  proxy: { loadBalancer: 'net/proxy/1', targetGroup: 'targetgroup/proxy/1' },
  clusterName: 'kafka-1',
  connector: { connectorName: 'demo-connector', logGroupName: 'workers' },
  streamNames: ['streaming-demo-pin'],
  retentionHours: 48,
};
const made = async (args: object) =>
  (await record(() => new Observability('watch', { ...base, ...args }))).registrations;
const alarmsOf = async (args: object) => (await made(args)).filter(({ type }) => type.endsWith(':MetricAlarm'));

// Names and dimensions as AWS documents them: metrics of API Gateway, Network Load Balancer, MSK Connect and Kinesis Data Streams.
const documented: Record<string, [metric: string, dimensions: string[]]> = {
  'AWS/ApiGateway': ['4XXError,5XXError', ['ApiName', 'Stage']],
  'AWS/NetworkELB': ['HealthyHostCount', ['LoadBalancer', 'TargetGroup']],
  'AWS/KafkaConnect': ['RunningTaskCount', ['ConnectorName']],
  'AWS/Kinesis': ['GetRecords.IteratorAgeMilliseconds,WriteProvisionedThroughputExceeded', ['StreamName']],
};

test('each step of the path has its alarms, on metrics and dimensions that AWS documents', async (t) => {
  const alarms = await alarmsOf({ ...steps, alarmEmails: ['a@example.com'] });
  for (const [namespace, [metrics, dimensions]] of Object.entries(documented)) {
    const of = alarms.filter(({ inputs }) => inputs.namespace === namespace);
    t.deepEqual([...new Set(of.map(({ inputs }) => String(inputs.metricName)))].sort(), metrics.split(','));
    for (const { inputs } of of) t.deepEqual(Object.keys(inputs.dimensions as object), dimensions);
  }
  t.is(alarms.filter(({ inputs }) => !(String(inputs.namespace) in documented)).length, 1, 'dead letters');
});

test('whoever is woken reads what happened, what it means for the records and where to look', async (t) => {
  for (const { inputs, name } of await alarmsOf({ ...steps, alarmEmails: ['a@example.com'] })) {
    const text = String(inputs.alarmDescription);
    t.regex(text, /record|posted/, name);
    t.regex(text, /See docs\/operations\.md, "(When something is stuck|What an alarm means)"\.$/, name);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    t.true(text.length <= 1024, name);
    t.deepEqual(inputs.alarmActions, inputs.okActions);
    t.is((inputs.alarmActions as string[]).length, 1);
  }
});

test('silence is an alarm where the watched thing reports by itself, and is none where no traffic gives none', async (t) => {
  for (const { inputs } of await alarmsOf({ ...steps, alarmEmails: ['a@example.com'] })) {
    const reports = ['AWS/NetworkELB', 'AWS/KafkaConnect'].includes(String(inputs.namespace));
    t.is(inputs.treatMissingData, reports ? 'breaching' : 'notBreaching');
  }
});

test('a reader that is half of the retention behind raises the alarm', async (t) => {
  const alarms = await alarmsOf({ ...steps, alarmEmails: ['a@example.com'] });
  t.is(alarms.find(({ name }) => name.endsWith('-age'))?.inputs.threshold, 24 * 60 * 60 * 1000);
});

test('dead letters are counted in the log of the connector, apart from those of another stack', async (t) => {
  const registrations = await made({ ...steps, alarmEmails: ['a@example.com'] });
  const filter = registrations.find(({ type }) => type.endsWith(':LogMetricFilter'));
  t.like(filter?.inputs, {
    logGroupName: 'workers',
    metricTransformation: { namespace: 'pinflow/demo-connector', name: 'DeadLetters' },
  });
  t.like(
    registrations.find(({ type, name }) => type.endsWith(':MetricAlarm') && name === 'watch-dead-letters')?.inputs,
    { namespace: 'pinflow/demo-connector', metricName: 'DeadLetters' },
  );
});

test('without anyone to wake there is no topic and no alarm', async (t) => {
  const registrations = await made(steps);
  t.deepEqual(
    registrations.filter(({ custom }) => custom),
    [],
  );
});

test('the dashboard follows the data, in a grid of two, each widget with metrics of the region', async (t) => {
  const registrations = await made({ ...steps, dashboard: true });
  const body = JSON.parse(String(registrations.find(({ type }) => type.endsWith(':Dashboard'))?.inputs.dashboardBody));
  const titles = body.widgets.map(({ properties }: { properties: { title: string } }) => properties.title);
  const order = titles.map((title: string) => Number(title[0]));
  t.deepEqual(order, [1, 1, 2, 3, 4, 4, 5, 5]);
  const places = body.widgets.map(({ x, y }: { x: number; y: number }) => `${x} ${y}`);
  t.is(new Set(places).size, places.length);
  for (const { x, width, properties } of body.widgets) {
    t.true(x + width <= 24);
    t.is(properties.region, 'us-east-1');
    t.true(properties.metrics.length > 0);
  }
});

test('the budget counts what is tagged with the user, and tells before and when it is passed', async (t) => {
  const registrations = await made({ monthlyUsd: 12.5, budgetEmails: ['a@example.com'] });
  t.like(registrations.find(({ type }) => type.endsWith(':Budget'))?.inputs, {
    limitAmount: '12.5',
    limitUnit: 'USD',
    costFilters: [{ name: 'TagKeyValue', values: ['user:pinflow:user$demo'] }],
    notifications: [
      { notificationType: 'ACTUAL', threshold: 80, subscriberEmailAddresses: ['a@example.com'] },
      { notificationType: 'FORECASTED', threshold: 100 },
    ],
  });
});
