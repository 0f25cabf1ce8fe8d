import { ExternalLocation } from '@pulumi/databricks/externalLocation.js';
import { StorageCredential } from '@pulumi/databricks/storageCredential.js';
import * as pulumi from '@pulumi/pulumi';
import { useOfBucket } from '../iam/bucket.ts';
import type { Statement } from '../iam/document.ts';
import { useOfKey } from '../iam/kafka.ts';
import { checkArguments } from './arguments/index.ts';
import { lakeAccessArguments } from './arguments/lake-access.ts';
import { roleArn, unityRole } from './unity-role.ts';

/** What {@link LakeAccess} takes. */
export interface LakeAccessArgs {
  /** Name of the storage credential and the external location in the metastore. Example: `pinflow-demo-lake`. */
  readonly credentialName: string;
  /** Name of the role that Unity Catalog assumes; unique in the account. Example: `pinflow-demo-us-east-1-lake`. */
  readonly roleName: string;
  readonly accountId: string;
  readonly bucketName: pulumi.Input<string>;
  /** The KMS key of the bucket. Default: keys of S3. */
  readonly keyArn?: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete the location and its role, without which nobody reads the tables. Default: false. */
  readonly protect?: boolean;
  /** Whether the location and its role stay when they leave the stack. Default: false. */
  readonly retain?: boolean;
}

/**
 * A bucket as an external location of Unity Catalog: the credential, the role behind it, which assumes itself, and the location. The
 * role needs the credential's external ID and the credential the role's ARN, so the ARN is made from the name. IAM takes a while until
 * a new role is known everywhere: nothing here is validated when it is made, and the first job run, minutes later, finds it.
 *
 * Monthly cost: none.
 */
export class LakeAccess extends pulumi.ComponentResource {
  /** The location's URL, `s3://<bucket>/`. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: LakeAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('LakeAccess', name, args, lakeAccessArguments);
    super('pinflow:index:LakeAccess', name, {}, opts);
    const { credentialName, roleName, accountId, bucketName, keyArn, protect = false, retain = false } = args;
    const credential = new StorageCredential(
      `${name}-credential`,
      {
        name: credentialName,
        awsIamRole: { roleArn: roleArn(accountId, roleName) },
        skipValidation: true,
        forceDestroy: !retain,
        comment: 'Made by pinflow',
      },
      { parent: this, protect, retainOnDelete: retain },
    );
    const policy = unityRole(
      `${name}-role`,
      {
        roleName,
        description: `What Unity Catalog may do by the credential ${credentialName}`,
        accountId,
        externalId: credential.awsIamRole.apply((role) => role?.externalId ?? ''),
        statements: pulumi
          .output({ bucketName, keyArn })
          .apply(({ bucketName: bucket, keyArn: key }) => lakeStatements(bucket, key)),
        protect,
        retain,
      },
      this,
    );
    const url = pulumi.interpolate`s3://${bucketName}/`;
    const location = new ExternalLocation(
      `${name}-location`,
      {
        name: credentialName,
        url,
        credentialName: credential.name,
        skipValidation: true,
        forceDestroy: !retain,
        comment: 'Made by pinflow',
      },
      { parent: this, dependsOn: [policy], protect, retainOnDelete: retain },
    );
    // Databricks may give the URL back without its slash, and what is made from it would be made anew.
    this.url = pulumi.all([url, location.id]).apply(([given]) => given);
    this.registerOutputs({ url: this.url });
  }
}

/** What the jobs do in the bucket (Databricks documentation, "Create a storage credential for connecting to AWS S3"). */
export function lakeStatements(bucketName: string, keyArn: string | undefined): Statement[] {
  const bucketArn = `arn:aws:s3:::${bucketName}`;
  return [
    useOfBucket(bucketArn),
    {
      Sid: 'Objects',
      Effect: 'Allow',
      Action: [
        's3:AbortMultipartUpload',
        's3:DeleteObject',
        's3:GetObject',
        's3:ListMultipartUploadParts',
        's3:PutObject',
      ],
      Resource: `${bucketArn}/*`,
    },
    ...(keyArn === undefined ? [] : [useOfKey(keyArn)]),
  ];
}
