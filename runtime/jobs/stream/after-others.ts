import type { Table } from '../../delta/index.ts';
import { PinflowError } from '../../errors.ts';

/** Commits of other writers that may come first, in a row. */
const maxAttempts = 100;

/** Makes a commit; when another writer's came first, again, from the table as it then is. */
export async function afterOthers<T>(table: Table, commit: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await commit();
    } catch (error) {
      if (!isConflict(error) || attempt === maxAttempts) throw error;
      await table.refresh();
    }
  }
}

/** Whether another writer came first. */
export function isConflict(error: unknown): boolean {
  return error instanceof PinflowError && error.code === 'TABLE_CONFLICT';
}
