import { artifacts } from '../../runtime/blueprint/index.ts';

/** A stage as a team writes it, with everything that has no default. */
export const devStage = {
  stage: 'dev',
  profile: 'dev',
  userId: 'demo',
  accountId: '123456789012',
  network: { type: 'managed', zones: ['us-east-1a', 'us-east-1b'] },
  artifacts: {
    type: 'existing',
    bucket: 'demo-artifacts',
    sha256: { confluent: 'c'.repeat(64), 's3-sink': '5'.repeat(64) },
  },
} as const;

/** The same in production. */
export const prodStage = {
  ...devStage,
  stage: 'prod',
  profile: 'prod',
  network: { type: 'managed', zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'] },
  topics: { replicationFactor: 3 },
  observability: {
    alarms: { type: 'managed', emails: ['on-call@example.com'] },
    budget: { type: 'managed', monthlyUsd: 2000, emails: ['owner@example.com'] },
  },
} as const;

/** What adds Databricks and Airflow to a stage. */
export const databricks = {
  workspace: {
    type: 'existing',
    host: 'https://dbc-12345678-9abc.cloud.databricks.com',
    clientId: '11111111-2222-3333-4444-555555555555',
    warehouseId: '0123456789abcdef',
    catalog: { type: 'managed', name: 'pinterest' },
    schema: { type: 'managed', name: 'demo' },
    readers: ['analysts'],
    operators: ['data-engineers'],
  },
  orchestration: { type: 'managed', clientId: '66666666-7777-8888-9999-aaaaaaaaaaaa' },
} as const;

/** The object of an artifact of {@link devStage}'s bucket at a version, as a stage names it. */
export function objectOf(name: keyof typeof artifacts, version: string, place = 'demo-artifacts/pinflow'): string {
  const { version: release, file } = artifacts[name];
  return `${place}/${name}/${release}/${file}?versionId=${version}`;
}
