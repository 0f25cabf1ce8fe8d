import test from 'ava';
import { EventStreams } from '../../../infra/components/event-streams.ts';
import { record, unknown } from '../helpers/record.ts';

test('there is one on-demand stream a kind, encrypted, without a shard count', async (t) => {
  const { registrations } = await record(() => new EventStreams('streams', { userId: 'demo', retentionHours: 48 }));
  t.deepEqual(
    registrations.map(({ type, name }) => [type, name]),
    [
      ['pinflow:index:EventStreams', 'streams'],
      ['aws:kinesis/stream:Stream', 'streams-geo'],
      ['aws:kinesis/stream:Stream', 'streams-pin'],
      ['aws:kinesis/stream:Stream', 'streams-user'],
    ],
  );
  for (const { inputs } of registrations.slice(1)) {
    t.like(inputs, { encryptionType: 'KMS', retentionPeriod: 48, streamModeDetails: { streamMode: 'ON_DEMAND' } });
    t.false('shardCount' in inputs);
  }
  t.deepEqual(
    registrations.slice(1).map(({ inputs }) => inputs.name),
    ['streaming-demo-geo', 'streaming-demo-pin', 'streaming-demo-user'],
  );
});

test('a retained stream is protected and keeps its consumers', async (t) => {
  const { registrations } = await record(
    () => new EventStreams('streams', { userId: 'demo', protect: true, retain: true }),
  );
  for (const { options, inputs } of registrations.slice(1)) {
    t.like(options, { protect: true, retainOnDelete: true });
    t.false(inputs.enforceConsumerDeletion);
  }
});

test('outputs are known after an update and unknown in a preview', async (t) => {
  const program = () => {
    const { arns } = new EventStreams('streams', { userId: 'demo' });
    return { arns };
  };
  const { outputs } = await record(program);
  t.like(outputs.arns, { pin: 'arn:aws:kinesis:us-east-1:123456789012:stream/streaming-demo-pin' });
  t.deepEqual((await record(program, { preview: true })).outputs, { arns: unknown });
});
