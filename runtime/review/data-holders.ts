/** The sink names objects by offsets, and takes one that exists for its own. */
const clusterData =
  'its topics and their records; the next cluster counts offsets from 0 again, so `topics/` of the bucket has to be moved away first, or its records are taken for landed ones';

/**
 * The types whose resources hold data, each with what is lost with one of them. Type tokens are those of the providers
 * (`@pulumi/aws` 7, `@pulumi/databricks` 1); this is the only list of them.
 */
const dataHolders: Readonly<Record<string, string>> = {
  'aws:msk/cluster:Cluster': clusterData,
  'aws:msk/serverlessCluster:ServerlessCluster': clusterData,
  'aws:msk/topic:Topic': 'its records',
  'aws:kinesis/stream:Stream': 'its records',
  'aws:s3/bucket:Bucket': 'its objects',
  'aws:s3/bucketV2:BucketV2': 'its objects',
  'aws:kms/key:Key': 'everything that was encrypted with it',
  'aws:mwaa/environment:Environment': 'its run history, and what was set in its web server',
  'databricks:index/catalog:Catalog': 'its schemas and their tables',
  'databricks:index/schema:Schema': 'its tables and volumes',
  'databricks:index/sqlTable:SqlTable': 'its rows',
  'databricks:index/volume:Volume': 'its files',
  'databricks:index/externalLocation:ExternalLocation': 'the access to the tables below it',
  'databricks:index/storageCredential:StorageCredential': 'the access to what was reached by it',
  'databricks:index/job:Job': 'its runs and its ID, by which others start it',
};

/** Types that hold no data, of which a retained resource keeps something that the stack may want again. */
const keepers: Readonly<Record<string, string>> = {
  'aws:ec2/subnet:Subnet': 'its address range',
};

/** The part of a resource in the account that the stack cannot have again; undefined when it keeps none. */
export function keptBy(type: string): string | undefined {
  return Object.hasOwn(keepers, type) ? keepers[type] : undefined;
}

/** What is lost with a resource of a type; undefined when it holds no data. */
export function dataIn(type: string): string | undefined {
  return Object.hasOwn(dataHolders, type) ? dataHolders[type] : undefined;
}

/** Alternatives to a replacement, by type and by the input that forces it. */
const alternatives: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'aws:msk/cluster:Cluster': {
    encryptionInfo: 'MSK cannot change the key of a cluster: keep `encryption` as it is',
    brokerNodeGroupInfo:
      'MSK cannot move a cluster to other subnets: keep the zones or subnets of `network` as they are',
    kafkaVersion: 'MSK cannot downgrade Kafka: keep `kafka.version` or raise it',
  },
  'aws:msk/serverlessCluster:ServerlessCluster': {
    vpcConfigs: 'MSK cannot move a cluster to other subnets: keep the zones or subnets of `network` as they are',
  },
  'aws:mwaa/environment:Environment': {
    kmsKey: 'MWAA cannot change the key of an environment: name it as intended, or keep `encryption` as it is',
    networkConfiguration:
      'MWAA cannot move an environment to other subnets: name it as intended, or keep the first two subnets of `network`',
    airflowVersion: 'the provider replaces an environment for the next major version: name it as intended',
  },
};

/** The alternative to a replacement that these inputs force; undefined where none is known. */
export function alternativeTo(type: string, replacedBecause: readonly string[]): string | undefined {
  if (!Object.hasOwn(alternatives, type)) return undefined;
  return replacedBecause.map((input) => alternatives[type]?.[input]).find((text) => typeof text === 'string');
}
