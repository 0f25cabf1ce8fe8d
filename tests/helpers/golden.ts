import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ExecutionContext } from 'ava';

const root = new URL('../golden/', import.meta.url);

/**
 * Holds texts that others read against the files of a folder of `tests/golden`, by name, so that a review sees every change.
 * `UPDATE_GOLDEN=1 npx ava TEST` writes the folder anew.
 */
export function matchesGolden(t: ExecutionContext, folder: string, texts: Readonly<Record<string, string>>): void {
  const place = new URL(`${folder}/`, root);
  if (process.env.UPDATE_GOLDEN === '1') write(place, texts);
  for (const [name, text] of Object.entries(texts)) {
    const path = `${folder}/${name}`;
    t.is(text, readGolden(path) ?? 'nothing is recorded', path);
  }
  t.deepEqual(readdirSync(place).sort(), Object.keys(texts).sort());
}

/** A golden file's text; undefined where there is none. */
export function readGolden(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch {
    return undefined;
  }
}

/** Plain data as a golden file holds it. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function write(place: URL, texts: Readonly<Record<string, string>>): void {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const [name, text] of Object.entries(texts)) writeFileSync(new URL(name, place), text);
}
