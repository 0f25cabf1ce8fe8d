import type * as pulumi from '@pulumi/pulumi';
import type { Names, Stage } from '../../runtime/blueprint/index.ts';

/** What every part is made with. */
export interface Making {
  readonly stage: Stage;
  readonly all: Names;
  readonly opts: pulumi.ComponentResourceOptions;
}

/** The network of the stack or of the team. */
export interface Net {
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<string[]>;
  /** What makes it, whose routes are there only when it is done; absent for the team's. */
  readonly maker?: pulumi.Resource;
}

/** The cluster of the stack or of the team. */
export interface Kafka {
  readonly clusterArn: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  readonly bootstrapServers: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
}

/** The ARN of the key that encrypts; undefined where the services use their own. */
export type Key = pulumi.Input<string> | undefined;

/** The argument that names the key, where there is one. */
export function withKey(keyArn: Key): { keyArn?: pulumi.Input<string> } {
  return keyArn === undefined ? {} : { keyArn };
}

/** The options of a part that is made after others. */
export function after(opts: pulumi.ComponentResourceOptions, ...before: readonly (pulumi.Resource | undefined)[]) {
  const dependsOn = before.filter((resource) => resource !== undefined);
  return dependsOn.length === 0 ? opts : { ...opts, dependsOn };
}
