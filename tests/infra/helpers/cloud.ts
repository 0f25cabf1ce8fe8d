const account = '123456789012';
const region = 'us-east-1';

/**
 * Outputs of a new resource in the form that AWS documents; the program may not rely on their values. `name` is the logical name, with
 * something added for a resource that takes the place of another one.
 */
export function outputsOf(
  type: string,
  name: string,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return { arn: arnOf(type, name, inputs), ...special[type]?.(name, inputs) };
}

const special: Record<string, (name: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>> = {
  'aws:msk/cluster:Cluster': (name) => ({
    bootstrapBrokersSaslIam: ['1', '2', '3'].map((n) => `b-${n}.${name}.kafka.${region}.amazonaws.com:9098`).join(','),
    clusterName: name,
    clusterUuid: uuid,
  }),
  'aws:msk/serverlessCluster:ServerlessCluster': (name) => ({
    bootstrapBrokersSaslIam: `boot-abc.c1.kafka-serverless.${region}.amazonaws.com:9098`,
    clusterName: name,
    clusterUuid: uuid,
  }),
  'aws:msk/configuration:Configuration': () => ({ latestRevision: 1 }),
  'aws:mskconnect/customPlugin:CustomPlugin': () => ({ latestRevision: 1, state: 'ACTIVE' }),
  'aws:mskconnect/workerConfiguration:WorkerConfiguration': () => ({ latestRevision: 1 }),
  'aws:lb/loadBalancer:LoadBalancer': (name) => ({
    dnsName: `${name}-0123456789abcdef.elb.${region}.amazonaws.com`,
    arnSuffix: `net/${name}/0123456789abcdef`,
    zoneId: 'Z26RNL4JYFTOTI',
  }),
  'aws:lb/targetGroup:TargetGroup': (name) => ({ arnSuffix: `targetgroup/${name}/0123456789abcdef` }),
  'aws:apigateway/restApi:RestApi': (name) => ({
    executionArn: `arn:aws:execute-api:${region}:${account}:${name}`,
    rootResourceId: 'root',
    name: `${name}-1234567`,
  }),
  'aws:apigateway/stage:Stage': (_name, inputs) => ({
    invokeUrl: `https://abc.execute-api.${region}.amazonaws.com/${inputs.stageName}`,
    executionArn: `arn:aws:execute-api:${region}:${account}:abc/${inputs.stageName}`,
  }),
  'aws:iam/role:Role': (name) => ({ name: `${name}-1234567` }),
  'aws:ec2/vpc:Vpc': () => ({ defaultSecurityGroupId: 'sg-0000000000000000d', mainRouteTableId: 'rtb-0' }),
  'aws:ec2/instance:Instance': () => ({ privateIp: '10.20.0.10' }),
  'aws:kms/key:Key': () => ({ keyId: uuid }),
  'aws:cloudwatch/logGroup:LogGroup': (name, inputs) => ({ name: inputs.name ?? `${name}-1234567` }),
  'aws:s3/bucket:Bucket': (name, inputs) => ({ bucket: inputs.bucket ?? `${name}-1234567` }),
  'aws:s3/bucketObjectv2:BucketObjectv2': () => ({ versionId: 'v1' }),
  'aws:mwaa/environment:Environment': () => ({ webserverUrl: `abc.c1.${region}.airflow.amazonaws.com` }),
  'databricks:index/storageCredential:StorageCredential': (_name, { awsIamRole }) => withExternalId(awsIamRole),
  'databricks:index/credential:Credential': (_name, { awsIamRole }) => withExternalId(awsIamRole),
  'databricks:index/job:Job': (name) => ({ url: `https://dbc-1.cloud.databricks.com/#job/${name}` }),
  'databricks:index/notebook:Notebook': (name) => ({ url: `https://dbc-1.cloud.databricks.com/#workspace/${name}` }),
};

function withExternalId(awsIamRole: unknown): Record<string, unknown> {
  return { awsIamRole: { ...(awsIamRole as object), externalId: 'an-external-id' } };
}

const uuid = '11111111-2222-3333-4444-555555555555-1';

function arnOf(type: string, name: string, inputs: Readonly<Record<string, unknown>>): string {
  const service = type.split('/')[0]?.split(':')[1] ?? '';
  const own = String(inputs.name ?? inputs.bucket ?? inputs.clusterName ?? name);
  switch (type) {
    case 'aws:s3/bucket:Bucket':
      return `arn:aws:s3:::${own}`;
    case 'aws:iam/role:Role':
      return `arn:aws:iam::${account}:role/${own}`;
    case 'aws:msk/cluster:Cluster':
    case 'aws:msk/serverlessCluster:ServerlessCluster':
      return `arn:aws:kafka:${region}:${account}:cluster/${own}/${uuid}`;
    case 'aws:kinesis/stream:Stream':
      return `arn:aws:kinesis:${region}:${account}:stream/${own}`;
    case 'aws:cloudwatch/logGroup:LogGroup':
      return `arn:aws:logs:${region}:${account}:log-group:${own}`;
    case 'aws:lb/loadBalancer:LoadBalancer':
      return `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/net/${own}/0123456789abcdef`;
    case 'aws:kms/key:Key':
      return `arn:aws:kms:${region}:${account}:key/${uuid.slice(0, 36)}`;
    default:
      return `arn:aws:${service}:${region}:${account}:${type.split(':').at(-1)?.toLowerCase()}/${own}`;
  }
}
