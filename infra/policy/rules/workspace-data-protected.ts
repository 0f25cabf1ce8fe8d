import { isProd, type StackRule } from '../rule.ts';

const types = [
  'databricks:index/catalog:Catalog',
  'databricks:index/schema:Schema',
  'databricks:index/externalLocation:ExternalLocation',
  'databricks:index/storageCredential:StorageCredential',
];

// Whether a stack is a production stage is told by the tags of its AWS provider: those of the workspace's have none.
export const workspaceDataProtected: StackRule = {
  name: 'workspace-data-protected',
  level: 'mandatory',
  severity: 'critical',
  forbids:
    'Something in Unity Catalog that holds data of a production stage, or the access to it, and is not protected.',
  reason: 'One mistaken line would drop the tables.',
  remedy: 'Set protection.protect of the stage to true',
  ofStack: true,
  violations: (resources) =>
    resources.some(({ provider }) => isProd(provider))
      ? resources
          .filter(({ type, protect }) => types.includes(type) && !protect)
          .map(({ urn, name }) => ({ urn, message: `${name}: it is not protected` }))
      : [],
};
