import * as pulumi from '@pulumi/pulumi';
import { platform } from '../../../infra/platform/index.ts';
import { parseStage, type Stage, secrets } from '../../../runtime/blueprint/index.ts';
import { databricks, devStage, prodStage } from '../../helpers/stage.ts';

const account = devStage.accountId;
/** A network of the team. */
export const existingNetwork = {
  type: 'existing',
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
};
/** A cluster of the team, but for its type. */
export const existingKafka = {
  type: 'existing',
  clusterArn: `arn:aws:kafka:us-east-1:${account}:cluster/shared/11111111-2222-3333-4444-555555555555-1`,
  bootstrapServers: 'b-1.shared.example.com:9098,b-2.shared.example.com:9098',
  securityGroupIds: ['sg-0123456789abcdef0'],
};
const zones = [...devStage.network.zones];

/** The program of a stage, with a secret for whatever it needs. */
export function program(stage: Stage): () => unknown {
  const needed = Object.entries(secrets).filter(([, { neededBy }]) => neededBy(stage));
  return () =>
    platform({
      stage,
      secrets: Object.fromEntries(needed.map(([name]) => [name, pulumi.secret('a-key-of-more-than-twenty-letters')])),
    });
}

/** One stage for each branch of the schema's unions, by what is special of it; the engine is to take them all. */
export const stages: Readonly<Record<string, Stage>> = parsed({
  dev: { ...devStage, ...databricks },
  prod: { ...prodStage, ...databricks },
  'existing-provisioned': {
    ...devStage,
    network: existingNetwork,
    kafka: { ...existingKafka, clusterType: 'provisioned' },
    topics: { type: 'managed', replicationFactor: 3 },
    encryption: {
      type: 'existing',
      keyArn: `arn:aws:kms:us-east-1:${account}:key/11111111-2222-3333-4444-555555555555`,
    },
    observability: { alarms: { type: 'managed', emails: ['a@example.com'] } },
  },
  'existing-serverless': {
    ...devStage,
    network: existingNetwork,
    kafka: { ...existingKafka, clusterType: 'serverless' },
    client: { type: 'managed', keyPair: 'alice', imageId: 'ami-0123456789abcdef0' },
    ingest: { type: 'managed', loggingAccount: 'existing', streamRoutes: 'all' },
    sink: { errorsTolerance: 'none' },
  },
  'small-brokers': {
    ...devStage,
    network: { type: 'managed', zones, nat: 'none', endpoints: ['s3', 'ssm', 'logs'] },
    kafka: { type: 'provisioned', version: '3.9.x', brokerType: 'kafka.t3.small' },
    topics: { replicationFactor: 2 },
    connector: { type: 'none' },
    ingest: { type: 'managed', authorization: 'apiKey', streamRoutes: 'none' },
  },
  'streams-only': {
    ...devStage,
    network: { type: 'none' },
    artifacts: { type: 'none' },
    encryption: { type: 'managed' },
    observability: { dashboard: 'managed', alarms: { type: 'managed', emails: ['a@example.com'] } },
  },
  'batch-only': {
    ...devStage,
    network: { type: 'managed', zones, nat: 'perZone', endpoints: [] },
    streams: { type: 'none' },
    ingest: { type: 'managed', authorization: 'none', tracing: true },
    lake: { transition: { type: 'managed', storageClass: 'GLACIER_IR' } },
  },
  'no-client': {
    ...devStage,
    client: { type: 'none' },
    topics: { type: 'existing' },
    ingest: { type: 'none' },
    observability: { budget: { type: 'managed', monthlyUsd: 100, emails: ['a@example.com'] } },
  },
  'shared-workspace': {
    ...devStage,
    network: { type: 'none' },
    artifacts: { type: 'none' },
    workspace: {
      ...databricks.workspace,
      catalog: { type: 'existing', name: 'main' },
      schema: { type: 'existing', name: 'posts' },
      compute: { type: 'serverless' },
      stream: { type: 'managed', mode: 'availableNow', consumerMode: 'efo', initialPosition: 'latest', paused: false },
    },
    orchestration: {
      type: 'existing',
      bucket: 'team-airflow',
      clientId: databricks.orchestration.clientId,
      failureTopicArn: `arn:aws:sns:us-east-1:${account}:on-call`,
    },
  },
  'instance-profile': {
    ...devStage,
    network: { type: 'none' },
    artifacts: { type: 'none' },
    encryption: { type: 'managed' },
    workspace: {
      ...databricks.workspace,
      catalog: { type: 'existing', name: 'main' },
      readers: [],
      operators: [],
      compute: { type: 'jobCluster', runtime: '16.4.x-scala2.12' },
      stream: {
        type: 'managed',
        access: { type: 'instanceProfile', arn: `arn:aws:iam::${account}:instance-profile/readers` },
      },
    },
  },
  offline: { ...devStage, offline: true, client: { type: 'managed', imageId: 'ami-0123456789abcdef0' } },
});

function parsed(written: Readonly<Record<string, object>>): Record<string, Stage> {
  return Object.fromEntries(Object.entries(written).map(([name, stage]) => [name, parseStage(stage)]));
}
