import type { Statement } from './document.ts';

/** What whoever writes large objects into a bucket needs of the bucket itself. */
export function useOfBucket(bucketArn: string): Statement {
  return {
    Sid: 'Bucket',
    Effect: 'Allow',
    Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
    Resource: bucketArn,
  };
}
