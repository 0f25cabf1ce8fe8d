import type { TableStore } from '../../../runtime/delta/index.ts';

/** A store before whose next commit `meanwhile` happens, as if another process were faster. */
export function overtaken(store: TableStore, meanwhile: () => Promise<unknown>): TableStore {
  let isOvertaken = false;
  return {
    ...store,
    putIfAbsent: async (path, content) => {
      if (!isOvertaken) {
        isOvertaken = true;
        await meanwhile();
      }
      return store.putIfAbsent(path, content);
    },
  };
}
