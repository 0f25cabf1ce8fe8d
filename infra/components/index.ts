export { EncryptionKey, type EncryptionKeyArgs } from './encryption-key.ts';
export { EventStreams, type EventStreamsArgs } from './event-streams.ts';
export { IngestApi, type IngestApiArgs } from './ingest-api/index.ts';
export { KafkaClient, type KafkaClientArgs } from './kafka-client/index.ts';
export { KafkaCluster, type KafkaClusterArgs, KafkaTopics, type KafkaTopicsArgs } from './kafka-cluster.ts';
export { LakeBucket, type LakeBucketArgs } from './lake-bucket.ts';
export { Network, type NetworkArgs } from './network/index.ts';
export { Observability, type ObservabilityArgs } from './observability/index.ts';
export { S3Sink, type S3SinkArgs } from './s3-sink/index.ts';
