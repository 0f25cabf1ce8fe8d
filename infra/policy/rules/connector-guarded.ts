import { objectAt, type Rule } from '../rule.ts';

export const connectorGuarded: Rule = {
  name: 'connector-guarded',
  level: 'mandatory',
  severity: 'high',
  forbids: 'A connector that reads Kafka without IAM or without TLS.',
  reason: 'It reads every record of the stack.',
  remedy: 'Set kafkaClusterClientAuthentication to IAM and kafkaClusterEncryptionInTransit to TLS',
  types: ['aws:mskconnect/connector:Connector'],
  violations: ({ props }) => [
    ...(objectAt(props, 'kafkaClusterClientAuthentication').authenticationType === 'IAM'
      ? []
      : ['kafkaClusterClientAuthentication.authenticationType is not IAM']),
    ...(objectAt(props, 'kafkaClusterEncryptionInTransit').encryptionType === 'TLS'
      ? []
      : ['kafkaClusterEncryptionInTransit.encryptionType is not TLS']),
  ],
};
