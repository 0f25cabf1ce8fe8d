import { statementsOf, textsOf } from '../documents.ts';
import { objectAt, type Props, type Rule } from '../rule.ts';

/** Actions that IAM gives no resource to name (AWS service authorization reference). */
const withoutResource = [
  'kinesis:ListStreams',
  'logs:DescribeLogGroups',
  'cloudwatch:PutMetricData',
  's3:GetAccountPublicAccessBlock',
  's3:ListAllMyBuckets',
];

/** Where a policy document stands, by type. */
const documents: Readonly<Record<string, string>> = {
  'aws:iam/rolePolicy:RolePolicy': 'policy',
  'aws:iam/policy:Policy': 'policy',
  'aws:iam/userPolicy:UserPolicy': 'policy',
  'aws:iam/groupPolicy:GroupPolicy': 'policy',
};

export const iamNoWildcard: Rule = {
  name: 'iam-no-wildcard',
  level: 'mandatory',
  severity: 'critical',
  forbids: 'An IAM policy that allows every action of a service, or an action on every resource.',
  reason: 'Whoever takes over the role could do what nobody meant it to.',
  remedy: 'Name the actions and the resources; for an action that has no resource, add it to the list in this rule',
  types: Object.keys(documents),
  violations: ({ type, props }) => statementsOf(props[documents[type] ?? '']).flatMap(violationsOf),
};

function violationsOf(statement: Props): string[] {
  if (statement.Effect !== 'Allow') return [];
  const actions = textsOf(statement.Action);
  const where = statement.Sid === undefined ? 'a statement' : `statement ${String(statement.Sid)}`;
  const wide = actions.filter((action) => action.includes('*'));
  const onAll =
    textsOf(statement.Resource).includes('*') && actions.some((action) => !withoutResource.includes(action));
  const onOthers = statement.NotResource !== undefined && !isKeyOfService(statement, actions);
  return [
    ...wide.map((action) => `${where} allows the action ${action}`),
    ...(statement.NotAction === undefined ? [] : [`${where} allows everything but some actions`]),
    ...(onOthers ? [`${where} allows ${actions.join(', ')} on everything but some resources`] : []),
    ...(onAll ? [`${where} allows ${actions.join(', ')} on every resource`] : []),
  ];
}

/** Use of a key of AWS, which has no ARN to name, by way of one service. */
function isKeyOfService(statement: Props, actions: readonly string[]): boolean {
  const via = objectAt(objectAt(statement, 'Condition'), 'StringEquals')['kms:ViaService'];
  return via !== undefined && actions.every((action) => action.startsWith('kms:'));
}
