import { topicsFolder } from '../../../runtime/blueprint/index.ts';
import { useOfBucket } from '../../iam/bucket.ts';
import { policyDocument } from '../../iam/document.ts';
import { connectToCluster, inGroups, onTopics, useOfKey } from '../../iam/kafka.ts';

/** What the connector's role needs to know. */
export interface SinkAccess {
  readonly clusterArn: string;
  readonly connectorName: string;
  readonly topics: readonly string[];
  readonly deadLetterTopic: string;
  readonly bucketArn: string;
  readonly keyArn: string | undefined;
}

/**
 * What the connector may do: read its topics, keep its own state, write dead letters, and write below the sink's folder of the bucket
 * (AWS documentation, "MSK Connect service execution role"; Confluent, "Amazon S3 Sink Connector", user account credentials).
 */
export function sinkPolicy(access: SinkAccess): string {
  const { clusterArn, connectorName, topics, deadLetterTopic, bucketArn, keyArn } = access;
  const own = '__amazon_msk_connect_*';
  return policyDocument(
    connectToCluster(clusterArn),
    onTopics('ReadTopics', clusterArn, topics, 'DescribeTopic', 'ReadData'),
    onTopics('OwnState', clusterArn, [own], 'CreateTopic', 'DescribeTopic', 'ReadData', 'WriteData'),
    onTopics('DeadLetters', clusterArn, [deadLetterTopic], 'CreateTopic', 'DescribeTopic', 'WriteData'),
    inGroups('Groups', clusterArn, [own, `connect-${connectorName}`]),
    useOfBucket(bucketArn),
    {
      Sid: 'Objects',
      Effect: 'Allow',
      Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      Resource: `${bucketArn}/${topicsFolder}/*`,
    },
    ...(keyArn === undefined ? [] : [useOfKey(keyArn)]),
  );
}
