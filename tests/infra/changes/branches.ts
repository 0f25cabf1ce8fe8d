import { databricks, devStage } from '../../helpers/stage.ts';
import { existingKafka, existingNetwork } from '../helpers/stages.ts';

/** A stage as a team writes it. */
export type Written = Readonly<Record<string, unknown>>;

/** Turns a stage into one that has a branch of a union. */
type Patch = (stage: Written) => Written;

const account = devStage.accountId;
const team = { type: 'existing', bucket: 'team-airflow', clientId: databricks.orchestration.clientId };
const set =
  (sections: Written): Patch =>
  (stage) => ({ ...stage, ...sections });
const within =
  (section: string, values: Written): Patch =>
  (stage) => ({ ...stage, [section]: { ...(stage[section] as Written | undefined), ...values } });
const both =
  (...patches: readonly Patch[]): Patch =>
  (stage) =>
    patches.reduce<Written>((patched, patch) => patch(patched), stage);
/** Brokers of the stack have their topics made by the MSK API; others need the client, or topics that exist. */
const withoutClient: Patch = (stage) =>
  stage.profile === 'prod' ? stage : within('topics', { type: 'existing' })(stage);
const email = ['a@example.com'];
const copies = { topics: { replicationFactor: 2 } };

/** A patch for every branch of every union, by the path of the union and its `type`; what else the branch takes comes with it. */
export const branches: Readonly<Record<string, Readonly<Record<string, Patch>>>> = {
  network: {
    managed: set({}),
    existing: set({ network: existingNetwork }),
    none: set({ network: { type: 'none' }, kafka: { type: 'none' }, orchestration: team }),
  },
  kafka: {
    serverless: set({ kafka: { type: 'serverless' }, topics: {} }),
    provisioned: (stage) => ({ ...stage, ...copies, kafka: { type: 'provisioned', brokers: zonesOf(stage) * 2 } }),
    existing: set({ ...copies, network: existingNetwork, kafka: { ...existingKafka, clusterType: 'provisioned' } }),
    none: set({ kafka: { type: 'none' }, topics: {} }),
  },
  client: { managed: set({}), none: both(set({ client: { type: 'none' } }), withoutClient) },
  connector: { managed: set({}), none: set({ connector: { type: 'none' } }) },
  artifacts: {
    existing: set({}),
    none: both(
      set({ artifacts: { type: 'none' }, client: { type: 'none' }, connector: { type: 'none' } }),
      withoutClient,
    ),
  },
  'lake.transition': {
    none: set({ lake: { transition: { type: 'none' } } }),
    managed: set({ lake: { transition: { type: 'managed' } } }),
  },
  streams: {
    managed: set({}),
    none: both(set({ streams: { type: 'none' } }), within('workspace', { stream: { type: 'none' } })),
  },
  ingest: { managed: set({}), none: set({ ingest: { type: 'none' } }) },
  encryption: {
    aws: set({ encryption: { type: 'aws' } }),
    managed: set({ encryption: { type: 'managed' } }),
    existing: set({
      encryption: {
        type: 'existing',
        keyArn: `arn:aws:kms:us-east-1:${account}:key/31111111-2222-3333-4444-555555555555`,
      },
    }),
  },
  'observability.alarms': {
    managed: within('observability', { alarms: { type: 'managed', emails: email } }),
    none: both(
      within('observability', { alarms: { type: 'none' } }),
      within('orchestration', { failureTopicArn: `arn:aws:sns:us-east-1:${account}:on-call` }),
    ),
  },
  'observability.budget': {
    managed: within('observability', { budget: { type: 'managed', monthlyUsd: 100, emails: email } }),
    none: within('observability', { budget: { type: 'none' } }),
  },
  workspace: { existing: set({}), none: set({ workspace: { type: 'none' }, orchestration: { type: 'none' } }) },
  'workspace.catalog': {
    managed: set({}),
    existing: within('workspace', { catalog: { type: 'existing', name: 'main' } }),
  },
  'workspace.schema': {
    managed: within('workspace', { catalog: { type: 'existing', name: 'main' } }),
    existing: within('workspace', {
      catalog: { type: 'existing', name: 'main' },
      schema: { type: 'existing', name: 'posts' },
    }),
  },
  'workspace.compute': {
    jobCluster: set({}),
    serverless: within('workspace', {
      compute: { type: 'serverless' },
      stream: { type: 'managed', mode: 'availableNow' },
    }),
  },
  'workspace.stream': { managed: set({}), none: within('workspace', { stream: { type: 'none' } }) },
  'workspace.stream.access': {
    serviceCredential: set({}),
    instanceProfile: within('workspace', {
      stream: {
        type: 'managed',
        access: { type: 'instanceProfile', arn: `arn:aws:iam::${account}:instance-profile/readers` },
      },
    }),
  },
  orchestration: {
    managed: set({}),
    existing: set({ orchestration: team }),
    none: set({ orchestration: { type: 'none' } }),
  },
};

function zonesOf({ network }: Written): number {
  const { zones, subnetIds } = network as { zones?: readonly unknown[]; subnetIds?: readonly unknown[] };
  return (zones ?? subnetIds ?? []).length;
}
