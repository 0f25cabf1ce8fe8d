import { objectAt, type Rule } from '../rule.ts';

export const apiAccessLog: Rule = {
  name: 'api-access-log',
  level: 'mandatory',
  severity: 'medium',
  forbids: 'An API without an access log.',
  reason: 'Nobody could say who posted, or why a call failed.',
  remedy: 'Set accessLogSettings of the stage',
  types: ['aws:apigateway/stage:Stage'],
  violations: ({ props }) =>
    typeof objectAt(props, 'accessLogSettings').format === 'string' ? [] : ['accessLogSettings is not set'],
};
