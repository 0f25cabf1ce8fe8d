import { readFileSync } from 'node:fs';

const driverFiles = ['batch.py', 'spec.py', 'stream.py'] as const;

/** The drivers by file name, as they are shipped to Databricks. */
export function drivers(): Record<(typeof driverFiles)[number], string> {
  const texts = driverFiles.map((name) => [name, readFileSync(new URL(name, import.meta.url), 'utf8')]);
  return Object.fromEntries(texts);
}
