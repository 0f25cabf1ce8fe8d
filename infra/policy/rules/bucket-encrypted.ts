import { listAt, objectAt } from '../rule.ts';
import { everyBucketHas } from './bucket-guards.ts';

export const bucketEncrypted = everyBucketHas(
  {
    name: 'bucket-encrypted',
    level: 'mandatory',
    severity: 'high',
    forbids: 'A bucket without encryption of its own.',
    reason: 'What S3 does by default is not what the stack says, and nobody would see it change.',
    remedy: 'Add a BucketServerSideEncryptionConfiguration with aws:kms or AES256',
  },
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  'its objects are not encrypted by a rule of the stack',
  ({ props }) =>
    listAt(props, 'rules').some((rule) =>
      ['aws:kms', 'aws:kms:dsse', 'AES256'].includes(
        String(objectAt(rule, 'applyServerSideEncryptionByDefault').sseAlgorithm),
      ),
    ),
);
