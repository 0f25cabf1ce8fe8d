import type { Rule } from '../rule.ts';

export const dashboardAsViewer: Rule = {
  name: 'dashboard-as-viewer',
  level: 'mandatory',
  severity: 'high',
  forbids: 'A dashboard that reads with the rights of who published it.',
  reason: 'Whoever gets its link would read tables that nobody has granted to them.',
  remedy: 'Set embedCredentials to false',
  types: ['databricks:index/dashboard:Dashboard'],
  violations: ({ props }) => (props.embedCredentials === false ? [] : ['embedCredentials is not false']),
};
