import { isProd, type Rule } from '../rule.ts';

export const prodDataProtected: Rule = {
  name: 'prod-data-protected',
  level: 'mandatory',
  severity: 'critical',
  forbids: 'Something that holds data in a production stage and is not protected.',
  reason: 'One mistaken line would delete it.',
  remedy: 'Set protection.protect of the stage to true',
  types: [
    'aws:msk/cluster:Cluster',
    'aws:msk/serverlessCluster:ServerlessCluster',
    'aws:msk/topic:Topic',
    'aws:kinesis/stream:Stream',
    'aws:s3/bucket:Bucket',
    'aws:kms/key:Key',
  ],
  violations: ({ protect, provider }) => (!isProd(provider) || protect ? [] : ['it is not protected']),
};
