import { z } from 'zod';
import { formed, workspaceFields } from '../../../runtime/blueprint/index.ts';
import { protection, unityName } from './fields.ts';
import { argumentsSchema } from './index.ts';

/** The arguments of a lake schema. */
export const lakeSchemaArguments = argumentsSchema({
  catalogName: unityName,
  managesCatalog: z.boolean().optional(),
  schemaName: unityName,
  // A catalog that is made here may go without: Databricks adds the schema `default` to each.
  managesSchema: z.boolean().optional(),
  storageRoot: formed(/^s3:\/\/[^/]+(\/.*)?$/, 'use a location such as s3://user-demo-bucket/catalog').optional(),
  readers: workspaceFields.principals.optional(),
  ...protection,
});
