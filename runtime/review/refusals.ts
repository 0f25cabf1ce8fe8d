import { isDeepStrictEqual } from 'node:util';
import { clusterTag, oldTableVersions, userTag } from '../blueprint/index.ts';
import type { ResourceState } from './document.ts';
import type { Preview, ResourceChange } from './preview.ts';
import type { Refusal } from './refusal.ts';
import { zoneRefusals } from './zone-refusals.ts';

/** The changes of a preview that the gate refuses whatever the pull request names as intended. */
export function refusalsOf(preview: Preview): Refusal[] {
  const { changes } = preview;
  const single = changes.flatMap((resource) => {
    const message = twinRefusal(resource) ?? ruleOf(resource)?.(resource);
    return message === undefined ? [] : [{ resource, message }];
  });
  // Elsewhere nothing else matters.
  const moves = single.filter(({ resource }) => resource.type.startsWith('pulumi:providers:'));
  if (moves.length > 0) return moves;
  return [
    ...zoneRefusals(preview),
    ...existingTopicRefusals(preview),
    ...newClusterRefusals(changes),
    ...topicRaceRefusals(changes),
    ...single,
  ];
}

type Rule = (resource: ResourceChange) => string | undefined;

const otherCluster =
  'the sink would read another cluster, whose offsets begin at 0 where landed objects of the bucket are: write the old kafka section again, or make another stack, with a userId of its own';

/** Changes that AWS or Databricks does not make to a resource that exists, by its type. */
const rules: Readonly<Record<string, Rule>> = {
  'aws:msk/topic:Topic': (resource) => {
    const [copies, kept] = both(resource, 'replicationFactor');
    if (copies !== kept && both(resource, 'clusterArn').every((arn, _, [first]) => arn === first))
      return `the copies of a topic that exists cannot change: write topics.replicationFactor: ${copies} again. To change them without loss, reassign its partitions from the Kafka client (kafka-reassign-partitions), run \`pulumi refresh\`, and then change the stage`;
    return isLess(resource, 'partitionCount')
      ? 'Kafka cannot remove partitions: write the old topics.partitions again'
      : undefined;
  },
  'aws:msk/cluster:Cluster': (resource) => {
    const [from, to] = both(resource, 'kafkaVersion').map(String);
    if (from?.endsWith('.kraft') !== to?.endsWith('.kraft'))
      return `MSK cannot move a cluster between ZooKeeper and KRaft: write kafka.version: ${from} again, or make a new stack`;
    return isLess(resource, 'brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize')
      ? 'the storage of brokers cannot shrink: write the old kafka.volumeGiB again'
      : undefined;
  },
  'aws:mwaa/environment:Environment': (resource) => {
    const [from, to] = both(resource, 'airflowVersion').map((version) => String(version).split('.').map(Number));
    return isEarlier(to ?? [], from ?? [])
      ? `MWAA cannot downgrade: write orchestration.version: ${from?.join('.')} again`
      : undefined;
  },
  'aws:s3/bucket:Bucket': (resource) => {
    const [from, to] = both(resource, 'tags').map(
      (tags) => (tags as Record<string, unknown> | undefined)?.[clusterTag],
    );
    return areKnownAndDiffer(from, to) ? otherCluster : undefined;
  },
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': (resource) => {
    const [from, to] = both(resource, 'rules').map(tablesFolderOf);
    return areKnownAndDiffer(from, to) ? `the tables stay below ${from}: write the old tables.prefix again` : undefined;
  },
  'databricks:index/catalog:Catalog': (resource) => {
    const [from, to] = both(resource, 'name');
    return from !== to && typeof to === 'string'
      ? `a renamed catalog keeps its schemas, and the stack would create them a second time: write workspace.catalog.name: ${from} again`
      : undefined;
  },
  'pulumi:providers:aws': (resource) => {
    const [from, to] = both(resource, 'defaultTags').map(userOf);
    return areKnownAndDiffer(from, to)
      ? `a stack keeps its user, after whom everything is named: write userId: ${from} again, or make another stack`
      : (moved(resource, ['region', 'allowedAccountIds'], 'region and account') ?? goneOffline(resource));
  },
  'pulumi:providers:databricks': (resource) => moved(resource, ['host'], 'workspace'),
};

function ruleOf({ type, change }: ResourceChange): Rule | undefined {
  return (change === 'update' || change === 'replace') && Object.hasOwn(rules, type) ? rules[type] : undefined;
}

/** The inputs that name what exists once, by type; a resource with `retainOnDelete` keeps the name when it is replaced. */
const nameInputs: Readonly<Record<string, readonly string[]>> = {
  'aws:msk/topic:Topic': ['clusterArn', 'name'],
  'aws:kinesis/stream:Stream': ['name'],
  'aws:s3/bucket:Bucket': ['bucket'],
  'databricks:index/catalog:Catalog': ['name'],
  'databricks:index/externalLocation:ExternalLocation': ['name'],
  'databricks:index/schema:Schema': ['catalogName', 'name'],
  'databricks:index/storageCredential:StorageCredential': ['name'],
};

function twinRefusal(resource: ResourceChange): string | undefined {
  const inputs = Object.hasOwn(nameInputs, resource.type) ? nameInputs[resource.type] : undefined;
  if (resource.change !== 'replace' || inputs === undefined || resource.before?.retainOnDelete !== true)
    return undefined;
  const isNamed = inputs.every((input) => both(resource, input).every((value) => typeof value === 'string'));
  const isSame = inputs.every((input) => both(resource, input).every((value, _, [first]) => value === first));
  return isNamed && isSame
    ? 'it is retained, so it keeps its name and the new one cannot have it: set protection.retain: false in an update before'
    : undefined;
}

/** The folder of the rule that lake buckets have for old table files. */
function tablesFolderOf(rules: unknown): unknown {
  const found = Array.isArray(rules) ? rules.find((rule) => rule?.id === oldTableVersions) : undefined;
  return found?.filter?.prefix;
}

/** The user in the tags of a provider, which the engine writes as JSON. */
function userOf(defaultTags: unknown): string | undefined {
  return new RegExp(`${userTag}\\W+([a-z0-9]+)`).exec(JSON.stringify(defaultTags ?? ''))?.[1];
}

/** An offline provider checks no account. */
function goneOffline({ before, after }: ResourceChange): string | undefined {
  return before?.inputs.allowedAccountIds !== undefined && after?.inputs.allowedAccountIds === undefined
    ? 'offline is for previews and checks no account: take it out of the stage'
    : undefined;
}

function moved(resource: ResourceChange, inputs: readonly string[], what: string): string | undefined {
  const isMoved = inputs.some((input) => {
    const [from, to] = both(resource, input);
    return areKnownAndDiffer(from, to);
  });
  return isMoved ? `a stack stays in its ${what}: make another stack, with a userId of its own` : undefined;
}

/** Topics that something else made are not taken over by creating them; those of a new cluster, or of a new way to one, are made. */
function existingTopicRefusals({ changes, hidden }: Preview): Refusal[] {
  const topics = changes.filter(({ type }) => type === topicType);
  const isFirst = hidden === 0 && changes.every(({ before }) => before === undefined);
  const isNewKafka = changes.some(
    ({ type, change }) =>
      (type === 'aws:msk/cluster:Cluster' && change === 'replace') ||
      (change === 'create' && kafkaParts.includes(type)),
  );
  if (isFirst || isNewKafka || topics.some(({ change }) => change !== 'create')) return [];
  return topics.map((resource) => {
    const id = `${resource.after?.inputs.clusterArn},${resource.after?.inputs.name}`;
    const message = `the topic was made without the stack and exists: import it as ${id} first (docs/operations.md, "Topics that exist"), or write the old topics.type again`;
    return { resource, message };
  });
}

/** A sink that exists beside a cluster that is created: a preview does not know yet which one it reads. */
function newClusterRefusals(changes: readonly ResourceChange[]): Refusal[] {
  const isCreated = changes.some(({ type, change }) => clusters.includes(type) && change === 'create');
  if (!isCreated) return [];
  const message = `${otherCluster}; or take the connector out (connector.type: none), move \`topics/\` of the bucket away, and add the connector to the new cluster`;
  return changes
    .filter(({ type, before, after }) => type === connector && before !== undefined && after !== undefined)
    .map((resource) => ({ resource, message }));
}

/** Topics that go while a new client boots, which finds them there and makes none. */
function topicRaceRefusals(changes: readonly ResourceChange[]): Refusal[] {
  const isClientNew = changes.some(({ type, change }) => type === instance && change === 'replace');
  const isClusterKept = !changes.some(
    ({ type, change }) => clusters.includes(type) && change !== 'same' && change !== 'update',
  );
  if (!isClientNew || !isClusterKept) return [];
  const message =
    'the new Kafka client boots before the topics are deleted, and would make none: write topics.type: existing in an update before, then topics.type: client';
  return changes
    .filter(({ type, change, before }) => type === topicType && change === 'delete' && before?.retainOnDelete !== true)
    .map((resource) => ({ resource, message }));
}

const topicType = 'aws:msk/topic:Topic';
const instance = 'aws:ec2/instance:Instance';
const connector = 'aws:mskconnect/connector:Connector';
const clusters = ['aws:msk/cluster:Cluster', 'aws:msk/serverlessCluster:ServerlessCluster'];
const kafkaParts = [...clusters, instance, connector];

function areKnownAndDiffer(from: unknown, to: unknown): boolean {
  return from !== undefined && to !== undefined && !isDeepStrictEqual(from, to);
}

function both({ before, after }: ResourceChange, path: string): [unknown, unknown] {
  return [valueAt(before, path), valueAt(after, path)];
}

function valueAt(state: ResourceState | undefined, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], state?.inputs);
}

function isLess(resource: ResourceChange, path: string): boolean {
  const [from, to] = both(resource, path);
  return typeof from === 'number' && typeof to === 'number' && to < from;
}

function isEarlier(one: readonly number[], other: readonly number[]): boolean {
  const place = one.findIndex((part, index) => part !== other[index]);
  return place >= 0 && (one[place] as number) < (other[place] ?? 0);
}
