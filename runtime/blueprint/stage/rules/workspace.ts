import { partitionOf } from '../aws.ts';
import { fault, type Rule, rule } from './rule.ts';

/** Rules of the Databricks workspace. */
export const workspaceRules: readonly Rule[] = [
  rule(['workspace', 'streams'], ({ workspace, streams }) => [
    workspace.type === 'existing' &&
      workspace.stream.type === 'managed' &&
      streams.type === 'none' &&
      fault('workspace.stream.type', 'has no streams to read: use none, or streams.type managed'),
  ]),
  rule(['workspace'], ({ workspace }) => {
    if (workspace.type !== 'existing') return [];
    const { catalog, schema, compute, stream } = workspace;
    const isServerless = compute.type === 'serverless' && stream.type === 'managed';
    return [
      catalog.type === 'managed' &&
        schema.type === 'existing' &&
        fault('workspace.schema.type', 'a catalog that the stack makes has no schema yet: use managed'),
      isServerless &&
        stream.mode === 'continuous' &&
        fault('workspace.stream.mode', 'serverless compute takes what there is and stops: use availableNow'),
      isServerless &&
        stream.access.type === 'instanceProfile' &&
        fault('workspace.stream.access.type', 'serverless compute has no instance profile: use serviceCredential'),
    ];
  }),
  rule(['workspace', 'region'], ({ workspace, region }) => [
    workspace.type === 'existing' &&
      partitionOf(region) !== 'aws' &&
      fault(
        'workspace.type',
        `Unity Catalog comes to ${region} by another role, which pinflow does not know: use none`,
      ),
  ]),
  rule(['workspace'], ({ workspace }) => {
    if (workspace.type !== 'existing') return [];
    return (['readers', 'operators'] as const).flatMap((list) =>
      workspace[list].flatMap((principal, index) => [
        principal === 'admins' && {
          path: ['workspace', list, index],
          message: 'can do everything already, and take no permission: leave admins out',
        },
        principal === workspace.clientId && {
          path: ['workspace', list, index],
          message: 'owns everything of the stack, and takes no permission on it: leave it out',
        },
      ]),
    );
  }),
  rule(['workspace', 'offline'], ({ workspace, offline }) => [
    workspace.type === 'existing' &&
      offline &&
      fault('workspace.type', 'is asked for even in a preview: use none offline'),
  ]),
];
