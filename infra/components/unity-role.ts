import * as iam from '@pulumi/aws/iam/index.js';
import * as pulumi from '@pulumi/pulumi';
import { policyDocument, type Statement } from '../iam/document.ts';

/**
 * The role by which Unity Catalog comes to an account of AWS (Databricks documentation, "Create a storage credential for connecting to
 * AWS S3"; the same in its Terraform provider's `databricks_aws_unity_catalog_assume_role_policy`).
 */
const unityCatalogArn = 'arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL';

/** What {@link unityRole} makes a role with. */
export interface UnityRoleSettings {
  /** The role's own name: its ARN must be known before there is a role. */
  readonly roleName: string;
  readonly description: string;
  readonly accountId: string;
  /** What Databricks gives out with the credential. */
  readonly externalId: pulumi.Input<string>;
  /** What it may do besides assuming itself. */
  readonly statements: pulumi.Input<readonly Statement[]>;
  readonly protect?: boolean;
  readonly retain?: boolean;
}

/** The ARN of a role of an account. */
export function roleArn(accountId: string, roleName: string): string {
  return `arn:aws:iam::${accountId}:role/${roleName}`;
}

/** A role that Unity Catalog and the role itself assume. What uses it waits for the policy. */
export function unityRole(name: string, settings: UnityRoleSettings, parent: pulumi.Resource): iam.RolePolicy {
  const { roleName, description, accountId, externalId, statements, protect = false, retain = false } = settings;
  const opts = { parent, protect, retainOnDelete: retain };
  const role = new iam.Role(
    name,
    {
      name: roleName,
      description,
      assumeRolePolicy: pulumi.output(externalId).apply((id) => unityTrust(roleName, accountId, id)),
    },
    // Its name is its own, so the old one goes first.
    { ...opts, deleteBeforeReplace: true },
  );
  const self: Statement = {
    Sid: 'Self',
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: roleArn(accountId, roleName),
  };
  const policy = pulumi.output(statements).apply((known) => policyDocument(...known, self));
  return new iam.RolePolicy(name, { role: role.name, policy }, opts);
}

/** A role cannot be named in its own trust before it is there: the account is, and of the account only the role (the same documentation). */
export function unityTrust(roleName: string, accountId: string, externalId: string): string {
  const ofCredential = { StringEquals: { 'sts:ExternalId': externalId } };
  return policyDocument(
    {
      Sid: 'UnityCatalog',
      Effect: 'Allow',
      Principal: { AWS: unityCatalogArn },
      Action: 'sts:AssumeRole',
      Condition: ofCredential,
    },
    {
      Sid: 'Self',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'sts:AssumeRole',
      Condition: { ...ofCredential, ArnLike: { 'aws:PrincipalArn': roleArn(accountId, roleName) } },
    },
  );
}
