import { everyBucketHas } from './bucket-guards.ts';

const blocks = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'];

export const bucketPrivate = everyBucketHas(
  {
    name: 'bucket-private',
    level: 'mandatory',
    severity: 'critical',
    forbids: 'A bucket that could be made public.',
    reason: 'It holds the posts of people; one wrong policy would show them to everyone.',
    remedy: `Add a BucketPublicAccessBlock with ${blocks.join(', ')}`,
  },
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  'public access is not blocked in all four ways',
  ({ props }) => blocks.every((block) => props[block] === true),
);
