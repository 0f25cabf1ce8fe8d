import test from 'ava';
import fc from 'fast-check';
import {
  jobPlaces,
  landedKeys,
  objectKey,
  parseObjectKey,
  parseReplayKey,
  parseStage,
  replayKey,
  replayKeys,
  streamSpec,
} from '../../runtime/blueprint/index.ts';
import { databricks, devStage } from '../helpers/stage.ts';

/** Java and JavaScript read these patterns alike: they have groups, classes, counts and one back reference. */
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

test('the pattern of the keys of a topic finds every key of the sink, with its partition and offset, and no other', (t) => {
  const keys = fc.record({
    topic: fc.constantFrom('demo.pin', 'demoxpin', 'demo.geo'),
    partition: fc.nat(300),
    startOffset: fc.maxSafeNat(),
  });
  fc.assert(
    fc.property(keys, ({ topic, partition, startOffset }) => {
      const found = whole(landedKeys('demo.pin')).exec(objectKey({ topic, partition, startOffset }));
      if (topic === 'demo.pin') t.deepEqual(found?.slice(1).map(Number), [partition, startOffset]);
      else t.is(found, null);
    }),
  );
});

for (const key of [
  'topics/demo.pin/partition=0/demo.pin+1+0000000000.json',
  'topics/demo.pin/partition=00/demo.pin+00+0000000000.json',
  'topics/demo.pin/partition=0/demo.pin+0+000000000.json',
  'topics/demo.pin/partition=0/demo.pin+0+00000000000.json',
  'topics/demo.pin/partition=0/demo.pin+0+0000000000.json.gz',
]) {
  test(`${key} is no key of the sink, to both`, (t) => {
    t.is(parseObjectKey(key), undefined);
    t.notRegex(key, whole(landedKeys('demo.pin')));
  });
}

test('the pattern of the keys of replays finds those of its kind', (t) => {
  const key = replayKey({ kind: 'pin', at: Date.UTC(2026, 10, 28), id: '01234567-89ab-cdef-0123-456789abcdef' });
  t.not(parseReplayKey(key), undefined);
  t.regex(key, whole(replayKeys('pin')));
  t.notRegex(key, whole(replayKeys('geo')));
});

const instanceProfile = { type: 'instanceProfile', arn: 'arn:aws:iam::123456789012:instance-profile/readers' };

// https://docs.databricks.com/aws/en/connect/streaming/kinesis names these options.
for (const [title, stream, more] of [
  ['a service credential', {}, { serviceCredential: 'pinflow-demo-streams' }],
  ['an instance profile', { access: instanceProfile }, {}],
  [
    'enhanced fan-out from the end of the stream on',
    { consumerMode: 'efo', initialPosition: 'latest', access: instanceProfile },
    {
      consumerMode: 'efo',
      initialPosition: 'latest',
      consumerNamePrefix: 'streaming-demo-pin',
      requireConsumerDeregistration: 'true',
    },
  ],
] as const) {
  test(`a stream is read by ${title}`, (t) => {
    const compute = { type: 'jobCluster' };
    const workspace = { ...databricks.workspace, compute, stream: { type: 'managed', ...stream } };
    const stage = parseStage({ ...devStage, ...databricks, workspace });
    if (stage.workspace.type === 'none') return t.fail();
    const places = jobPlaces(stage, stage.workspace);
    const pin = streamSpec(stage, places).queries.find(({ kind }) => kind === 'pin');
    t.deepEqual(pin?.source, {
      format: 'kinesis',
      options: {
        streamName: 'streaming-demo-pin',
        region: 'us-east-1',
        initialPosition: 'trim_horizon',
        consumerMode: 'polling',
        ...more,
      },
    });
  });
}
