import { formed } from './formed.ts';

/** The start of the regions of each partition: `regionRegex` in `partitions.json` of the AWS SDKs (botocore/data), before `-\w+-\d+`. */
const partitions = {
  aws: '(us|eu|ap|sa|ca|me|af|il|mx)',
  'aws-cn': 'cn',
  'aws-eusc': 'eusc-(de)',
  'aws-us-gov': 'us-gov',
  'aws-iso': 'us-iso',
  'aws-iso-b': 'us-isob',
  'aws-iso-e': 'eu-isoe',
  'aws-iso-f': 'us-isof',
} as const;

type Partition = keyof typeof partitions;

const regionPattern = `(${Object.values(partitions).join('|')})-[a-z]+-[0-9]+`;

/** Patterns of what AWS names; each message says how it is written. */
export const aws = {
  region: formed(new RegExp(`^${regionPattern}$`), 'use an AWS region such as us-east-1'),
  accountId: formed(/^[0-9]{12}$/, 'use the 12 digits of an AWS account, in quotes so that YAML keeps them text'),
  zone: formed(new RegExp(`^${regionPattern}[a-z]$`), 'use an availability zone such as us-east-1a'),
  vpcId: formed(/^vpc-[0-9a-f]{8,17}$/, 'use the id of a VPC such as vpc-0123456789abcdef0'),
  subnetId: formed(/^subnet-[0-9a-f]{8,17}$/, 'use the id of a subnet such as subnet-0123456789abcdef0'),
  securityGroupId: formed(/^sg-[0-9a-f]{8,17}$/, 'use the id of a security group such as sg-0123456789abcdef0'),
  imageId: formed(/^ami-[0-9a-f]{8,17}$/, 'use the id of an image such as ami-0123456789abcdef0'),
  keyArn: formed(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[0-9a-f-]{36}$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/mrk-[0-9a-f]{32}$/,
    'use the ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id>',
  ),
  key: formed(
    /^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:)?alias\/[\w/-]{1,250}$|^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/)?([0-9a-f-]{36}|mrk-[0-9a-f]{32})$/,
    'use the ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id>, or an alias such as alias/team',
  ),
  topicArn: formed(
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[\w-]{1,256}$/,
    'use the ARN of an SNS topic, arn:aws:sns:<region>:<account>:<name>',
  ),
  clusterArn: formed(
    /^arn:aws[a-z-]*:kafka:[a-z0-9-]+:[0-9]{12}:cluster\/[A-Za-z0-9-]{1,64}\/[A-Za-z0-9-]+$/,
    'use the ARN of an MSK cluster, arn:aws:kafka:<region>:<account>:cluster/<name>/<uuid>',
  ),
  streamName: formed(
    /^[\w.-]{1,128}$/,
    'use the name of a stream: 1 to 128 letters, digits, dots, hyphens and underscores',
  ),
  streamArn: formed(
    /^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:[0-9]{12}:stream\/[\w.-]{1,128}$/,
    'use the ARN of a Kinesis stream, arn:aws:kinesis:<region>:<account>:stream/<name>',
  ),
  instanceType: formed(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'use an instance type such as m5d.large'),
  instanceProfileArn: formed(
    /^arn:aws[a-z-]*:iam::[0-9]{12}:instance-profile\/[\w+=,.@/-]+$/,
    'use the ARN of an instance profile, arn:aws:iam::<account>:instance-profile/<name>',
  ),
  roleName: formed(/^[\w+=,.@-]{1,64}$/, 'use the name of a role: 1 to 64 letters, digits and the characters +=,.@_-'),
  bucketArn: formed(
    /^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'use the ARN of a bucket, arn:aws:s3:::<name>',
  ),
  objectArn: formed(
    /^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+$/,
    'use the ARN of an object, arn:aws:s3:::<bucket>/<key>',
  ),
  bucketName: formed(
    /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'use the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens',
  ),
} as const;

/** The partition of a region, the second part of its ARNs; `aws` for an unknown one, as in the AWS SDKs. */
export function partitionOf(region: string): Partition {
  const isIn = (partition: Partition) => new RegExp(`^${partitions[partition]}-[a-z]+-[0-9]+$`).test(region);
  return (Object.keys(partitions) as Partition[]).find(isIn) ?? 'aws';
}

/** Where the brokers of MSK take IAM over TLS (AWS documentation, "Port information"). */
export const kafkaIamPort = 9098;

/** The MSK broker types of standard clusters, with the partitions (copies counted) that AWS advises at most on one broker. */
export const brokerTypes = {
  'kafka.t3.small': 300,
  'kafka.m5.large': 1000,
  'kafka.m5.xlarge': 1000,
  'kafka.m5.2xlarge': 2000,
  'kafka.m5.4xlarge': 4000,
  'kafka.m5.8xlarge': 4000,
  'kafka.m5.12xlarge': 4000,
  'kafka.m5.16xlarge': 4000,
  'kafka.m5.24xlarge': 4000,
  'kafka.m7g.large': 1000,
  'kafka.m7g.xlarge': 1000,
  'kafka.m7g.2xlarge': 2000,
  'kafka.m7g.4xlarge': 4000,
  'kafka.m7g.8xlarge': 4000,
  'kafka.m7g.12xlarge': 4000,
  'kafka.m7g.16xlarge': 4000,
} as const;

/** A broker type of {@link brokerTypes}. */
export type BrokerType = keyof typeof brokerTypes;

/** The Kafka versions that MSK creates and that have `aws.msk.Topic` (3.6 and later), those at the end of support left out. */
export const kafkaVersions = ['3.8.x', '3.8.x.kraft', '3.9.x', '3.9.x.kraft', '4.0.x.kraft', '4.1.x.kraft'] as const;

/** The retentions that CloudWatch Logs takes, in days. */
export const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Whether brokers of a type run a version of Kafka (AWS documentation, "Broker sizes": no KRaft on `kafka.t3.small`). */
export function runsVersion(brokerType: BrokerType, version: (typeof kafkaVersions)[number]): boolean {
  return brokerType !== 'kafka.t3.small' || !version.endsWith('.kraft');
}

/** Whether policies and endpoints are named as pinflow writes them: elsewhere `logs.<region>.amazonaws.com.cn`, for example. */
export function isSupportedRegion(region: string): boolean {
  return ['aws', 'aws-us-gov'].includes(partitionOf(region));
}

/** The fault of a region that is not supported. */
export function unsupportedRegion(region: string): string {
  return `is in the partition ${partitionOf(region)}, whose services have other names: use a region of aws or aws-us-gov`;
}
