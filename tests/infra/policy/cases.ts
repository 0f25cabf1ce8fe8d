import { type Checkable, urnOf } from '../helpers/analyzer.ts';
import { unknown } from '../helpers/record.ts';

/** For each policy resources that pass, resources that fail, and resources of which a preview knows too little. */
export interface Cases {
  readonly passes: readonly Checkable[];
  readonly fails: readonly Checkable[];
  readonly unknown: readonly Checkable[];
  /** Profile of the stack, where it matters. */
  readonly profile?: 'prod';
}

const bucketType = 'aws:s3/bucket:Bucket';
const bucket: Checkable = { type: bucketType, name: 'lake', inputs: { bucket: 'one' } };
const guard = (type: string, inputs: object): Checkable => ({
  type: `aws:s3/${type}`,
  name: 'guard',
  inputs: { bucket: 'one', ...inputs },
  propertyDependencies: { bucket: [urnOf(bucketType, 'lake')] },
});
const guarded = (type: string, good: object, bad: object): Cases => ({
  passes: [bucket, guard(type, good)],
  fails: [bucket, guard(type, bad)],
  // The name of a new bucket is not known: the guard is found by what its name comes from.
  unknown: [
    { ...bucket, inputs: { bucket: unknown } },
    { ...guard(type, good), inputs: { bucket: unknown, ...good } },
  ],
});
const one =
  (type: string) =>
  (inputs: object, more: Partial<Checkable> = {}) => [
    { type: `aws:${type}`, name: 'one', inputs: inputs as Checkable['inputs'], ...more },
  ];
const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

const role = one('iam/rolePolicy:RolePolicy');
const inWorkspace =
  (type: string) =>
  (inputs: object, more: Partial<Checkable> = {}) => [
    { type: `databricks:index/${type}`, name: 'one', inputs: inputs as Checkable['inputs'], ...more },
  ];
const trust = (Principal: object, more: object = {}) => ({
  assumeRolePolicy: policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }),
});
const stream = one('kinesis/stream:Stream');
const cluster = one('msk/cluster:Cluster');
const connector = one('mskconnect/connector:Connector');
const instance = one('ec2/instance:Instance');
const ingress = one('vpc/securityGroupIngressRule:SecurityGroupIngressRule');
const api = one('apigateway/restApi:RestApi');
const topic = one('sns/topic:Topic');

const encryption = (sseAlgorithm: string) => ({ rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }] });
const block = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const tlsOnly = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const document = (security: object) =>
  JSON.stringify({
    paths: { '/a': { get: {} } },
    ...security,
    components: {
      securitySchemes: { iam: { type: 'apiKey', 'x-amazon-apigateway-authtype': 'awsSigv4' }, key: { type: 'apiKey' } },
    },
  });

export const cases: Readonly<Record<string, Cases>> = {
  'airflow-private': {
    passes: one('mwaa/environment:Environment')({ webserverAccessMode: 'PRIVATE_ONLY' }),
    fails: one('mwaa/environment:Environment')({ webserverAccessMode: 'PUBLIC_ONLY' }),
    unknown: one('mwaa/environment:Environment')({ webserverAccessMode: unknown }),
  },
  'api-access-log': {
    passes: one('apigateway/stage:Stage')({ accessLogSettings: { format: 'x', destinationArn: unknown } }),
    fails: one('apigateway/stage:Stage')({}),
    unknown: one('apigateway/stage:Stage')({ accessLogSettings: unknown }),
  },
  'api-authorized-in-prod': {
    profile: 'prod',
    passes: api({ body: document({ security: [{ iam: [] }] }) }),
    fails: api({ body: document({ security: [{ key: [] }] }) }),
    unknown: api({ body: unknown }),
  },
  'bucket-encrypted': guarded(
    'bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
    encryption('aws:kms'),
    { rules: [] },
  ),
  'bucket-private': guarded('bucketPublicAccessBlock:BucketPublicAccessBlock', block, {
    ...block,
    blockPublicAcls: false,
  }),
  'bucket-tls-only': guarded(
    'bucketPolicy:BucketPolicy',
    { policy: policy(tlsOnly) },
    {
      policy: policy({ ...tlsOnly, Effect: 'Allow' }),
    },
  ),
  'bucket-versioned': guarded(
    'bucketVersioning:BucketVersioning',
    { versioningConfiguration: { status: 'Enabled' } },
    { versioningConfiguration: { status: 'Suspended' } },
  ),
  'connector-guarded': {
    passes: connector({
      kafkaClusterClientAuthentication: { authenticationType: 'IAM' },
      kafkaClusterEncryptionInTransit: { encryptionType: 'TLS' },
    }),
    fails: connector({ kafkaClusterClientAuthentication: { authenticationType: 'NONE' } }),
    unknown: connector({ kafkaClusterClientAuthentication: unknown }),
  },
  'dashboard-as-viewer': {
    passes: inWorkspace('dashboard:Dashboard')({ embedCredentials: false }),
    fails: inWorkspace('dashboard:Dashboard')({}),
    unknown: inWorkspace('dashboard:Dashboard')({ embedCredentials: unknown }),
  },
  'grant-named': {
    passes: [
      ...inWorkspace('grant:Grant')({ principal: 'analysts', privileges: ['SELECT'] }),
      ...inWorkspace('grants:Grants')({ grants: [{ principal: 'analysts', privileges: ['SELECT'] }] }),
    ],
    fails: inWorkspace('grants:Grants')({ grants: [{ principal: 'account users', privileges: ['ALL_PRIVILEGES'] }] }),
    unknown: inWorkspace('grant:Grant')({ principal: unknown, privileges: ['SELECT'] }),
  },
  'job-guarded': {
    passes: inWorkspace('job:Job')({ runAs: { servicePrincipalName: 'one' }, maxConcurrentRuns: 1 }),
    fails: inWorkspace('job:Job')({ runAs: { userName: 'one' } }),
    unknown: inWorkspace('job:Job')({ runAs: unknown, maxConcurrentRuns: 1 }),
  },
  'iam-no-wildcard': {
    passes: [
      ...role({ policy: policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::one/*' }) }),
      ...role({ policy: policy({ Effect: 'Allow', Action: 'kinesis:ListStreams', Resource: '*' }) }),
      ...role({ policy: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) }),
      ...role({
        policy: policy({
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          NotResource: 'arn:aws:kms:*:123456789012:key/*',
          Condition: { StringEquals: { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' } },
        }),
      }),
    ],
    fails: [
      ...role({ policy: policy({ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::one' }) }),
      ...role({ policy: policy({ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::one' }) }),
    ],
    unknown: role({ policy: unknown }),
  },
  'imds-v2': {
    passes: instance({ metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 } }),
    fails: instance({ metadataOptions: { httpTokens: 'optional' } }),
    unknown: instance({ metadataOptions: unknown }),
  },
  'kafka-iam-only': {
    passes: [
      ...cluster({ clientAuthentication: { sasl: { iam: true, scram: false }, unauthenticated: false } }),
      ...one('msk/serverlessCluster:ServerlessCluster')({ clientAuthentication: { sasl: { iam: { enabled: true } } } }),
    ],
    fails: cluster({ clientAuthentication: { sasl: { iam: true, scram: true } } }),
    unknown: cluster({ clientAuthentication: unknown }),
  },
  'kafka-private': {
    passes: cluster({ brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type: 'DISABLED' } } } }),
    fails: cluster({ brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type: 'SERVICE_PROVIDED_EIPS' } } } }),
    unknown: cluster({ brokerNodeGroupInfo: unknown }),
  },
  'kafka-tls-only': {
    passes: cluster({ encryptionInfo: { encryptionInTransit: { clientBroker: 'TLS', inCluster: true } } }),
    fails: cluster({ encryptionInfo: { encryptionInTransit: { clientBroker: 'TLS_PLAINTEXT', inCluster: true } } }),
    unknown: cluster({ encryptionInfo: unknown }),
  },
  'key-rotation': {
    passes: one('kms/key:Key')({ enableKeyRotation: true }),
    fails: one('kms/key:Key')({}),
    unknown: one('kms/key:Key')({ enableKeyRotation: unknown }),
  },
  'log-retention': {
    passes: one('cloudwatch/logGroup:LogGroup')({ retentionInDays: 14 }),
    fails: one('cloudwatch/logGroup:LogGroup')({}),
    unknown: one('cloudwatch/logGroup:LogGroup')({ retentionInDays: unknown }),
  },
  'no-plaintext-secrets': {
    passes: connector({ connectorConfiguration: { 'flush.size': '10', timezone: 'UTC' } }),
    fails: connector({ connectorConfiguration: { 'aws.secret.access.key': 'hello' } }),
    unknown: instance({ userData: unknown }),
  },
  'no-public-ingress': {
    passes: [...ingress({ referencedSecurityGroupId: unknown }), ...ingress({ cidrIpv4: '10.0.0.0/8' })],
    fails: ingress({ cidrIpv4: '0.0.0.0/0' }),
    unknown: ingress({ cidrIpv4: unknown }),
  },
  'prod-data-protected': {
    profile: 'prod',
    passes: stream({}, { options: { protect: true } }),
    fails: stream({}),
    unknown: stream({ name: unknown }, { options: { protect: true } }),
  },
  'required-tags': {
    passes: stream({}),
    fails: [],
    unknown: stream({ tags: unknown }),
  },
  'stream-encrypted': {
    passes: stream({ encryptionType: 'KMS', kmsKeyId: unknown }),
    fails: stream({}),
    unknown: stream({ encryptionType: unknown }),
  },
  'stream-on-demand': {
    passes: stream({ streamModeDetails: { streamMode: 'ON_DEMAND' } }),
    fails: stream({ shardCount: 2 }),
    unknown: stream({ streamModeDetails: unknown }),
  },
  'topic-encrypted-in-prod': {
    profile: 'prod',
    passes: topic({ kmsMasterKeyId: 'arn' }),
    fails: topic({}),
    unknown: topic({ kmsMasterKeyId: unknown }),
  },
  'trust-external-id': {
    passes: [
      ...one('iam/role:Role')(trust({ Service: 'ec2.amazonaws.com' })),
      ...one('iam/role:Role')(
        trust({ AWS: 'arn:aws:iam::414351767826:root' }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
      ),
    ],
    fails: one('iam/role:Role')(trust({ AWS: 'arn:aws:iam::414351767826:root' })),
    unknown: one('iam/role:Role')({ assumeRolePolicy: unknown }),
  },
  'workspace-data-protected': {
    profile: 'prod',
    passes: inWorkspace('catalog:Catalog')({}, { options: { protect: true } }),
    fails: inWorkspace('schema:Schema')({}),
    unknown: inWorkspace('catalog:Catalog')({ name: unknown }, { options: { protect: true } }),
  },
  'volume-encrypted': {
    passes: instance({ rootBlockDevice: { encrypted: true, kmsKeyId: unknown } }),
    fails: instance({ rootBlockDevice: {} }),
    unknown: instance({ rootBlockDevice: unknown }),
  },
};
