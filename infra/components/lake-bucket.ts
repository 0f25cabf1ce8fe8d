import * as aws from '@pulumi/aws/s3/index.js';
import * as pulumi from '@pulumi/pulumi';
import { checkpointsFolder, oldTableVersions, replayFolder, topicsFolder } from '../../runtime/blueprint/index.ts';
import { checkArguments } from './arguments/index.ts';
import { lakeBucketArguments } from './arguments/lake-bucket.ts';
import { privateBucket } from './private-bucket.ts';

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
  /** Tags of the bucket, besides those of the provider. Default: none. */
  readonly tags?: { [key: string]: string };
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
    checkArguments('LakeBucket', name, args, lakeBucketArguments);
    super('pinflow:index:LakeBucket', name, {}, opts);
    const { bucketName, keyArn, tags = {}, protect = false, retain = false } = args;
    const settings = { bucketName, tags, protect, retain, ...(keyArn !== undefined && { keyArn }) };
    const { bucket, versioning } = privateBucket(name, settings, this);
    new aws.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { bucket: bucket.bucket, rules: lifecycleRules(args) },
      // S3 takes rules for old versions only once there are versions.
      { parent: this, retainOnDelete: retain, dependsOn: [versioning] },
    );
    this.bucketName = bucket.bucket;
    this.arn = bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
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
    ...[tablesFolder, checkpointsFolder].map((folder) => ({
      id: folder === tablesFolder ? oldTableVersions : 'old-checkpoint-versions',
      status: 'Enabled',
      filter: { prefix: `${folder}/` },
      noncurrentVersionExpiration: { noncurrentDays: oldVersionDays },
    })),
    ...moves.map((folder) => ({
      id: `${folder}-to-cheaper-class`,
      status: 'Enabled',
      filter: { prefix: `${folder}/` },
      transitions: [{ days: transitionDays, storageClass: transitionClass as string }],
    })),
  ];
}
