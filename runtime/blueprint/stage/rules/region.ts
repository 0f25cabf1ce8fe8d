import { partitionOf } from '../aws.ts';
import { fault, type Rule, rule, sameHome } from './rule.ts';

/** Rules of the region and of what must lie in it. */
export const regionRules: readonly Rule[] = [
  rule(['region'], ({ region }) => {
    const partition = partitionOf(region);
    return [
      // Elsewhere, policies and endpoints would name `logs.<region>.amazonaws.com.cn` and `cn.com.amazonaws.<region>.sts`, for example.
      partition !== 'aws' &&
        partition !== 'aws-us-gov' &&
        fault(
          'region',
          `is in the partition ${partition}, whose services have names that pinflow does not know: use a region of aws or aws-us-gov`,
        ),
    ];
  }),
  // botocore/data/budgets/2016-10-20/endpoint-rule-set-1.json names a global endpoint of aws and aws-cn only.
  rule(['observability', 'region'], ({ observability, region }) => [
    observability.budget.type === 'managed' &&
      partitionOf(region) === 'aws-us-gov' &&
      fault('observability.budget.type', 'AWS Budgets has no endpoint in aws-us-gov: use none'),
  ]),
  rule(['encryption', 'region'], ({ encryption, region }) => [
    encryption.type === 'existing' && sameHome('encryption.keyArn', encryption.keyArn, region),
  ]),
];
