import { Permissions, type PermissionsArgs } from '@pulumi/databricks/permissions.js';
import type * as pulumi from '@pulumi/pulumi';
import { isApplicationId } from '../../runtime/blueprint/index.ts';

/** Who may do what with an object of the workspace. */
export interface Access {
  /** Names of groups, users, or application IDs of service principals. */
  readonly principals: readonly string[];
  readonly level: 'CAN_MANAGE_RUN' | 'CAN_READ' | 'CAN_VIEW';
}

/** The permissions of an object, besides its owner's; none where nobody is named. */
export function permissions(
  name: string,
  object: Omit<PermissionsArgs, 'accessControls'>,
  accesses: readonly Access[],
  parent: pulumi.Resource,
): void {
  // One principal has one level: the first that names it.
  const levels = new Map(
    accesses
      .toReversed()
      .flatMap(({ principals, level }) => principals.map((principal) => [principal, level] as const)),
  );
  if (levels.size === 0) return;
  const accessControls = [...levels].map(([principal, permissionLevel]) => ({ ...who(principal), permissionLevel }));
  new Permissions(name, { ...object, accessControls }, { parent });
}

function who(principal: string): { servicePrincipalName: string } | { userName: string } | { groupName: string } {
  if (isApplicationId(principal)) return { servicePrincipalName: principal };
  return principal.includes('@') ? { userName: principal } : { groupName: principal };
}
