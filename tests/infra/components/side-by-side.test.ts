import * as pulumi from '@pulumi/pulumi';
import test from 'ava';
import type * as offered from '../../../infra/components/index.ts';
import {
  Airflow,
  AnswerPages,
  BatchDag,
  EncryptionKey,
  EventStreams,
  IngestApi,
  KafkaClient,
  KafkaCluster,
  KafkaTopics,
  LakeAccess,
  LakeBucket,
  LakeJobs,
  LakeSchema,
  Network,
  Observability,
  S3Sink,
  StreamAccess,
} from '../../../infra/components/index.ts';
import { record } from '../helpers/record.ts';

const [region, accountId] = ['us-east-1', '123456789012'];
const servicePrincipal = '11111111-2222-3333-4444-555555555555';
const clusterArn = `arn:aws:kafka:${region}:${accountId}:cluster/one/uuid-1`;
const place = { vpcId: 'vpc-00000001', subnetIds: ['subnet-00000001', 'subnet-00000002'] };

/** How each component is made for a user. */
const makers: Readonly<Record<keyof typeof offered, (name: string, userId: string) => pulumi.ComponentResource>> = {
  Airflow: (name, userId) =>
    new Airflow(name, {
      ...place,
      environmentName: `pinflow-${userId}`,
      version: '2.11.0',
      requirements: 'one==1\n',
      region,
      accountId,
    }),
  AnswerPages: (name, userId) =>
    new AnswerPages(name, {
      folder: `/Users/one/${userId}`,
      title: userId,
      notebook: 'select 1',
      dashboard: '{}',
      warehouseId: '0123456789abcdef',
      readers: ['analysts'],
    }),
  BatchDag: (name, userId) =>
    new BatchDag(name, {
      dagId: `${userId}_dag`,
      bucketName: 'dags',
      dag: 'print(1)\n',
      settings: '{}',
      connectionId: `databricks_${userId}`,
      host: 'https://one.cloud.databricks.com',
      clientId: servicePrincipal,
      clientSecret: pulumi.secret('two'),
    }),
  EncryptionKey: (name) => new EncryptionKey(name, { description: name, accountId, region }),
  EventStreams: (name, userId) => new EventStreams(name, { userId }),
  IngestApi: (name, userId) =>
    new IngestApi(name, {
      document: '{"credentials":"<executionRoleArn>","link":"<vpcLinkId>"}',
      userId,
      region,
      accountId,
      stageName: 'dev',
      streamArns: [`arn:aws:kinesis:${region}:${accountId}:stream/streaming-${userId}-pin`],
      proxy: { ...place, loadBalancerSecurityGroupId: 'sg-00000001', port: 8082 },
      apiKeyValue: pulumi.secret(`a-key-of-${userId}-of-twenty-letters`),
      managesLoggingAccount: true,
    }),
  KafkaClient: (name, userId) =>
    new KafkaClient(name, {
      ...place,
      clusterArn,
      brokerSecurityGroupId: 'sg-00000001',
      bootScript: '#!/bin/bash\n',
      artifactArns: ['arn:aws:s3:::artifacts/one'],
      region,
      topics: [`${userId}.pin`],
      imageId: 'ami-00000001',
    }),
  KafkaCluster: (name) => new KafkaCluster(name, { ...place, brokers: 4 }),
  KafkaTopics: (name, userId) =>
    new KafkaTopics(name, { clusterArn, topics: [`${userId}.pin`], partitions: 1, replicationFactor: 1 }),
  LakeAccess: (name, userId) =>
    new LakeAccess(name, {
      credentialName: `pinflow-${userId}-lake`,
      roleName: `pinflow-${userId}-lake`,
      accountId,
      bucketName: `user-${userId}-bucket`,
    }),
  LakeBucket: (name, userId) => new LakeBucket(name, { bucketName: `user-${userId}-bucket`, tablesFolder: 'tables' }),
  LakeJobs: (name, userId) =>
    new LakeJobs(name, {
      folder: `/Users/one/${userId}`,
      files: { 'batch.py': '', 'batch.json': '{}', 'stream.py': '', 'stream.json': '{}' },
      runAs: servicePrincipal,
      batchJobName: `${userId}-batch`,
      batchTask: 'batch',
      streamJobName: `${userId}-stream`,
      streamMode: 'availableNow',
      operators: ['engineers'],
    }),
  LakeSchema: (name, userId) =>
    new LakeSchema(name, {
      catalogName: userId,
      managesCatalog: true,
      schemaName: userId,
      managesSchema: true,
      readers: ['analysts'],
    }),
  Network: (name) => new Network(name, { cidr: '10.20.0.0/16', zones: ['us-east-1a', 'us-east-1b'], region }),
  Observability: (name, userId) =>
    new Observability(name, {
      userId,
      stage: 'dev',
      region,
      accountId,
      api: { apiName: name, stageName: 'dev' },
      proxy: { loadBalancer: 'net/a/1', targetGroup: 'targetgroup/a/1' },
      clusterName: 'one',
      connector: { connectorName: `${userId}-connector`, logGroupName: name },
      streamNames: [`streaming-${userId}-pin`],
      alarmEmails: ['a@example.com'],
      dashboard: true,
      monthlyUsd: 10,
      budgetEmails: ['a@example.com'],
    }),
  S3Sink: (name, userId) =>
    new S3Sink(name, {
      ...place,
      connectorName: `${userId}-connector`,
      pluginName: `${userId}-plugin-1`,
      artifactBucketArn: 'arn:aws:s3:::artifacts',
      artifactKey: 'one.zip',
      settings: { 'flush.size': '1' },
      workerProperties: { 'key.converter': 'x' },
      topics: [`${userId}.pin`],
      deadLetterTopic: `${userId}.dlq`,
      bucketArn: `arn:aws:s3:::user-${userId}-bucket`,
      clusterArn,
      bootstrapServers: 'b-1:9098',
      brokerSecurityGroupId: 'sg-00000001',
      accountId,
    }),
  StreamAccess: (name, userId) =>
    new StreamAccess(name, {
      credentialName: `pinflow-${userId}-streams`,
      roleName: `pinflow-${userId}-streams`,
      accountId,
      streamArns: [`arn:aws:kinesis:${region}:${accountId}:stream/streaming-${userId}-pin`],
    }),
};

const physical = ['name', 'bucket', 'clusterName', 'dashboardName', 'value'];

for (const [type, make] of Object.entries(makers)) {
  test(`two of ${type} in one program do not collide, and are each whole`, async (t) => {
    // `record` refuses a URN that is there already, as the engine does.
    const both = await record(() => [make('one', 'alice'), make('two', 'bob')]);
    const alone = await record(() => make('one', 'alice'));
    t.is(both.registrations.length, 2 * alone.registrations.length);
    const names = both.registrations.flatMap(({ type: of, inputs }) =>
      physical.flatMap((property) =>
        typeof inputs[property] === 'string' && ownNames(of) ? [`${of} ${property} ${inputs[property]}`] : [],
      ),
    );
    t.deepEqual([...new Set(names)], names);
    for (const { parent, custom, type: of } of alone.registrations) {
      if (custom) t.regex(parent ?? '', new RegExp(`pinflow:index:${type}::one$`), of);
    }
  });
}

/** Types whose name is their own, and not that of the bucket that they guard. */
function ownNames(type: string): boolean {
  return !/s3\/bucket[A-Z]|mskconnect\/workerConfiguration/.test(type);
}
