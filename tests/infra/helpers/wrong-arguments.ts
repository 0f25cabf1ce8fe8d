import { validArguments } from './valid-arguments.ts';

type Name = keyof typeof validArguments;

/** Wrong values of one argument, each by the path that must be reported. */
type WrongValues = Readonly<Record<string, unknown>>;

const keyArn = { keyArn: 'alias/team' };
const anyKey = { keyArn: 'team key' };
const region = { region: 'Virginia' };
const accountId = { accountId: 123456789012 };
const vpcId = { vpcId: 'main' };
const logRetentionDays = { logRetentionDays: 10 };
const clusterArn = { clusterArn: 'arn:aws:kafka:us-east-1:123456789012:topic/one/two' };
const flag = (name: string) => ({ [name]: 'yes' });
const protection = { protect: flag('protect'), retain: flag('retain') };
const list = (name: string, good: string, bad: unknown) => ({
  [name]: [good, good],
  [`${name}[1]`]: [good, bad],
});
const subnetIds = list('subnetIds', 'subnet-00000001', 'private');
const topics = (name: string) => list(name, 'demo.pin', 'demo/pin');
const principals = (name: string) => list(name, 'analysts', ' analysts');
const emails = (name: string) => list(name, 'a@example.com', 'a');

/** Wrong values of every argument of every component. */
export const wrongValues: {
  readonly [Component in Name]: Readonly<Record<keyof (typeof validArguments)[Component], WrongValues>>;
} = {
  Airflow: {
    environmentName: { environmentName: '2nd' },
    version: { version: 'latest' },
    environmentClass: { environmentClass: 'mw1.tiny' },
    requirements: { requirements: ['apache-airflow'] },
    dagsFolder: { dagsFolder: '/dags/' },
    vpcId,
    subnetIds,
    region,
    accountId,
    visitorSecurityGroupId: { visitorSecurityGroupId: 'visitors' },
    connectionsPrefix: { connectionsPrefix: 'airflow/connections/' },
    topicArns: { 'topicArns[0]': ['alarms'] },
    keyArn,
    logRetentionDays,
    ...protection,
  },
  AnswerPages: {
    folder: { folder: 'Users/one' },
    title: { title: '' },
    notebook: { notebook: ' ' },
    dashboard: { dashboard: '{' },
    warehouseId: { warehouseId: 'main' },
    readers: principals('readers'),
  },
  BatchDag: {
    dagId: { dagId: 'a dag' },
    bucketName: { bucketName: 'Team_Dags' },
    dagsFolder: { dagsFolder: 'dags/' },
    dag: { dag: '' },
    settings: { settings: 'job: 1' },
    connectionId: { connectionId: 'databricks/demo' },
    connectionsPrefix: { connectionsPrefix: 'airflow/' },
    host: { host: 'dbc-1.cloud.databricks.com' },
    clientId: { clientId: 'airflow' },
    clientSecret: { clientSecret: 'too short to show' },
    keyArn: anyKey,
    recoveryDays: { recoveryDays: 3 },
  },
  EncryptionKey: {
    description: { description: '' },
    accountId,
    region,
    ...protection,
  },
  EventStreams: {
    userId: { userId: 'my-team' },
    retentionHours: { retentionHours: 12 },
    keyArn: anyKey,
    ...protection,
  },
  IngestApi: {
    document: { document: undefined },
    userId: { userId: 'my-team' },
    region,
    accountId,
    stageName: { stageName: 'live/v1' },
    streamArns: list('streamArns', 'arn:aws:kinesis:us-east-1:123456789012:stream/a', 'streaming-demo-pin'),
    createsStreams: flag('createsStreams'),
    proxy: {
      'proxy.port': { ...validArguments.IngestApi.proxy, port: 0 },
      'proxy.subnetIds': { ...validArguments.IngestApi.proxy, subnetIds: [] },
      proxy: 'http://10.0.0.1',
    },
    throttleRate: { throttleRate: 0 },
    throttleBurst: { throttleBurst: 1.5 },
    tracing: flag('tracing'),
    apiKeyValue: { apiKeyValue: 'not to be shown' },
    managesLoggingAccount: flag('managesLoggingAccount'),
    keyArn,
    logRetentionDays,
  },
  KafkaClient: {
    vpcId,
    subnetIds,
    clusterArn,
    brokerSecurityGroupId: { brokerSecurityGroupId: 'brokers' },
    bootScript: { bootScript: `#!/bin/bash\n${'#'.repeat(16_384)}` },
    artifactArns: { 'artifactArns[0]': ['arn:aws:s3:::artifacts'] },
    artifactVersionArns: { 'artifactVersionArns[0]': ['arn:aws:s3:::artifacts'] },
    region,
    topics: { ...topics('topics'), 'topics[0]': ['..'] },
    makesTopics: flag('makesTopics'),
    instanceType: { instanceType: 't4g.small' },
    imageId: { imageId: 'al2023' },
    keyPair: { keyPair: 'my key' },
    volumeGiB: { volumeGiB: 4 },
    keyArn: anyKey,
  },
  KafkaCluster: {
    vpcId,
    subnetIds,
    serverless: flag('serverless'),
    kafkaVersion: { kafkaVersion: '3.9.0' },
    brokers: { brokers: 61 },
    brokerType: { brokerType: 'm7g.large' },
    volumeGiB: { volumeGiB: 16_385 },
    monitoring: { monitoring: 'PER_TOPIC' },
    replicationFactor: { replicationFactor: 0 },
    keyArn,
    logRetentionDays,
    ...protection,
  },
  KafkaTopics: {
    clusterArn,
    topics: topics('topics'),
    partitions: { partitions: '3' },
    replicationFactor: { replicationFactor: null },
    ...protection,
  },
  LakeAccess: {
    credentialName: { credentialName: 'team.lake' },
    roleName: { roleName: 'r'.repeat(65) },
    accountId,
    bucketName: { bucketName: '192.168.0.1' },
    keyArn,
    ...protection,
  },
  LakeBucket: {
    bucketName: { bucketName: 'a' },
    tablesFolder: { tablesFolder: 'tables/' },
    keyArn: anyKey,
    transitionClass: { transitionClass: 'DEEP_ARCHIVE' },
    transitionDays: { transitionDays: -1 },
    incompleteUploadDays: { incompleteUploadDays: 0 },
    oldVersionDays: { oldVersionDays: 0 },
    tags: { 'tags.team': { team: 1 } },
    ...protection,
  },
  LakeJobs: {
    folder: { folder: '/Users/one/' },
    files: {
      'files["batch.json"]': { ...validArguments.LakeJobs.files, 'batch.json': {} },
      files: [],
    },
    runAs: { runAs: 'deployer' },
    batchJobName: { batchJobName: '' },
    batchTask: { batchTask: 'the batch' },
    batchTimeoutMinutes: { batchTimeoutMinutes: 0 },
    streamJobName: { streamJobName: '' },
    streamMode: { streamMode: 'streaming' },
    everyMinutes: { everyMinutes: 7 },
    streamPaused: flag('streamPaused'),
    runtime: { runtime: '' },
    nodeType: { nodeType: 'large' },
    workers: { workers: 0 },
    spot: flag('spot'),
    instanceProfileArn: { instanceProfileArn: 'readers' },
    tags: { 'tags.team': { team: 1 } },
    alarmEmails: emails('alarmEmails'),
    viewers: principals('viewers'),
    operators: principals('operators'),
    batchOperators: principals('batchOperators'),
  },
  LakeSchema: {
    catalogName: { catalogName: 'main.posts' },
    managesCatalog: flag('managesCatalog'),
    schemaName: { schemaName: '' },
    managesSchema: flag('managesSchema'),
    storageRoot: { storageRoot: 'team-lake/catalog' },
    readers: principals('readers'),
    ...protection,
  },
  Network: {
    cidr: { cidr: '10.20.1.0/16' },
    zones: list('zones', 'us-east-1a', 'use1-az1'),
    slots: { 'slots[1]': [0, 3] },
    region,
    nat: { nat: 'two' },
    endpoints: list('endpoints', 's3', 'dynamodb'),
    retain: flag('retain'),
  },
  Observability: {
    userId: { userId: 'my-team' },
    stage: { stage: 'prod eu' },
    region,
    accountId,
    api: { 'api.stageName': { apiName: 'ingest' } },
    proxy: {
      'proxy.loadBalancer': { ...validArguments.Observability.proxy, loadBalancer: 'arn:aws:elasticloadbalancing' },
    },
    clusterName: { clusterName: '' },
    connector: { 'connector.connectorName': { connectorName: 'c'.repeat(129), logGroupName: 'workers' } },
    airflow: { airflow: 'a'.repeat(81) },
    streamNames: list('streamNames', 'one', 'arn:aws:kinesis'),
    retentionHours: { retentionHours: 8761 },
    alarmEmails: emails('alarmEmails'),
    dashboard: flag('dashboard'),
    monthlyUsd: { monthlyUsd: 0 },
    budgetEmails: emails('budgetEmails'),
    keyArn: anyKey,
  },
  S3Sink: {
    connectorName: { connectorName: 'c'.repeat(129) },
    pluginName: { pluginName: '' },
    artifactBucketArn: { artifactBucketArn: 'artifacts' },
    artifactKey: { artifactKey: '' },
    artifactVersion: { artifactVersion: 'null' },
    settings: { 'settings["flush.size"]': { 'flush.size': 1 } },
    workerProperties: { 'workerProperties["key.converter"]': { 'key.converter': true } },
    topics: topics('topics'),
    deadLetterTopic: { deadLetterTopic: '' },
    bucketArn: { bucketArn: 'arn:aws:s3:::team-lake/*' },
    clusterArn,
    bootstrapServers: { bootstrapServers: 'b-1.one:9092' },
    brokerSecurityGroupId: { brokerSecurityGroupId: 'brokers' },
    vpcId,
    subnetIds,
    accountId,
    kafkaConnectVersion: { kafkaConnectVersion: '3.7' },
    mcuCount: { mcuCount: 3 },
    workers: { workers: 11 },
    keyArn,
    logRetentionDays,
  },
  StreamAccess: {
    credentialName: { credentialName: 'team streams' },
    roleName: { roleName: 'team/streams' },
    accountId,
    streamArns: {
      streamArns: [],
      'streamArns[0]': ['streaming-demo-pin'],
    },
    registersConsumers: flag('registersConsumers'),
    keyArn,
  },
};

/** Arguments over the valid ones that are wrong as a whole or together, and the paths that must be reported. */
export const wrongTogether: Readonly<Partial<Record<Name, readonly (readonly [paths: string, more: object])[]>>> = {
  Airflow: [['subnetIds', { subnetIds: ['subnet-00000001'] }]],
  IngestApi: [
    ['streamArns', { streamArns: [], createsStreams: false }],
    ['createsStreams', { streamArns: undefined }],
  ],
  KafkaClient: [
    ['subnetIds', { subnetIds: [] }],
    ['topics', { topics: [] }],
    ['artifactArns', { artifactArns: [] }],
  ],
  KafkaCluster: [
    ['subnetIds', { subnetIds: ['subnet-00000001'] }],
    ['kafkaVersion brokers brokerType volumeGiB monitoring', { serverless: true }],
    ['brokers', { brokers: 5 }],
    ['brokers', { brokers: undefined, replicationFactor: 3 }],
    ['replicationFactor', { replicationFactor: 5 }],
    ['replicationFactor', { brokers: 2, replicationFactor: undefined }],
    ['brokerType', { kafkaVersion: undefined }],
  ],
  LakeBucket: [
    ['transitionDays', { transitionClass: undefined }],
    ['transitionDays', { transitionClass: 'ONEZONE_IA', transitionDays: 29 }],
  ],
  LakeJobs: [
    ['files["batch.json"] files["stream.py"] files["stream.json"]', { files: { 'batch.py': '' } }],
    ['nodeType', { nodeType: undefined }],
    ['runtime', { runtime: undefined }],
    ['streamMode', { runtime: undefined, nodeType: undefined, instanceProfileArn: undefined, streamMode: undefined }],
    ['instanceProfileArn', { runtime: undefined, nodeType: undefined }],
  ],
  Network: [
    ['zones', { zones: ['us-east-1a'] }],
    ['slots', { slots: [0] }],
    ['slots', { slots: [1, 1] }],
    ['zones[1]', { zones: ['us-east-1a', 'us-west-2b'] }],
  ],
  Observability: [
    ['budgetEmails', { budgetEmails: undefined }],
    ['budgetEmails', { budgetEmails: Array.from({ length: 11 }, (_, index) => `a${index}@example.com`) }],
  ],
  S3Sink: [
    ['topics', { topics: [] }],
    ['deadLetterTopic', { deadLetterTopic: 'demo.pin' }],
  ],
};
