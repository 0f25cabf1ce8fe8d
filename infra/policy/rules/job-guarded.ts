import { objectAt, type Rule } from '../rule.ts';

export const jobGuarded: Rule = {
  name: 'job-guarded',
  level: 'mandatory',
  severity: 'medium',
  forbids: 'A job that runs as a person, or twice at once.',
  reason: 'It would end with the person’s account; and two runs would write the same tables.',
  remedy: 'Set runAs.servicePrincipalName, and maxConcurrentRuns to 1',
  types: ['databricks:index/job:Job'],
  violations: ({ props }) => [
    ...(objectAt(props, 'runAs').servicePrincipalName === undefined ? ['it runs as no service principal'] : []),
    ...(props.maxConcurrentRuns === 1 ? [] : ['maxConcurrentRuns is not 1']),
  ],
};
