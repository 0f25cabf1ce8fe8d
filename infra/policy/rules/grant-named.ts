import { textsOf } from '../documents.ts';
import { listAt, type Props, type Rule } from '../rule.ts';

const everyone = ['account users', 'users'];

export const grantNamed: Rule = {
  name: 'grant-named',
  level: 'mandatory',
  severity: 'critical',
  forbids: 'A grant in Unity Catalog to everyone, or of every privilege.',
  reason: 'The tables hold the posts of people; who reads them is to be known, and nobody needs all.',
  remedy: 'Name a group, and the privileges that it needs',
  types: ['databricks:index/grant:Grant', 'databricks:index/grants:Grants'],
  violations: ({ type, props }) => (type.endsWith(':Grants') ? listAt(props, 'grants') : [props]).flatMap(violationsOf),
};

function violationsOf({ principal, privileges }: Props): string[] {
  return [
    ...(everyone.includes(String(principal)) ? [`the principal is ${String(principal)}`] : []),
    ...textsOf(privileges)
      .filter((privilege) => /^ALL[_ ]PRIVILEGES$/i.test(privilege))
      .map((privilege) => `it grants ${privilege}`),
  ];
}
