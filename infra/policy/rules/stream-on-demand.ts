import { objectAt, type Rule } from '../rule.ts';

export const streamOnDemand: Rule = {
  name: 'stream-on-demand',
  level: 'mandatory',
  severity: 'medium',
  forbids: 'A Kinesis stream with shards of its own.',
  reason: 'It refuses records when traffic grows, and somebody would have to watch it.',
  remedy: 'Set streamModeDetails.streamMode to ON_DEMAND and delete shardCount',
  types: ['aws:kinesis/stream:Stream'],
  violations: ({ props }) => [
    ...(objectAt(props, 'streamModeDetails').streamMode === 'ON_DEMAND'
      ? []
      : ['streamModeDetails.streamMode is not ON_DEMAND']),
    ...(props.shardCount === undefined ? [] : ['shardCount is set']),
  ],
};
