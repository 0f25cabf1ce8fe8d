import { priceList } from './prices.ts';

/** Something that a resource is charged for in any case: so many of an item of the price list. */
export interface Charge {
  readonly item: string;
  /** Undefined where the inputs do not say how many, as in a preview before the value is known. */
  readonly quantity: number | undefined;
}

/** What a type of resource costs: fixed charges by its inputs, and what is charged by use. */
export interface Charging {
  readonly charges: (inputs: Inputs) => readonly Charge[];
  /** What is charged by use and in no sum; undefined where nothing is. */
  readonly usage?: string;
}

type Inputs = Readonly<Record<string, unknown>>;

/** How each type is charged, by its inputs (`@pulumi/aws` 7). */
const chargings: Readonly<Record<string, Charging>> = {
  'aws:ec2/natGateway:NatGateway': always('NAT gateway', 'data through it by the GB'),
  'aws:ec2/eip:Eip': always('public IPv4 address'),
  'aws:ec2/vpcEndpoint:VpcEndpoint': {
    charges: (inputs) =>
      inputs.vpcEndpointType === 'Interface'
        ? [{ item: 'interface endpoint', quantity: countOf(inputs.subnetIds) }]
        : [],
    usage: 'data through interface endpoints by the GB',
  },
  'aws:ec2/instance:Instance': { charges: instanceCharges, usage: 'CPU credits of burstable types' },
  'aws:lb/loadBalancer:LoadBalancer': always('load balancer', 'capacity units'),
  'aws:msk/cluster:Cluster': { charges: clusterCharges, usage: 'data between zones and clients' },
  'aws:msk/serverlessCluster:ServerlessCluster': {
    charges: () => [{ item: 'serverless cluster', quantity: 1 }],
    usage: `partitions at $${priceList.prices['serverless partition'].usd} an hour each, data in, out and stored by the GB`,
  },
  'aws:mskconnect/connector:Connector': { charges: connectorCharges },
  'aws:kinesis/stream:Stream': { charges: streamCharges, usage: 'data in, out and kept longer than a day by the GB' },
  'aws:kms/key:Key': always('encryption key', 'requests; rotated key material'),
  'aws:cloudwatch/metricAlarm:MetricAlarm': { charges: alarmCharges },
  'aws:cloudwatch/dashboard:Dashboard': always('dashboard'),
  'aws:secretsmanager/secret:Secret': always('secret', 'requests'),
  'aws:mwaa/environment:Environment': {
    charges: ({ environmentClass }) => [{ item: `Airflow ${wordOf(environmentClass)}`, quantity: 1 }],
    usage: 'schedulers and workers beyond the first by the hour, its database by the GB',
  },
  'databricks:index/job:Job': byUse('Databricks units, and instances of its clusters, by the hour while it runs'),
  'databricks:index/dashboard:Dashboard': byUse('Databricks units of its warehouse while somebody looks'),
  'aws:s3/bucket:Bucket': byUse('storage by the GB, requests'),
  'aws:s3/bucketV2:BucketV2': byUse('storage by the GB, requests'),
  'aws:apigateway/restApi:RestApi': byUse('requests'),
  'aws:cloudwatch/logGroup:LogGroup': byUse('log data by the GB'),
  'aws:sns/topic:Topic': byUse('messages'),
};

/** Types that cost nothing by themselves: settings, networks' parts, permissions, and what a priced resource includes. */
const free: readonly RegExp[] = [
  /^pulumi:/,
  /^aws:(iam|vpc|budgets)\//,
  /^aws:ec2\/(vpc|subnet|internetGateway|route|routeTable|routeTableAssociation|securityGroup|securityGroupRule|defaultSecurityGroup|keyPair|vpcEndpointRouteTableAssociation):/,
  /^aws:s3\/(bucket[A-Z]\w*|directoryBucket\w*):/,
  /^aws:msk\/(configuration|topic|clusterPolicy):/,
  /^aws:mskconnect\/(customPlugin|workerConfiguration):/,
  /^aws:kms\/(alias|keyPolicy|grant):/,
  /^aws:apigateway\//,
  /^aws:apigatewayv2\/vpcLink:/,
  /^aws:lb\/(listener|targetGroup|targetGroupAttachment):/,
  /^aws:sns\/topic(Policy|Subscription):/,
  /^aws:secretsmanager\/secret(Version|Policy|Rotation):/,
  /^databricks:index\/(catalog|credential|directory|externalLocation|grant|grants|notebook|permissions|schema|storageCredential|workspaceFile):/,
  /^aws:cloudwatch\/(logMetricFilter|logResourcePolicy):/,
];

/** How a type is charged; undefined when that is unknown. */
export function chargingOf(type: string): Charging | undefined {
  if (Object.hasOwn(chargings, type)) return chargings[type];
  return free.some((pattern) => pattern.test(type)) ? { charges: () => [] } : undefined;
}

function always(item: string, usage?: string): Charging {
  return { charges: () => [{ item, quantity: 1 }], ...(usage !== undefined && { usage }) };
}

function byUse(usage: string): Charging {
  return { charges: () => [], usage };
}

function instanceCharges({ instanceType, rootBlockDevice, associatePublicIpAddress }: Inputs): Charge[] {
  const { volumeType, volumeSize } = objectOf(rootBlockDevice);
  return [
    { item: `instance ${wordOf(instanceType)}`, quantity: 1 },
    ...(rootBlockDevice === undefined
      ? []
      : [{ item: `${wordOf(volumeType)} volume GB`, quantity: numberOf(volumeSize) }]),
    ...(associatePublicIpAddress === true ? [{ item: 'public IPv4 address', quantity: 1 }] : []),
  ];
}

function clusterCharges({ numberOfBrokerNodes, brokerNodeGroupInfo }: Inputs): Charge[] {
  const { instanceType, storageInfo } = objectOf(brokerNodeGroupInfo);
  const brokers = numberOf(numberOfBrokerNodes);
  const gb = numberOf(objectOf(objectOf(storageInfo).ebsStorageInfo).volumeSize);
  return [
    { item: `broker ${wordOf(instanceType)}`, quantity: brokers },
    { item: 'broker storage GB', quantity: brokers === undefined || gb === undefined ? undefined : brokers * gb },
  ];
}

/** An autoscaled connector is charged for the workers it has; it has its minimum in any case. */
function connectorCharges({ capacity }: Inputs): Charge[] {
  const { autoscaling, provisionedCapacity } = objectOf(capacity);
  const { mcuCount, minWorkerCount, workerCount } = objectOf(autoscaling ?? provisionedCapacity);
  const workers = numberOf(minWorkerCount ?? workerCount);
  const units = mcuCount === undefined ? 1 : numberOf(mcuCount);
  return [
    { item: 'Connect unit', quantity: workers === undefined || units === undefined ? undefined : workers * units },
  ];
}

function streamCharges({ streamModeDetails, shardCount }: Inputs): Charge[] {
  const { streamMode } = objectOf(streamModeDetails);
  if (streamMode === 'ON_DEMAND') return [{ item: 'on-demand stream', quantity: 1 }];
  return [{ item: 'shard', quantity: numberOf(shardCount) }];
}

/** An alarm is charged by the metrics it reads; one whose period is under a minute costs more. */
function alarmCharges({ period, metricQueries }: Inputs): Charge[] {
  const queries = Array.isArray(metricQueries) ? metricQueries.map(objectOf).filter(({ metric }) => metric) : [];
  const shortest = Math.min(...[period, ...queries.map(({ metric }) => objectOf(metric).period)].map(secondsOf));
  const quantity = Math.max(1, queries.length);
  return [{ item: shortest < 60 ? 'high-resolution alarm metric' : 'alarm metric', quantity }];
}

function secondsOf(period: unknown): number {
  return numberOf(period) ?? Number.POSITIVE_INFINITY;
}

function objectOf(value: unknown): Inputs {
  return typeof value === 'object' && value !== null ? (value as Inputs) : {};
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function countOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

/** A word such as an instance type; any other text, such as a value not known yet, is none and never shown. */
function wordOf(value: unknown): string {
  return typeof value === 'string' && /^[a-z0-9]+(\.[a-z0-9]+)*$/.test(value) ? value : '(unknown type)';
}
