import { workspaceFields } from '../../../runtime/blueprint/index.ts';
import { json, text, workspaceFolder } from './fields.ts';
import { argumentsSchema } from './index.ts';

/** The arguments of the answer pages. */
export const answerPagesArguments = argumentsSchema({
  folder: workspaceFolder,
  title: text,
  notebook: text,
  dashboard: json,
  warehouseId: workspaceFields.warehouseId,
  readers: workspaceFields.principals.optional(),
});
