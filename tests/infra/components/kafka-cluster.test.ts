import test from 'ava';
import { KafkaCluster, KafkaTopics } from '../../../infra/components/kafka-cluster.ts';
import { record } from '../helpers/record.ts';

const place = { vpcId: 'vpc-00000001', subnetIds: ['subnet-00000001', 'subnet-00000002', 'subnet-00000003'] };
const cluster = (args: object) => () => new KafkaCluster('kafka', { ...place, ...args });

test('brokers take IAM over TLS and nothing else, are not public, and make no topic by chance', async (t) => {
  const { registrations } = await record(cluster({ brokers: 6, replicationFactor: 3 }));
  const made = registrations.find(({ type }) => type === 'aws:msk/cluster:Cluster');
  t.like(made?.inputs, {
    numberOfBrokerNodes: 6,
    clientAuthentication: { sasl: { iam: true, scram: false }, unauthenticated: false },
    encryptionInfo: { encryptionInTransit: { clientBroker: 'TLS', inCluster: true } },
    brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type: 'DISABLED' } } },
    loggingInfo: { brokerLogs: { cloudwatchLogs: { enabled: true } } },
  });
  const properties = registrations.find(({ type }) => type === 'aws:msk/configuration:Configuration')?.inputs;
  t.is(
    properties?.serverProperties,
    'auto.create.topics.enable=false\ndefault.replication.factor=3\nmin.insync.replicas=2\n',
  );
});

test('a serverless cluster takes IAM', async (t) => {
  const { registrations } = await record(cluster({ serverless: true }));
  t.like(registrations.find(({ type }) => type === 'aws:msk/serverlessCluster:ServerlessCluster')?.inputs, {
    clientAuthentication: { sasl: { iam: { enabled: true } } },
    vpcConfigs: [{ subnetIds: place.subnetIds }],
  });
  t.false(registrations.some(({ type }) => type === 'aws:msk/cluster:Cluster'));
});

test('topics have their exact names; what is retained is protected', async (t) => {
  const { registrations } = await record(
    () =>
      new KafkaTopics('topics', {
        clusterArn: 'arn:aws:kafka:us-east-1:123456789012:cluster/one/uuid',
        topics: ['demo.pin', 'demo.dlq'],
        partitions: 6,
        replicationFactor: 3,
        protect: true,
        retain: true,
      }),
  );
  t.deepEqual(
    registrations
      .filter(({ custom }) => custom)
      .map(({ inputs: { name, partitionCount, replicationFactor }, options }) => ({
        name,
        partitionCount,
        replicationFactor,
        ...options,
      })),
    ['demo.dlq', 'demo.pin'].map((name) => ({
      name,
      partitionCount: 6,
      replicationFactor: 3,
      protect: true,
      retainOnDelete: true,
      // A cluster has one topic of a name.
      deleteBeforeReplace: true,
    })),
  );
});
