import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Schema } from '../../../runtime/delta/index.ts';

/** An action as another writer puts it. */
export type ForeignAction = Readonly<Record<string, unknown>>;

export const protocol = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };

export function metaData(schema: Schema, more: object = {}): ForeignAction {
  return {
    metaData: {
      id: 'b5a0a2f5-7b8c-4c5e-9d3e-0f6f4f0d3a11',
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify(schema),
      partitionColumns: [],
      configuration: {},
      ...more,
    },
  };
}

export function add(path: string, more: object = {}): ForeignAction {
  return { add: { path, partitionValues: {}, size: 1, modificationTime: 1, dataChange: true, ...more } };
}

export function remove(path: string, more: object = {}): ForeignAction {
  return { remove: { path, dataChange: true, ...more } };
}

/** Writes commits as files of a log, by hand: the first is version `from`. */
export function writeLog(folder: string, commits: readonly (readonly ForeignAction[])[], from = 0): void {
  for (const [index, actions] of commits.entries()) {
    writeLogFile(
      folder,
      `${String(from + index).padStart(20, '0')}.json`,
      actions.map((action) => `${JSON.stringify(action)}\n`).join(''),
    );
  }
}

export function writeLogFile(folder: string, name: string, content: string): void {
  const path = join(folder, '_delta_log', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
