import { slotsOf } from '../../zones.ts';
import { fault, type Rule, rule } from './rule.ts';

/** Rules of zones and routes. */
export const networkRules: readonly Rule[] = [
  rule(['network', 'region'], ({ network, region }) =>
    network.type !== 'managed'
      ? []
      : slotsOf(network.zones).map(
          ({ zone }, index) =>
            !zone.startsWith(region) && {
              path: ['network', 'zones', index],
              message: `is not a zone of ${region}: use one such as ${region}a`,
            },
        ),
  ),
  rule(['network', 'client', 'connector'], ({ network, client, connector }) => {
    if (network.type !== 'managed' || network.nat !== 'none') return [];
    const needs = [
      ...(client.type === 'managed' ? (['s3', 'ssm'] as const) : []),
      ...(connector.type === 'managed' ? (['s3'] as const) : []),
    ];
    return [...new Set(needs)]
      .filter((service) => !network.endpoints.includes(service))
      .map((service) =>
        fault(
          'network.endpoints',
          `without NAT, private subnets reach ${service} by its endpoint: add ${service}, or use nat one`,
        ),
      );
  }),
];
