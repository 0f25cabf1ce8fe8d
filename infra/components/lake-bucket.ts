import * as aws from '@pulumi/aws/s3/index.js';
import * as pulumi from '@pulumi/pulumi';
import { replayFolder, topicsFolder } from '../../runtime/blueprint/index.ts';
import { policyDocument } from '../iam/document.ts';
import { tlsOnly } from '../iam/unavoidable.ts';

/** What {@link LakeBucket} takes. */
export interface LakeBucketArgs {
  /** The bucket's name. Example: `user-demo-bucket`. */
  readonly bucketName: string;
  /** The folder of the Delta tables. Example: `tables`. */
  readonly tablesFolder: string;
  /** The KMS key that encrypts objects. Default: keys of S3 (SSE-S3), without cost. */
  readonly keyArn?: pulumi.Input<string>;
  /** The class that landed and replayed objects move to; it must give immediate access. Example: `INTELLIGENT_TIERING`. Default: they stay. */
  readonly transitionClass?: string;
  /** Days after which they move. Default: 30. */
  readonly transitionDays?: number;
  /** Days after which an unfinished upload is removed. Default: 7. */
  readonly incompleteUploadDays?: number;
  /** Days after which replaced versions of table files are removed. Default: 30. */
  readonly oldVersionDays?: number;
  /** Whether Pulumi refuses to delete the bucket. Default: false. */
  readonly protect?: boolean;
  /** Whether the bucket stays in AWS when it leaves the stack. Default: false; a deletion then empties it first. */
  readonly retain?: boolean;
}

/**
 * The bucket of landed objects and Delta tables: encrypted, versioned, private, reached by TLS only. Landed objects never expire,
 * since every batch run reads them all.
 *
 * Monthly cost: by volume and requests; see docs/costs.md.
 */
export class LakeBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: LakeBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super('pinflow:index:LakeBucket', name, {}, opts);
    const bucket = this.bucket(name, args);
    this.encryption(name, bucket, args);
    this.versioning(name, bucket, args);
    this.privacy(name, bucket);
    this.bucketName = bucket.bucket;
    this.arn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }

  private bucket(name: string, { bucketName, protect = false, retain = false }: LakeBucketArgs): aws.Bucket {
    return new aws.Bucket(
      name,
      { bucket: bucketName, forceDestroy: !retain },
      { parent: this, protect, retainOnDelete: retain },
    );
  }

  private encryption(name: string, bucket: aws.Bucket, { keyArn }: LakeBucketArgs): void {
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
      { parent: this },
    );
  }

  private versioning(name: string, bucket: aws.Bucket, args: LakeBucketArgs): void {
    const versioning = new aws.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.bucket, versioningConfiguration: { status: 'Enabled' } },
      { parent: this },
    );
    new aws.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: bucket.bucket, rules: lifecycleRules(args) },
      // S3 takes rules for old versions only once there are versions.
      { parent: this, dependsOn: [versioning] },
    );
  }

  private privacy(name: string, bucket: aws.Bucket): void {
    const block = new aws.BucketPublicAccessBlock(
      `${name}-private`,
      {
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    const ownership = new aws.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket: bucket.bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } },
      // S3 refuses two changes of a bucket's access at once.
      { parent: this, dependsOn: [block] },
    );
    new aws.BucketPolicy(
      `${name}-tls`,
      { bucket: bucket.bucket, policy: bucket.arn.apply((arn) => policyDocument(tlsOnly(arn))) },
      { parent: this, dependsOn: [block, ownership] },
    );
  }
}

/** The lifecycle of a lake bucket. */
export function lifecycleRules({
  tablesFolder,
  transitionClass,
  transitionDays = 30,
  incompleteUploadDays = 7,
  oldVersionDays = 30,
}: Omit<LakeBucketArgs, 'bucketName'>) {
  const moves = transitionClass === undefined ? [] : [topicsFolder, replayFolder];
  return [
    {
      id: 'incomplete-uploads',
      status: 'Enabled',
      filter: { prefix: '' },
      abortIncompleteMultipartUpload: { daysAfterInitiation: incompleteUploadDays },
    },
    {
      id: 'old-table-versions',
      status: 'Enabled',
      filter: { prefix: `${tablesFolder}/` },
      noncurrentVersionExpiration: { noncurrentDays: oldVersionDays },
    },
    ...moves.map((folder) => ({
      id: `${folder}-to-cheaper-class`,
      status: 'Enabled',
      filter: { prefix: `${folder}/` },
      transitions: [{ days: transitionDays, storageClass: transitionClass as string }],
    })),
  ];
}
