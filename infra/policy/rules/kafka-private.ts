import { objectAt, type Rule } from '../rule.ts';

export const kafkaPrivate: Rule = {
  name: 'kafka-private',
  level: 'mandatory',
  severity: 'critical',
  forbids: 'A Kafka cluster with public addresses.',
  reason: 'Everyone could try its doors.',
  remedy: 'Set brokerNodeGroupInfo.connectivityInfo.publicAccess.type to DISABLED',
  types: ['aws:msk/cluster:Cluster'],
  violations: ({ props }) => {
    const connectivity = objectAt(objectAt(props, 'brokerNodeGroupInfo'), 'connectivityInfo');
    const { type = 'DISABLED' } = objectAt(connectivity, 'publicAccess');
    return type === 'DISABLED' ? [] : ['brokerNodeGroupInfo.connectivityInfo.publicAccess.type is not DISABLED'];
  },
};
