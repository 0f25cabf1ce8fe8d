import { policyDocument } from '../../iam/document.ts';
import { connectToCluster, inGroups, onTopics } from '../../iam/kafka.ts';

/** What the Kafka client's role needs to know. */
export interface ClientAccess {
  readonly clusterArn: string;
  /** Every topic of the stack, the dead letters' too. */
  readonly topics: readonly string[];
  /** Whether the client makes the topics. */
  readonly makesTopics: boolean;
  /** ARNs of the objects that it installs. */
  readonly artifactArns: readonly string[];
}

/**
 * What the Kafka client may do: install its software, make topics where it has to, post to them and look into them with Kafka's tools,
 * whose console consumer names its own groups (AWS documentation, "Common use cases" of MSK access control).
 */
export function clientPolicy({ clusterArn, topics, makesTopics, artifactArns }: ClientAccess): string {
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
    { Sid: 'Artifacts', Effect: 'Allow', Action: 's3:GetObject', Resource: artifactArns },
  );
}
