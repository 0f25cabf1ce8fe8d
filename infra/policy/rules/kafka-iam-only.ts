import { objectAt, type Props, type Rule } from '../rule.ts';

const serverless = 'aws:msk/serverlessCluster:ServerlessCluster';

export const kafkaIamOnly: Rule = {
  name: 'kafka-iam-only',
  level: 'mandatory',
  severity: 'critical',
  forbids: 'A Kafka cluster that takes clients by anything but IAM.',
  reason: 'Passwords and certificates live beside IAM and are forgotten; who may read a topic is then in two places.',
  remedy: 'Set clientAuthentication to sasl.iam alone, and unauthenticated to false',
  types: ['aws:msk/cluster:Cluster', serverless],
  violations: ({ type, props }) => {
    const authentication = objectAt(props, 'clientAuthentication');
    return type === serverless ? ofServerless(authentication) : ofProvisioned(authentication);
  },
};

function ofServerless(authentication: Props): string[] {
  const { enabled } = objectAt(objectAt(authentication, 'sasl'), 'iam');
  return enabled === true ? [] : ['clientAuthentication.sasl.iam.enabled is not true'];
}

function ofProvisioned(authentication: Props): string[] {
  const sasl = objectAt(authentication, 'sasl');
  return [
    ...(sasl.iam === true ? [] : ['clientAuthentication.sasl.iam is not true']),
    ...(sasl.scram === true ? ['clientAuthentication.sasl.scram is on'] : []),
    ...(authentication.tls === undefined ? [] : ['clientAuthentication.tls is set']),
    ...(authentication.unauthenticated === true ? ['clientAuthentication.unauthenticated is on'] : []),
  ];
}
