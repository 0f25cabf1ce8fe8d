import { join } from 'node:path';
import { contracts } from '../../contracts/index.ts';
import type { Source } from '../source.ts';
import { type IndexedFile, indexFile } from './indexed-file.ts';

/**
 * The rows of a folder that holds `<kind>.ndjson` for every record kind: one JSON object a line, found by its key field. All lines are
 * checked first; then rows are read from the files as they are asked for, so that memory holds the index alone.
 * @throws {PinflowError} `SOURCE_MISSING`, `SOURCE_EMPTY` or `SOURCE_LINE_INVALID`, naming the file and the line.
 */
export async function openFiles(folder: string): Promise<Source> {
  const files = new Map<string, IndexedFile>();
  const close = () => {
    for (const file of files.values()) file.close();
  };
  try {
    for (const contract of contracts) {
      files.set(contract.kind, await indexFile(join(folder, `${contract.kind}.ndjson`), contract));
    }
  } catch (cause) {
    close();
    throw cause;
  }
  const all = [...files.values()];
  const smallest = smallestShared(all);
  return {
    has: (key) => all.every((file) => file.has(key)),
    hasBelow: (rows) => smallest < rows,
    row: (kind, key) => (files.get(kind) as IndexedFile).read(key),
    [Symbol.dispose]: close,
  };
}

/** The smallest key that every file has; infinite when they share none. */
function smallestShared([first, ...others]: readonly IndexedFile[]): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (const key of first?.keys() ?? []) {
    if (key < smallest && others.every((file) => file.has(key))) smallest = key;
  }
  return smallest;
}
