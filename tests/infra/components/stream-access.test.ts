import test from 'ava';
import { readingStatements, StreamAccess } from '../../../infra/components/stream-access.ts';
import { unityTrust } from '../../../infra/components/unity-role.ts';
import { record } from '../helpers/record.ts';

const arn = (kind: string) => `arn:aws:kinesis:us-east-1:123456789012:stream/streaming-demo-${kind}`;
const streamArns = [arn('pin'), arn('geo')];
const args = {
  credentialName: 'pinflow-demo-streams',
  roleName: 'pinflow-demo-us-east-1-streams',
  accountId: '123456789012',
  streamArns,
};
const actionsOf = (statements: ReturnType<typeof readingStatements>) => statements.flatMap(({ Action }) => Action);

test('the credential is one of services, by a role that trusts by its external ID', async (t) => {
  const { registrations, outputs } = await record(() => {
    const { credentialName } = new StreamAccess('access', args);
    return { credentialName };
  });
  const find = (type: string) => registrations.find((one) => one.type.endsWith(`:${type}`));
  t.like(find('Credential')?.inputs, {
    purpose: 'SERVICE',
    awsIamRole: { roleArn: `arn:aws:iam::123456789012:role/${find('Role')?.inputs.name}` },
    skipValidation: true,
  });
  t.is(find('Role')?.inputs.assumeRolePolicy, unityTrust(args.roleName, args.accountId, 'an-external-id'));
  t.deepEqual(outputs, { credentialName: args.credentialName });
});

test('shared reads take the reading actions of these streams alone', (t) => {
  const statements = readingStatements(streamArns, false, undefined);
  t.deepEqual(
    statements.map(({ Resource }) => Resource),
    [streamArns],
  );
  // https://docs.databricks.com/aws/en/connect/streaming/kinesis, "Authenticate"
  for (const action of ['kinesis:ListShards', 'kinesis:GetRecords', 'kinesis:GetShardIterator'])
    t.true(actionsOf(statements).includes(action));
  for (const action of actionsOf(statements)) t.notRegex(action, /Consumer|Subscribe|Put|Delete|Update/);
});

test('readers with consumers of their own register them on the streams and subscribe as them', (t) => {
  const [streams, consumers, ...more] = readingStatements(streamArns, true, undefined);
  t.deepEqual(more, []);
  t.true(streams?.Action.includes('kinesis:RegisterStreamConsumer'));
  // https://docs.aws.amazon.com/streams/latest/dev/kcl-iam-permissions.html
  t.deepEqual(
    consumers?.Resource,
    streamArns.map((one) => `${one}/consumer/*`),
  );
  for (const action of ['kinesis:SubscribeToShard', 'kinesis:DescribeStreamConsumer'])
    t.true(consumers?.Action.includes(action));
});

test('encrypted streams are read with their key', (t) => {
  const [, key] = readingStatements(streamArns, false, 'arn:key');
  t.is(key?.Resource, 'arn:key');
  t.true(key?.Action.includes('kms:Decrypt'));
});
