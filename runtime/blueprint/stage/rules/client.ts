import { names } from '../../names.ts';
import { fault, type Rule, rule } from './rule.ts';

/** Rules of the Kafka client and of the software that it and the connector install. */
export const clientRules: readonly Rule[] = [
  rule(['client', 'connector', 'artifacts'], ({ client, connector, artifacts }) => [
    (client.type === 'managed' || connector.type === 'managed') &&
      artifacts.type === 'none' &&
      fault(
        'artifacts',
        'is missing: give, with type existing, the bucket from which Kafka client and connector take their software (`pinflow artifacts sync` fills it)',
      ),
  ]),
  rule(['offline', 'client'], ({ offline, client }) => [
    offline &&
      client.type === 'managed' &&
      client.imageId === undefined &&
      fault('client.imageId', 'cannot be looked up offline: give the id of an Amazon Linux 2023 image for x86-64'),
  ]),
  rule(['artifacts', 'userId'], (stage) => [
    stage.artifacts.type === 'existing' &&
      stage.artifacts.bucket === names(stage).bucket &&
      fault('artifacts.bucket', 'must be another bucket than the one this stack makes'),
  ]),
];
