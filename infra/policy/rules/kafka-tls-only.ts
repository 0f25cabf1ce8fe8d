import { objectAt, type Rule } from '../rule.ts';

export const kafkaTlsOnly: Rule = {
  name: 'kafka-tls-only',
  level: 'mandatory',
  severity: 'high',
  forbids: 'A Kafka cluster that sends records in plain text, to clients or between brokers.',
  reason: 'Whoever is in the network could read them.',
  remedy: 'Set encryptionInfo.encryptionInTransit to clientBroker TLS and inCluster true',
  types: ['aws:msk/cluster:Cluster'],
  violations: ({ props }) => {
    const { clientBroker, inCluster } = objectAt(objectAt(props, 'encryptionInfo'), 'encryptionInTransit');
    return [
      ...(clientBroker === 'TLS' ? [] : ['encryptionInfo.encryptionInTransit.clientBroker is not TLS']),
      ...(inCluster === true ? [] : ['encryptionInfo.encryptionInTransit.inCluster is not true']),
    ];
  },
};
