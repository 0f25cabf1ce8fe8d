import type { Rule } from '../rule.ts';

export const logRetention: Rule = {
  name: 'log-retention',
  level: 'mandatory',
  severity: 'medium',
  forbids: 'A log group that keeps its logs for ever.',
  reason: 'It costs more every month, and keeps what should be forgotten.',
  remedy: 'Set retentionInDays',
  types: ['aws:cloudwatch/logGroup:LogGroup'],
  violations: ({ props }) => (Number(props.retentionInDays) > 0 ? [] : ['retentionInDays is not set']),
};
