import type { Rule } from '../rule.ts';

export const keyRotation: Rule = {
  name: 'key-rotation',
  level: 'mandatory',
  severity: 'medium',
  forbids: 'A KMS key that is never rotated.',
  reason: 'What was encrypted in years would hang on one key.',
  remedy: 'Set enableKeyRotation to true',
  types: ['aws:kms/key:Key'],
  violations: ({ props }) => (props.enableKeyRotation === true ? [] : ['enableKeyRotation is not true']),
};
