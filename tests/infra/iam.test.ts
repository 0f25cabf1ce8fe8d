import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { record } from './helpers/record.ts';
import { program, stages } from './helpers/stages.ts';

const infra = new URL('../../infra/', import.meta.url);
const files = readdirSync(infra, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/^(node_modules|dist|policy)\//.test(name),
);

test('a bare `*`, and every action of a service, stand in one file', (t) => {
  const found = files.filter((name) => /[:=[,] ?'(\*|[a-z0-9-]+:\*)'/.test(readFileSync(new URL(name, infra), 'utf8')));
  t.deepEqual(found, ['iam/unavoidable.ts']);
});

/** AWS's service authorization reference names no resource for these. */
const everywhere = [
  'kinesis:ListStreams',
  'cloudwatch:PutMetricData',
  'logs:DescribeLogGroups',
  's3:GetAccountPublicAccessBlock',
];

/** Services, Unity Catalog's role, and the account, for a role that assumes itself. */
const letIn = [
  ...['ec2', 'apigateway', 'kafkaconnect', 'airflow', 'airflow-env'].map((service) => `${service}.amazonaws.com`),
  'arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL',
  'arn:aws:iam::123456789012:root',
];

const latestImage = { invokes: { 'aws:ssm/getParameter:getParameter': { insecureValue: 'ami-0fedcba9876543210' } } };

for (const [name, stage] of Object.entries(stages)) {
  test(`${name}: what may be done everywhere has no resource to name, and what is let in is known`, async (t) => {
    const { registrations } = await record(program(stage), { stack: stage.stage, ...latestImage });
    const documents = registrations.flatMap(({ type, inputs }) =>
      typeof inputs.policy === 'string' && /RolePolicy$/.test(type) ? [JSON.parse(inputs.policy)] : [],
    );
    t.true(registrations.length > 0);
    for (const { Statement } of documents) {
      for (const { Effect, Action, Resource, NotResource, Sid } of Statement) {
        t.is(Effect, 'Allow');
        t.regex(Sid, /^[A-Za-z0-9]+$/);
        for (const action of [Action].flat()) t.regex(action, /^[a-z0-9-]+:[A-Za-z]+$/);
        for (const resource of [Resource ?? NotResource].flat()) {
          if (resource !== '*') t.regex(resource, /^arn:aws:[a-z0-9-]+:[a-z0-9*-]*:[\d*]*:.+/);
          else for (const action of [Action].flat()) t.true(everywhere.includes(action), action);
        }
      }
    }
    const trusts = registrations
      .filter(({ type }) => type === 'aws:iam/role:Role')
      .map(({ inputs }) => JSON.parse(String(inputs.assumeRolePolicy)));
    for (const { Statement } of trusts) {
      for (const { Principal } of Statement) {
        for (const trusted of [Principal.Service ?? Principal.AWS].flat()) t.true(letIn.includes(trusted), trusted);
      }
    }
  });
}
