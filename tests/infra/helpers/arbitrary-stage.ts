import fc from 'fast-check';
import { checkStage, type Stage } from '../../../runtime/blueprint/index.ts';
import { databricks, devStage, prodStage } from '../../helpers/stage.ts';

const account = devStage.accountId;
const email = ['a@example.com'];
const hex = fc.stringMatching(/^[0-9a-f]{17}$/);
const fixed = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fc.constant(value)]));
const some = <T>(...values: T[]) => fc.constantFrom(...values);

const network = fc.oneof(
  fc.record({
    type: fc.constant('existing'),
    vpcId: hex.map((id) => `vpc-${id}`),
    subnetIds: fc.uniqueArray(
      hex.map((id) => `subnet-${id}`),
      { minLength: 2, maxLength: 3 },
    ),
  }),
  fc.record({
    type: fc.constant('managed'),
    zones: some<(string | object)[]>(
      ['us-east-1a', 'us-east-1b'],
      ['us-east-1b', 'us-east-1d', 'us-east-1f'],
      ['us-east-1b', { zone: 'us-east-1d', slot: 2 }],
    ),
    cidr: some('10.0.0.0/16', '172.16.4.0/22', '192.168.0.0/20'),
    nat: some('none', 'one', 'perZone'),
    endpoints: fc.subarray(['s3', 'kinesis', 'sts', 'logs', 'ssm', 'secretsmanager']),
  }),
  fc.constant({ type: 'none' }),
);

const kafka = fc.oneof(
  fc.record({
    type: fc.constant('existing'),
    clusterArn: fc.constant(`arn:aws:kafka:us-east-1:${account}:cluster/shared/11111111-2222-3333-4444-555555555555-1`),
    clusterType: some('provisioned', 'serverless'),
    bootstrapServers: fc.constant('b-1.shared:9098,b-2.shared:9098'),
    securityGroupIds: fc.constant(['sg-0123456789abcdef0']),
    brokers: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    type: fc.constant('provisioned'),
    version: some('3.8.x', '3.9.x.kraft', '4.1.x.kraft'),
    brokers: some(2, 3, 6),
    brokerType: some('kafka.t3.small', 'kafka.m5.large', 'kafka.m7g.xlarge'),
    monitoring: some('DEFAULT', 'PER_TOPIC_PER_PARTITION'),
  }),
  fc.constant({ type: 'serverless' }),
  fc.constant({ type: 'none' }),
);

const { workspace: own } = databricks;
const workspace = fc.oneof(
  fc.record({
    ...fixed({ type: own.type, host: own.host, clientId: own.clientId, warehouseId: own.warehouseId }),
    catalog: some<object>(own.catalog, { type: 'existing', name: 'main' }),
    schema: some<object>(own.schema, { type: 'existing', name: 'posts' }),
    compute: some<object>({ type: 'serverless' }, { type: 'jobCluster' }, { type: 'jobCluster', workers: 4 }),
    readers: some<string[]>([], ['analysts', 'a@example.com']),
    operators: some<string[]>([], ['analysts', databricks.orchestration.clientId]),
    stream: some<object>(
      { type: 'none' },
      { type: 'managed', mode: 'availableNow', everyMinutes: 60, consumerMode: 'efo' },
      {
        type: 'managed',
        paused: true,
        access: { type: 'instanceProfile', arn: `arn:aws:iam::${account}:instance-profile/readers` },
      },
    ),
  }),
  fc.constant({ type: 'none' }),
);
const orchestration = some<object>(
  databricks.orchestration,
  { ...databricks.orchestration, version: '3.0.6', environmentClass: 'mw1.large' },
  { type: 'existing', bucket: 'team-airflow', clientId: databricks.orchestration.clientId },
  { type: 'none' },
);

const written = fc.record(
  {
    profile: some('dev', 'prod'),
    stage: some('dev', 'a', 'a-very-long-stage-xy'),
    userId: some('abc', 'internal', 'a1b2c3d4e5f6g7h8i9j0'),
    offline: fc.boolean(),
    tags: some({}, { team: 'data', 'cost centre': '42' }),
    network,
    kafka,
    topics: fc.record(
      { type: some('managed', 'client', 'existing'), partitions: some(1, 12), replicationFactor: some(1, 2, 3) },
      { requiredKeys: [] },
    ),
    client: fc.oneof(
      fc.record(
        { type: fc.constant('managed'), imageId: hex.map((id) => `ami-${id}`), keyPair: fc.constant('alice') },
        { requiredKeys: ['type'] },
      ),
      fc.constant({ type: 'none' }),
    ),
    sink: fc.record(
      { errorsTolerance: some('all', 'none'), timezone: some('UTC', 'Europe/Berlin') },
      { requiredKeys: [] },
    ),
    connector: some({ type: 'managed', mcuCount: 2, workers: 3 }, { type: 'none' }),
    lake: some({}, { transition: { type: 'managed', storageClass: 'STANDARD_IA', afterDays: 40 } }),
    streams: some({ type: 'managed' }, { type: 'managed', retentionHours: 8760 }, { type: 'none' }),
    ingest: fc.oneof(
      fc.record(
        {
          type: fc.constant('managed'),
          authorization: some('iam', 'apiKey', 'none'),
          streamRoutes: some('none', 'records', 'all'),
          tracing: fc.boolean(),
          loggingAccount: some('managed', 'existing'),
        },
        { requiredKeys: ['type'] },
      ),
      fc.constant({ type: 'none' }),
    ),
    encryption: some(
      { type: 'aws' },
      { type: 'managed' },
      { type: 'existing', keyArn: `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555` },
    ),
    protection: some({}, { protect: true, retain: false }, { protect: false, retain: true }),
    observability: fc.record({
      alarms: some<object>({ type: 'none' }, { type: 'managed', emails: email }),
      budget: some<object>({ type: 'none' }, { type: 'managed', monthlyUsd: 10, emails: email }),
      dashboard: some('managed', 'none'),
    }),
    workspace,
    orchestration,
  },
  { requiredKeys: ['profile', 'network', 'observability'] },
);

/** Stages of all branches of the schema's unions, in all mixtures that its rules let through. */
export const arbitraryStage: fc.Arbitrary<Stage> = written
  .map((stage) => checkStage({ ...prodStage, ...stage }).stage)
  .filter((stage) => stage !== undefined);
