import type { Rule } from '../rule.ts';

export const airflowPrivate: Rule = {
  name: 'airflow-private',
  level: 'mandatory',
  severity: 'high',
  forbids: 'An Airflow whose web server is reached from the internet.',
  reason: 'It starts jobs and shows connections; a password would be all that guards it.',
  remedy: 'Set webserverAccessMode to PRIVATE_ONLY',
  types: ['aws:mwaa/environment:Environment'],
  violations: ({ props }) =>
    props.webserverAccessMode === 'PRIVATE_ONLY' ? [] : [`webserverAccessMode is ${String(props.webserverAccessMode)}`],
};
