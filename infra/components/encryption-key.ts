import * as aws from '@pulumi/aws/kms/index.js';
import * as pulumi from '@pulumi/pulumi';
import { partitionOf } from '../../runtime/blueprint/index.ts';
import { policyDocument, type Statement } from '../iam/document.ts';
import { accountAdministersKey, thisKey } from '../iam/unavoidable.ts';
import { encryptionKeyArguments } from './arguments/encryption-key.ts';
import { checkArguments } from './arguments/index.ts';

/** What {@link EncryptionKey} takes. */
export interface EncryptionKeyArgs {
  /** What the key encrypts, for people. Example: `pinflow demo prod`. */
  readonly description: string;
  /** The account whose identities may be given use of the key by their policies. Example: `123456789012`. */
  readonly accountId: string;
  /** The region whose CloudWatch Logs may use it. Example: `us-east-1`. */
  readonly region: string;
  /** Whether Pulumi refuses to delete the key: with it goes all that it encrypts. Default: false. */
  readonly protect?: boolean;
  /** Whether the key stays in AWS when it leaves the stack. Default: false; AWS then deletes it after 30 days. */
  readonly retain?: boolean;
}

/**
 * A KMS key for everything of a stack that holds data or logs, rotated yearly.
 *
 * Monthly cost: the key, and requests by volume; see docs/costs.md.
 */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: EncryptionKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('EncryptionKey', name, args, encryptionKeyArguments);
    super('pinflow:index:EncryptionKey', name, {}, opts);
    const { description, protect = false, retain = false } = args;
    const key = new aws.Key(
      name,
      { description, enableKeyRotation: true, deletionWindowInDays: 30, policy: keyPolicy(args) },
      { parent: this, protect, retainOnDelete: retain },
    );
    this.arn = key.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** Who may use a stack's key: what IAM policies of the account allow, its logs, and alarms that are told through its SNS topic. */
function keyPolicy({ accountId, region }: Pick<EncryptionKeyArgs, 'accountId' | 'region'>): string {
  const partition = partitionOf(region);
  const use = [
    'kms:Decrypt',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:DescribeKey',
  ];
  const logs: Statement = {
    Sid: 'Logs',
    Effect: 'Allow',
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: use,
    Resource: thisKey,
    Condition: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${accountId}:log-group:*` },
    },
  };
  const alarms: Statement = {
    Sid: 'Alarms',
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: thisKey,
    Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
  };
  return policyDocument(accountAdministersKey({ accountId, partition }), logs, alarms);
}
