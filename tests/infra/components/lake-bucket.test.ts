import test from 'ava';
import { LakeBucket, lifecycleRules } from '../../../infra/components/lake-bucket.ts';
import { record } from '../helpers/record.ts';

const args = { bucketName: 'user-demo-bucket', tablesFolder: 'tables' };
const inputsOf = async (more: object = {}) => {
  const { registrations } = await record(() => new LakeBucket('lake', { ...args, ...more }));
  const find = (type: string) => registrations.find((one) => one.type.endsWith(`:${type}`));
  return { registrations, find };
};

test('the bucket is encrypted, versioned, private, and reached by TLS only', async (t) => {
  const { find } = await inputsOf();
  t.like(find('BucketVersioning')?.inputs, { versioningConfiguration: { status: 'Enabled' } });
  t.like(find('BucketServerSideEncryptionConfiguration')?.inputs, {
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  });
  t.like(find('BucketPublicAccessBlock')?.inputs, {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  t.like(find('BucketOwnershipControls')?.inputs, { rule: { objectOwnership: 'BucketOwnerEnforced' } });
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html, "Require HTTPS"
  t.like(JSON.parse(String(find('BucketPolicy')?.inputs.policy)).Statement[0], {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::user-demo-bucket', 'arn:aws:s3:::user-demo-bucket/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
});

test('with a key of its own the bucket uses it, and a bucket key that keeps KMS requests few', async (t) => {
  const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
  const { find } = await inputsOf({ keyArn });
  t.like(find('BucketServerSideEncryptionConfiguration')?.inputs, {
    rules: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      },
    ],
  });
});

test('what is retained is protected and never emptied; what is not is emptied when it goes', async (t) => {
  const kept = await inputsOf({ protect: true, retain: true });
  t.like(kept.find('Bucket'), { inputs: { forceDestroy: false }, options: { protect: true, retainOnDelete: true } });
  t.like((await inputsOf()).find('Bucket'), { inputs: { forceDestroy: true }, options: { protect: undefined } });
});

test('landed and replayed objects move to the chosen class and never expire; unfinished uploads do', (t) => {
  const rules: Rule[] = lifecycleRules({ ...args, transitionClass: 'GLACIER_IR', transitionDays: 45 });
  const of = (folder: string) => rules.filter(({ filter }) => `${folder}/`.startsWith(filter.prefix));
  for (const folder of ['topics', 'replay']) {
    for (const rule of of(folder)) {
      t.false('expiration' in rule, `${rule.id} reaches ${folder}/`);
      t.false('noncurrentVersionExpiration' in rule, `${rule.id} reaches ${folder}/`);
    }
    t.deepEqual(
      of(folder).flatMap((rule) => rule.transitions ?? []),
      [{ days: 45, storageClass: 'GLACIER_IR' }],
    );
  }
  t.deepEqual(
    rules.flatMap((rule) => rule.abortIncompleteMultipartUpload ?? []),
    [{ daysAfterInitiation: 7 }],
  );
});

interface Rule {
  readonly id: string;
  readonly filter: { readonly prefix: string };
  readonly transitions?: readonly object[];
  readonly abortIncompleteMultipartUpload?: object;
}
