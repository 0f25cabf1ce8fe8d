import { listAt, objectAt, type Rule } from '../rule.ts';

export const volumeEncrypted: Rule = {
  name: 'volume-encrypted',
  level: 'mandatory',
  severity: 'high',
  forbids: 'An instance with a volume that is not encrypted.',
  reason: 'A snapshot of it could be read by whoever gets hold of it.',
  remedy: 'Set rootBlockDevice.encrypted, and encrypted of every other volume, to true',
  types: ['aws:ec2/instance:Instance'],
  violations: ({ props }) => [
    ...(objectAt(props, 'rootBlockDevice').encrypted === true ? [] : ['rootBlockDevice.encrypted is not true']),
    ...listAt(props, 'ebsBlockDevices').flatMap(({ encrypted }, index) =>
      encrypted === true ? [] : [`ebsBlockDevices[${index}].encrypted is not true`],
    ),
  ],
};
