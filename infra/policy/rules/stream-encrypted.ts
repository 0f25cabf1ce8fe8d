import type { Rule } from '../rule.ts';

export const streamEncrypted: Rule = {
  name: 'stream-encrypted',
  level: 'mandatory',
  severity: 'high',
  forbids: 'A Kinesis stream without encryption.',
  reason: 'Records hold names and places of people, and Kinesis encrypts nothing unless told.',
  remedy: 'Set encryptionType to KMS',
  types: ['aws:kinesis/stream:Stream'],
  violations: ({ props }) => (props.encryptionType === 'KMS' ? [] : ['encryptionType is not KMS']),
};
