import { statementsOf, textsOf } from '../documents.ts';
import { objectAt, type Props, type Rule } from '../rule.ts';

export const trustExternalId: Rule = {
  name: 'trust-external-id',
  level: 'mandatory',
  severity: 'critical',
  forbids: 'A role that another account may assume without saying for whom.',
  reason:
    'Databricks comes to every customer by one role: without an external ID another customer could name this one.',
  remedy: 'Ask for sts:ExternalId in a condition of the trust policy',
  types: ['aws:iam/role:Role'],
  violations: ({ props }) =>
    statementsOf(props.assumeRolePolicy)
      .filter((statement) => statement.Effect === 'Allow' && trusted(statement).length > 0)
      .filter((statement) => objectAt(objectAt(statement, 'Condition'), 'StringEquals')['sts:ExternalId'] === undefined)
      .flatMap((statement) => trusted(statement).map((arn) => `it trusts ${arn} without an external ID`)),
};

function trusted(statement: Props): readonly string[] {
  return textsOf(objectAt(statement, 'Principal').AWS);
}
