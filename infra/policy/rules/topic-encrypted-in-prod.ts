import { isProd, type Rule } from '../rule.ts';

export const topicEncryptedInProd: Rule = {
  name: 'topic-encrypted-in-prod',
  level: 'advisory',
  severity: 'low',
  forbids: 'An SNS topic of a production stage without encryption.',
  reason:
    'Alarms tell what is wrong with the stack. It is advice: they hold no data, and CloudWatch cannot use the key of SNS.',
  remedy: 'Set encryption of the stage to managed',
  types: ['aws:sns/topic:Topic'],
  // Whether there is a key is known in a preview, even where the key is not: reading it would end the rule.
  violations: ({ props, provider }) =>
    isProd(provider) && !('kmsMasterKeyId' in props) ? ['kmsMasterKeyId is not set'] : [],
};
