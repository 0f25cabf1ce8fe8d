import { accessFacts } from './access.ts';
import { dataFacts } from './data.ts';
import { databricksFacts } from './databricks.ts';
import { networkFacts } from './network.ts';
import type { TypeFacts } from './type-facts.ts';

/** Facts about every type that the program registers. */
export const typeFacts: Readonly<Record<string, TypeFacts>> = {
  ...accessFacts,
  ...dataFacts,
  ...databricksFacts,
  ...networkFacts,
  // A provider of another region or host makes the resources of the stack elsewhere; the gate refuses that.
  'pulumi:providers:aws': {
    replacing: [],
    inPlace: [
      ...['allowedAccountIds', 'defaultTags', 'region', 'skipCredentialsValidation', 'skipMetadataApiCheck'],
      ...['skipRegionValidation', 'skipRequestingAccountId'],
    ],
    source: 'infra/aws-provider.ts',
  },
  'pulumi:providers:databricks': {
    replacing: [],
    inPlace: ['authType', 'clientId', 'clientSecret', 'host'],
    source: 'infra/databricks-provider.ts',
  },
};

type Condition = (before: unknown, after: unknown) => boolean;

/** Inputs that replace a resource only when they change in a certain way. */
export const conditions: Readonly<Record<string, Readonly<Record<string, Condition>>>> = {
  // terraform-provider-aws internal/service/ec2/ec2_instance.go; the program sets userDataReplaceOnChange.
  'aws:ec2/instance:Instance': { userData: () => true },
  // internal/service/elbv2/load_balancer.go: subnets of a network load balancer may be added, not taken away.
  'aws:lb/loadBalancer:LoadBalancer': {
    subnets: (before, after) => list(before).some((one) => !list(after).includes(one)),
  },
  // internal/service/kafka/cluster.go: a lower version.
  'aws:msk/cluster:Cluster': {
    kafkaVersion: (before, after) => Number.parseFloat(text(after)) < Number.parseFloat(text(before)),
  },
  // internal/service/mwaa/environment.go: the next major version.
  'aws:mwaa/environment:Environment': {
    airflowVersion: (before, after) => Number.parseInt(text(after), 10) > Number.parseInt(text(before), 10),
  },
};

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return String(value);
}
