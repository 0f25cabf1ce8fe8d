import test from 'ava';
import { LakeAccess, lakeStatements } from '../../../infra/components/lake-access.ts';
import { unityTrust } from '../../../infra/components/unity-role.ts';
import { record } from '../helpers/record.ts';

const args = {
  credentialName: 'pinflow-demo-lake',
  roleName: 'pinflow-demo-us-east-1-lake',
  accountId: '123456789012',
  bucketName: 'user-demo-bucket',
};
const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const roleArn = 'arn:aws:iam::123456789012:role/pinflow-demo-us-east-1-lake';

async function made(more: object = {}, options: { preview?: boolean } = {}) {
  const { registrations, outputs } = await record(() => {
    const { url } = new LakeAccess('access', { ...args, ...more });
    return { url };
  }, options);
  const find = (type: string) => registrations.find((one) => one.type.endsWith(`:${type}`));
  return { outputs, find };
}

test('Unity Catalog and, of the account, the role itself come in, both by the external ID of the credential', (t) => {
  // https://docs.databricks.com/aws/en/connect/unity-catalog/cloud-storage/s3/s3-external-location-manual, "Create an IAM role".
  t.deepEqual(JSON.parse(unityTrust('one', '210987654321', 'an-id')), {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'UnityCatalog',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'an-id' } },
      },
      {
        Sid: 'Self',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::210987654321:root' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'sts:ExternalId': 'an-id' },
          ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::210987654321:role/one' },
        },
      },
    ],
  });
});

test('the credential names the role that is made, which trusts by what Databricks gave out with the credential', async (t) => {
  const { find } = await made();
  t.is(find('Role')?.inputs.name, args.roleName);
  t.deepEqual(find('StorageCredential')?.inputs.awsIamRole, { roleArn });
  // The role is not there yet when the credential is made.
  t.true(find('StorageCredential')?.inputs.skipValidation);
  t.is(find('Role')?.inputs.assumeRolePolicy, unityTrust(args.roleName, args.accountId, 'an-external-id'));
});

test('the role may what the tables take in this bucket and with its key, and assume itself', async (t) => {
  const { find } = await made({ keyArn });
  const { Statement } = JSON.parse(String(find('RolePolicy')?.inputs.policy));
  t.deepEqual(
    Statement.map(({ Resource }: { Resource: unknown }) => Resource),
    ['arn:aws:s3:::user-demo-bucket', 'arn:aws:s3:::user-demo-bucket/*', keyArn, roleArn],
  );
  t.like(Statement.at(-1), { Effect: 'Allow', Action: 'sts:AssumeRole' });
  t.deepEqual(find('RolePolicy')?.propertyDependencies.role, [find('Role')?.urn]);
});

test('objects are read, written and deleted; the bucket itself is only looked at', (t) => {
  const [bucket, objects, ...more] = lakeStatements('one', undefined);
  t.deepEqual(more, []);
  for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']) t.true(objects?.Action.includes(action));
  for (const action of [bucket?.Action].flat()) t.regex(String(action), /^s3:(Get|List)/);
});

test('the location is the whole bucket by that credential, and waits for the policy of the role', async (t) => {
  const { find, outputs } = await made();
  const location = find('ExternalLocation');
  t.like(location?.inputs, { url: 's3://user-demo-bucket/', credentialName: args.credentialName });
  const waitsFor = location?.options.dependencies as string[];
  t.true(waitsFor.includes(find('RolePolicy')?.urn ?? ''));
  t.is(outputs.url, 's3://user-demo-bucket/');
});

test('what is retained stays with its role, without which nobody reads; what is not goes with what hangs on it', async (t) => {
  const kept = await made({ protect: true, retain: true });
  for (const type of ['StorageCredential', 'ExternalLocation', 'Role', 'RolePolicy'])
    t.like(kept.find(type)?.options, { protect: true, retainOnDelete: true }, type);
  const gone = await made();
  for (const type of ['StorageCredential', 'ExternalLocation']) {
    t.false(kept.find(type)?.inputs.forceDestroy);
    t.true(gone.find(type)?.inputs.forceDestroy);
    t.is(gone.find(type)?.options.protect, undefined);
  }
});
