import test from 'ava';
import { decide, parseIntentions, parsePreview, type Refusal } from '../../runtime/review/index.ts';

const urnOf = (type: string, name: string) => `urn:pulumi:dev::pinflow::${type}::${name}`;

/** A resource of a preview: with `from` it exists, with `to` it is wanted. */
interface Written {
  readonly type: string;
  readonly name?: string;
  readonly op?: string;
  readonly from?: object;
  readonly to?: object;
  readonly retain?: boolean;
  readonly why?: readonly string[];
}

function refusals(...resources: readonly Written[]): Refusal[] {
  return refusalsOf(resources, {}, {});
}

function refusalsOf(resources: readonly Written[], config: object, changeSummary: object): Refusal[] {
  const steps = resources.map(({ type, name = 'one', op = 'replace', from, to, retain = false, why = [] }) => ({
    op,
    urn: urnOf(type, name),
    ...(from && { oldState: { type, inputs: from, retainOnDelete: retain } }),
    ...(to && { newState: { type, inputs: to, retainOnDelete: retain } }),
    diffReasons: why,
    replaceReasons: op === 'replace' ? why : [],
  }));
  const preview = parsePreview(JSON.stringify({ steps, config, changeSummary }), 'p.json');
  // No intention covers a refusal.
  const all = resources.map(
    ({ type, name = 'one', op }) => `pinflow-intended: ${op ?? 'replace'} ${urnOf(type, name)}`,
  );
  const decision = decide(preview, parseIntentions(all.join('\n')));
  if (decision.refusals.length > 0 && !decision.refused) throw new Error('refusals that refuse nothing');
  return [...decision.refusals];
}

const messagesOf = (resources: readonly Written[], config: object, changeSummary: object = {}) =>
  refusalsOf(resources, config, changeSummary).map(({ message }) => message);
const messages = (...resources: readonly Written[]) => refusals(...resources).map(({ message }) => message);

const topic = { type: 'aws:msk/topic:Topic', why: ['replicationFactor'] };
const named = { clusterArn: 'arn:c', name: 'demo.pin' };

test('other copies of a topic that exists are refused, with the value to keep and the way to change them', (t) => {
  const change = { from: { ...named, replicationFactor: 2 }, to: { ...named, replicationFactor: 3 } };
  t.deepEqual(messages({ ...topic, ...change }), [
    'the copies of a topic that exists cannot change: write topics.replicationFactor: 2 again. To change them without loss, reassign its partitions from the Kafka client (kafka-reassign-partitions), run `pulumi refresh`, and then change the stage',
  ]);
  // Another cluster has other topics.
  t.deepEqual(messages({ ...topic, ...change, to: { ...change.to, clusterArn: 'arn:other' } }), []);
});

test('fewer partitions, less storage, an earlier Airflow and another mode of Kafka are refused', (t) => {
  const update = (type: string, from: object, to: object) => messages({ type, op: 'update', from, to });
  const storage = (volumeSize: number) => ({
    kafkaVersion: '3.9.x.kraft',
    brokerNodeGroupInfo: { storageInfo: { ebsStorageInfo: { volumeSize } } },
  });
  t.regex(update(topic.type, { partitionCount: 6 }, { partitionCount: 3 }).join(), /cannot remove partitions/);
  t.deepEqual(update(topic.type, { partitionCount: 3 }, { partitionCount: 6 }), []);
  t.regex(update('aws:msk/cluster:Cluster', storage(100), storage(50)).join(), /cannot shrink/);
  t.deepEqual(update('aws:msk/cluster:Cluster', storage(50), storage(100)), []);
  t.regex(
    update('aws:msk/cluster:Cluster', { kafkaVersion: '3.9.x' }, { kafkaVersion: '3.9.x.kraft' }).join(),
    /write kafka\.version: 3\.9\.x again/,
  );
  const airflow = (from: string, to: string) =>
    update('aws:mwaa/environment:Environment', { airflowVersion: from }, { airflowVersion: to });
  t.regex(airflow('3.0.6', '2.11.0').join(), /write orchestration\.version: 3\.0\.6 again/);
  t.regex(airflow('2.11.0', '2.9.3').join(), /cannot downgrade/);
  t.deepEqual(airflow('2.9.3', '2.11.0'), []);
});

test('a retained resource keeps its name, so that its replacement cannot be made', (t) => {
  const stream = {
    type: 'aws:kinesis/stream:Stream',
    from: { name: 's' },
    to: { name: 's' },
    why: ['streamModeDetails'],
  };
  t.regex(messages({ ...stream, retain: true }).join(), /set protection\.retain: false/);
  t.deepEqual(messages(stream), []);
  t.deepEqual(messages({ ...stream, retain: true, to: { name: 'other' } }), []);
});

test('a stack keeps its user', (t) => {
  const tags = (user: string) => ({ defaultTags: JSON.stringify({ tags: { 'pinflow:user': user, team: 'data' } }) });
  const provider = { type: 'pulumi:providers:aws', op: 'update', from: tags('demo') };
  t.regex(messages({ ...provider, to: tags('other') }).join(), /write userId: demo again/);
  t.deepEqual(messages({ ...provider, to: { defaultTags: tags('demo').defaultTags.replace('data', 'new') } }), []);
});

test('a stack moves to no other workspace, region or account', (t) => {
  const move = (type: string, from: object, to: object) => messages({ type, op: 'update', from, to });
  t.regex(move('pulumi:providers:databricks', { host: 'a' }, { host: 'b' }).join(), /stays in its workspace/);
  t.regex(move('pulumi:providers:aws', { region: 'a' }, { region: 'b' }).join(), /stays in its region and account/);
  t.regex(
    move('pulumi:providers:aws', { allowedAccountIds: '["1"]' }, { allowedAccountIds: '["2"]' }).join(),
    /region and account/,
  );
  t.deepEqual(move('pulumi:providers:aws', { region: 'a', defaultTags: '1' }, { region: 'a', defaultTags: '2' }), []);
  const offline = move('pulumi:providers:aws', { region: 'a', allowedAccountIds: '["1"]' }, { region: 'a' });
  t.regex(offline.join(), /^offline is for previews/);
});

test('a sink reads no other cluster into the same bucket, and tables stay where they are', (t) => {
  const bucket = (cluster?: string) => ({ bucket: 'b', ...(cluster && { tags: { 'pinflow:cluster': cluster } }) });
  const lake = { type: 'aws:s3/bucket:Bucket', op: 'update', from: bucket('arn:a') };
  t.regex(messages({ ...lake, to: bucket('arn:b') }).join(), /would read another cluster/);
  t.deepEqual(messages({ ...lake, to: bucket('arn:a') }, { ...lake, name: 'two', to: bucket() }), []);
  const sink = { type: 'aws:mskconnect/connector:Connector', from: {}, to: {} };
  t.regex(
    messages(sink, { type: 'aws:msk/serverlessCluster:ServerlessCluster', op: 'create', to: {} }).join(),
    /another/,
  );
  t.deepEqual(messages(sink, { type: 'aws:msk/cluster:Cluster', op: 'update', from: {}, to: {} }), []);
  const catalog = { type: 'databricks:index/catalog:Catalog', op: 'update', from: { name: 'a' } };
  t.regex(messages({ ...catalog, to: { name: 'b' } }).join(), /write workspace\.catalog\.name: a again/);
  t.deepEqual(messages({ ...catalog, to: { name: 'a' } }), []);
  const folder = (prefix: string) => ({ rules: [{ id: 'old-table-versions', filter: { prefix } }] });
  const rules = { type: 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration', op: 'update' };
  t.regex(messages({ ...rules, from: folder('tables/'), to: folder('delta/') }).join(), /stay below tables\//);
  t.deepEqual(messages({ ...rules, from: folder('tables/'), to: folder('tables/') }), []);
});

test('topics that the client made are imported, not created a second time', (t) => {
  const client = { type: 'aws:ec2/instance:Instance', op: 'same', from: {}, to: {} };
  const made = { ...topic, op: 'create', to: named };
  t.regex(messages(client, made).join(), /import it as arn:c,demo\.pin first/);
  // A fourth kind beside topics of the stack, and topics of a new cluster.
  t.deepEqual(messages(client, made, { ...topic, name: 'two', op: 'same', from: named, to: named }), []);
  t.deepEqual(messages(client, made, { type: 'aws:msk/cluster:Cluster', op: 'create', to: {} }), []);
  t.deepEqual(messages({ type: client.type, op: 'create', to: {} }, made), []);
  // A first deployment.
  t.deepEqual(messages(made), []);
});

const vpc = {
  type: 'aws:ec2/vpc:Vpc',
  op: 'same',
  from: { cidrBlock: '10.20.0.0/16' },
  to: { cidrBlock: '10.20.0.0/16' },
};
const subnet = (zone: string, from: number | undefined, to: number | undefined, vpcId = 'vpc-1'): Written => {
  const inputs = (slot: number) => ({ vpcId, availabilityZone: zone, cidrBlock: `10.20.${slot * 64}.0/18` });
  return {
    type: 'aws:ec2/subnet:Subnet',
    name: zone,
    op: from === undefined ? 'create' : to === undefined ? 'delete' : from === to ? 'same' : 'replace',
    ...(from !== undefined && { from: inputs(from) }),
    ...(to !== undefined && { to: inputs(to) }),
    why: from === to ? [] : ['cidrBlock'],
  };
};

test('zones that take each other’s ranges are refused, with the lines that keep every subnet', (t) => {
  const swapped = refusals(vpc, subnet('a', 0, 1), subnet('b', 1, 0));
  t.deepEqual(
    swapped.map(({ resource }) => resource.name),
    ['a', 'b'],
  );
  t.is(
    swapped[0]?.message,
    [
      '10.20.64.0/18 belongs to another subnet until the update ends',
      'Pin the slots in the stage, so that no subnet moves:',
      'network:',
      '  zones:',
      '    - { zone: a, slot: 0 }',
      '    - { zone: b, slot: 1 }',
    ].join('\n'),
  );
});

test('a zone that takes the range of one that goes is given a free slot, or waits for the next update', (t) => {
  const lines = (...subnets: Written[]) =>
    messages(vpc, ...subnets)[0]
      ?.split('\n')
      .slice(4) ?? [];
  t.deepEqual(lines(subnet('a', 0, undefined), subnet('b', 1, 0)), ['    - { zone: b, slot: 1 }']);
  t.deepEqual(lines(subnet('a', 0, undefined), subnet('b', 1, 0), subnet('d', undefined, 1)), [
    '    - { zone: b, slot: 1 }',
    '    - { zone: d, slot: 2 }',
  ]);
  const full = [subnet('a', 0, undefined), subnet('b', 1, 0), subnet('c', 2, 1), subnet('d', undefined, 2)];
  t.deepEqual(lines(...full), ['    - { zone: b, slot: 1 }', '    - { zone: c, slot: 2 }']);
  t.regex(messages(vpc, ...full)[0] ?? '', /No slot is free for the new zone: leave it out of this update/);
});

test('a topic of the stack is not left to a client that boots before it goes', (t) => {
  const [gone, client] = [
    { ...topic, op: 'delete', from: named },
    { type: 'aws:ec2/instance:Instance', from: {}, to: {} },
  ];
  t.regex(messages(gone, client).join(), /write topics\.type: existing in an update before/);
  t.deepEqual(messages(gone), []);
  t.deepEqual(messages({ ...gone, retain: true }, client), []);
  t.deepEqual(messages(gone, client, { type: 'aws:msk/cluster:Cluster', op: 'delete', from: {} }), []);
});

test('a preview that shows no unchanged subnet gives the same lines, by the zones of its stage', (t) => {
  const stage = (zones: readonly unknown[]) => ({ 'pinflow:stage': JSON.stringify({ network: { zones } }) });
  const lines = (zones: readonly unknown[]) =>
    messagesOf([subnet('b', 1, undefined), subnet('c', undefined, 1)], stage(zones));
  t.deepEqual(lines(['a', 'c'])[0]?.split('\n').slice(4), ['    - { zone: a, slot: 0 }', '    - { zone: c, slot: 2 }']);
  const [unknown] = messagesOf([subnet('b', 1, undefined), subnet('c', undefined, 1)], {}, { same: 3 });
  t.regex(unknown ?? '', /Preview it with --show-sames/);
});

test('a stack in another region is refused for that alone', (t) => {
  const provider = { type: 'pulumi:providers:aws', op: 'update', from: { region: 'a' }, to: { region: 'b' } };
  t.is(messages(vpc, subnet('a', 0, 1), subnet('b', 1, 0), provider).length, 1);
});

test('a range that is free, and the same range in another network, are taken', (t) => {
  t.deepEqual(messages(vpc, subnet('a', 0, 2), subnet('b', 1, 1)), []);
  const inputs = { availabilityZone: 'a', cidrBlock: '10.20.0.0/18' };
  const moved = { type: 'aws:ec2/subnet:Subnet', why: ['vpcId'] };
  t.deepEqual(
    messages(
      { ...moved, name: 'a', from: { ...inputs, vpcId: 'vpc-1' }, to: { ...inputs, vpcId: 'vpc-2' } },
      { ...moved, name: 'b', from: { ...inputs, vpcId: 'vpc-1' }, to: { ...inputs, vpcId: 'vpc-2' } },
    ),
    [],
  );
});
