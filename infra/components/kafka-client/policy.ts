import { policyDocument, type Statement } from '../../iam/document.ts';
import { connectToCluster, inGroups, onTopics } from '../../iam/kafka.ts';

/** What the Kafka client's role needs to know. */
export interface ClientAccess {
  readonly clusterArn: string;
  /** Every topic of the stack, the dead letters' too. */
  readonly topics: readonly string[];
  /** Whether the client makes the topics. */
  readonly makesTopics: boolean;
  /** ARNs of the objects that it installs as they are now. */
  readonly artifactArns: readonly string[];
  /** ARNs of the objects that it installs by version. */
  readonly artifactVersionArns: readonly string[];
}

/**
 * What the Kafka client may do: install its software, make topics where it has to, post to them and look into them with Kafka's tools,
 * whose console consumer names its own groups (AWS documentation, "Common use cases" of MSK access control).
 */
export function clientPolicy(access: ClientAccess): string {
  const { clusterArn, topics, makesTopics, artifactArns, artifactVersionArns } = access;
  return policyDocument(
    connectToCluster(clusterArn, 'kafka-cluster:WriteDataIdempotently'),
    onTopics(
      'Topics',
      clusterArn,
      topics,
      ...(makesTopics ? ['CreateTopic'] : []),
      'DescribeTopic',
      'DescribeTopicDynamicConfiguration',
      'ReadData',
      'WriteData',
    ),
    inGroups('ConsoleConsumers', clusterArn, ['console-consumer-*']),
    ...artifacts('Artifacts', 's3:GetObject', artifactArns),
    ...artifacts('ArtifactVersions', 's3:GetObjectVersion', artifactVersionArns),
  );
}

/** A request with a version needs its own right, and no other (Amazon S3 API reference, "GetObject"). */
function artifacts(Sid: string, Action: string, Resource: readonly string[]): Statement[] {
  return Resource.length === 0 ? [] : [{ Sid, Effect: 'Allow', Action, Resource }];
}
