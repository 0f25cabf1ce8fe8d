import { artifacts } from '../../../runtime/blueprint/index.ts';
import { objectOf } from '../../helpers/stage.ts';
import type { Written } from './branches.ts';

/** Another value of an option, or a change of the whole stage where the option does not change alone. */
export type Another = { readonly value: unknown } | ((stage: Written) => Written);

const account = '123456789012';
const another = (value: unknown): Another => ({ value });
const email = another(['b@example.com']);

/**
 * Other values of the options whose schema does not tell one. The first that gives a stage is taken, so that brokers can follow the zones;
 * numbers, booleans and choices need none.
 */
export const values: Readonly<Record<string, readonly Another[]>> = {
  stage: [another('other')],
  profile: [
    (stage) => ({ ...watched, ...stage, profile: 'prod', kafka: { type: 'serverless' } }),
    (stage) => ({ ...stage, profile: 'dev' }),
  ],
  userId: [another('other')],
  region: [
    (stage) => ({
      ...stage,
      region: 'us-west-2',
      network: { ...(stage.network as object), zones: ['us-west-2a', 'us-west-2b'] },
    }),
  ],
  accountId: [another('210987654321')],
  offline: [
    (stage) => ({
      ...stage,
      offline: true,
      client: { type: 'managed', imageId: 'ami-0123456789abcdef0' },
      workspace: { type: 'none' },
      orchestration: { type: 'none' },
    }),
  ],
  tags: [another({ team: 'data' })],
  'network.cidr': [another('10.50.0.0/16')],
  'network.zones': [another(['us-east-1a', 'us-east-1b', 'us-east-1d']), another(['us-east-1a', 'us-east-1b'])],
  'network.endpoints': [another(['s3', 'kinesis'])],
  'network.vpcId': [another('vpc-0123456789abcdef1')],
  'network.subnetIds': [another(['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1', 'subnet-0123456789abcdef3'])],
  'kafka.clusterArn': [
    another(`arn:aws:kafka:us-east-1:${account}:cluster/second/11111111-2222-3333-4444-555555555555-1`),
  ],
  'kafka.clusterType': [
    (stage) => ({ ...stage, kafka: { ...(stage.kafka as object), clusterType: 'serverless' }, topics: {} }),
  ],
  'kafka.bootstrapServers': [another('b-1.second.example.com:9098')],
  'kafka.securityGroupIds': [another(['sg-0123456789abcdef1'])],
  'kafka.brokers': [another(2), another(4), another(3), another(6), another(12)],
  'kafka.brokerType': [another('kafka.m7g.xlarge')],
  'client.instanceType': [another('m6i.xlarge')],
  'client.imageId': [another('ami-0123456789abcdef1')],
  'client.keyPair': [another('alice')],
  'sink.timezone': [another('Europe/Berlin')],
  'artifacts.bucket': [another('other-artifacts')],
  'artifacts.prefix': [another('elsewhere')],
  ...Object.fromEntries(
    Object.values(artifacts).flatMap(({ name }) => [
      [`artifacts.sha256.${name}`, [another('d'.repeat(64))]],
      [`artifacts.versions.${name}`, [another(objectOf(name, 'second'))]],
    ]),
  ),
  'tables.prefix': [another('delta')],
  'encryption.keyArn': [another(`arn:aws:kms:us-east-1:${account}:key/21111111-2222-3333-4444-555555555555`)],
  'observability.alarms.emails': [email],
  'observability.budget.emails': [email],
  'workspace.host': [another('https://dbc-87654321-9abc.cloud.databricks.com')],
  'workspace.clientId': [another('21111111-2222-3333-4444-555555555555')],
  'workspace.warehouseId': [another('fedcba9876543210')],
  'workspace.catalog.name': [another('other')],
  'workspace.schema.name': [another('other')],
  'workspace.compute.nodeType': [another('r5.large')],
  'workspace.stream.access.arn': [another(`arn:aws:iam::${account}:instance-profile/others`)],
  'workspace.stream.everyMinutes': [another(20)],
  'workspace.readers': [another(['analysts', 'auditors'])],
  'workspace.operators': [another(['on-call'])],
  'orchestration.clientId': [another('76666666-7777-8888-9999-aaaaaaaaaaaa')],
  'orchestration.failureTopicArn': [another(`arn:aws:sns:us-east-1:${account}:second`)],
  'orchestration.bucket': [another('second-airflow')],
  'orchestration.dagsFolder': [another('team/dags')],
  'orchestration.connectionsPrefix': [another('team/connections')],
};

const watched = {
  observability: {
    alarms: { type: 'managed', emails: ['a@example.com'] },
    budget: { type: 'managed', monthlyUsd: 100, emails: ['a@example.com'] },
  },
};
