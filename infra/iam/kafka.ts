import type { Statement } from './document.ts';

/** ARNs of what is in an MSK cluster, made from the cluster's own (AWS documentation, "Resource types for IAM access control"). */
function kafkaArns(clusterArn: string) {
  const of = (kind: 'topic' | 'group') => (name: string) => `${clusterArn.replace(':cluster/', `:${kind}/`)}/${name}`;
  return { topic: of('topic'), group: of('group') };
}

/** What every Kafka client needs before anything else. */
export function connectToCluster(clusterArn: string, ...more: readonly string[]): Statement {
  return {
    Sid: 'Cluster',
    Effect: 'Allow',
    Action: ['kafka-cluster:Connect', 'kafka-cluster:DescribeCluster', ...more],
    Resource: clusterArn,
  };
}

/** Actions on topics of a cluster, by their names. */
export function onTopics(
  sid: string,
  clusterArn: string,
  topics: readonly string[],
  ...actions: readonly string[]
): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: actions.map((action) => `kafka-cluster:${action}`),
    Resource: topics.map(kafkaArns(clusterArn).topic),
  };
}

/** Membership in consumer groups of a cluster, by their names. */
export function inGroups(sid: string, clusterArn: string, groups: readonly string[]): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'],
    Resource: groups.map(kafkaArns(clusterArn).group),
  };
}

/** Use of a KMS key for what is written and read with it. */
export function useOfKey(keyArn: string): Statement {
  return { Sid: 'Key', Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: keyArn };
}
