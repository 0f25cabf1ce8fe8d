import { isSupportedRegion, partitionOf, unsupportedRegion } from '../aws.ts';
import { fault, type Rule, rule, sameHome } from './rule.ts';

/** Rules of the region and of what must lie in it. */
export const regionRules: readonly Rule[] = [
  rule(['region'], ({ region }) => [!isSupportedRegion(region) && fault('region', unsupportedRegion(region))]),
  // botocore/data/budgets/2016-10-20/endpoint-rule-set-1.json names no endpoint of aws-us-gov.
  rule(['observability', 'region'], ({ observability, region }) => [
    observability.budget.type === 'managed' &&
      partitionOf(region) === 'aws-us-gov' &&
      fault('observability.budget.type', 'AWS Budgets has no endpoint in aws-us-gov: use none'),
  ]),
  rule(['encryption', 'region'], ({ encryption, region }) => [
    encryption.type === 'existing' && sameHome('encryption.keyArn', encryption.keyArn, region),
  ]),
];
