/**
 * The types whose resources hold data, each with what is lost with one of them. Type tokens are those of the providers
 * (`@pulumi/aws` 7, `@pulumi/databricks` 1); this is the only list of them.
 */
const dataHolders: Readonly<Record<string, string>> = {
  'aws:msk/cluster:Cluster': 'its topics and their records',
  'aws:msk/serverlessCluster:ServerlessCluster': 'its topics and their records',
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

/** What is lost with a resource of a type; undefined when it holds no data. */
export function dataIn(type: string): string | undefined {
  return Object.hasOwn(dataHolders, type) ? dataHolders[type] : undefined;
}
