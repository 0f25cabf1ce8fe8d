import * as aws from '@pulumi/aws/s3/index.js';
import type * as pulumi from '@pulumi/pulumi';
import { policyDocument } from '../iam/document.ts';
import { tlsOnly } from '../iam/unavoidable.ts';

/** What {@link privateBucket} makes a bucket with. */
export interface PrivateBucketSettings {
  /** Default: a name by Pulumi. */
  readonly bucketName?: string;
  readonly keyArn?: pulumi.Input<string>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly protect?: boolean;
  readonly retain?: boolean;
}

/**
 * Makes a bucket that is encrypted, versioned, private, and reached by TLS only. Resources that need versions depend on `versioning`. A
 * bucket that outlives the stack keeps these settings: without them it would be neither private nor encrypted by its key.
 */
export function privateBucket(
  name: string,
  { bucketName, keyArn, tags = {}, protect = false, retain = false }: PrivateBucketSettings,
  parent: pulumi.Resource,
): { bucket: aws.Bucket; versioning: aws.BucketVersioning } {
  const kept = { parent, retainOnDelete: retain };
  const bucket = new aws.Bucket(
    name,
    {
      ...(bucketName !== undefined && { bucket: bucketName }),
      ...(Object.keys(tags).length > 0 && { tags }),
      forceDestroy: !retain,
    },
    { ...kept, protect },
  );
  new aws.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    {
      bucket: bucket.bucket,
      rules: [
        {
          applyServerSideEncryptionByDefault:
            keyArn === undefined ? { sseAlgorithm: 'AES256' } : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
          bucketKeyEnabled: keyArn !== undefined,
        },
      ],
    },
    kept,
  );
  const versioning = new aws.BucketVersioning(
    `${name}-versioning`,
    { bucket: bucket.bucket, versioningConfiguration: { status: 'Enabled' } },
    kept,
  );
  privacy(name, bucket, kept);
  return { bucket, versioning };
}

function privacy(name: string, bucket: aws.Bucket, kept: pulumi.CustomResourceOptions): void {
  const block = new aws.BucketPublicAccessBlock(
    `${name}-private`,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    kept,
  );
  const ownership = new aws.BucketOwnershipControls(
    `${name}-ownership`,
    { bucket: bucket.bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } },
    // S3 refuses two changes of a bucket's access at once.
    { ...kept, dependsOn: [block] },
  );
  new aws.BucketPolicy(
    `${name}-tls`,
    { bucket: bucket.bucket, policy: bucket.arn.apply((arn) => policyDocument(tlsOnly(arn))) },
    { ...kept, dependsOn: [block, ownership] },
  );
}
