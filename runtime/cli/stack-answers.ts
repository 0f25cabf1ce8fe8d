import { names, type PathName, qualifiedName, type StackOutputs } from '../blueprint/index.ts';
import { PinflowError } from '../errors.ts';
import type { AnswerRow } from '../jobs/index.ts';
import { type AnswerName, answerStatement } from '../transforms/index.ts';
import { openWarehouse, type WarehousePlace } from './databricks-sql.ts';
import { readStackOutputs } from './stack-outputs.ts';

/**
 * Answers questions from a deployed stack's tables of a path, in Unity Catalog.
 * @throws {PinflowError} `STACK_UNREADABLE`, `STATEMENT_FAILED`, `WORKSPACE_…` or `WAREHOUSE_MISSING`
 */
export async function answersOfStack<Name extends AnswerName>(
  stack: string,
  from: PathName,
  wanted: readonly Name[],
  signal: AbortSignal,
): Promise<Record<Name, AnswerRow[]>> {
  const outputs = await readStackOutputs(stack);
  const place = placeOf(stack, outputs);
  const warehouse = await openWarehouse(place, signal);
  const { batchTables, streamTables } = names(outputs);
  const named = Object.entries(from === 'batch' ? batchTables : streamTables);
  const tables = Object.fromEntries(named.map(([kind, table]) => [kind, qualifiedName(place, table)]));
  const answers: [Name, AnswerRow[]][] = [];
  for (const name of wanted) answers.push([name, await warehouse.ask(answerStatement(name, tables, from))]);
  return Object.fromEntries(answers) as Record<Name, AnswerRow[]>;
}

function placeOf(stack: string, outputs: StackOutputs): WarehousePlace {
  const { workspaceHost, warehouseId, catalog, schema } = outputs;
  if (workspaceHost && warehouseId && catalog && schema) return { workspaceHost, warehouseId, catalog, schema };
  const missing = Object.entries({ workspaceHost, warehouseId, catalog, schema }).filter(([, value]) => !value);
  const what = `it has no Databricks workspace (its outputs lack ${missing.map(([name]) => name).join(', ')})`;
  throw new PinflowError('STACK_UNREADABLE', `stack ${stack}: ${what}: give the stage a \`workspace\` and deploy it`);
}
