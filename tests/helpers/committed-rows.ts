import { existsSync, readFileSync } from 'node:fs';

/** Raw rows of each kind in the order of their arrival. */
export type RawRows = Record<'pin' | 'geo' | 'user', unknown[]>;

/**
 * Rows of the project's own making: `fixtures/rows` is a source folder, whose keys are unique, with each special case of the data;
 * `newer` holds what is posted again later, unchanged, changed or broken.
 */
export function committedRows(): RawRows {
  const folder = new URL('../fixtures/rows/', import.meta.url);
  const rows = (kind: string) => [...readRows(folder, kind), ...readRows(new URL('newer/', folder), kind)];
  return { pin: rows('pin'), geo: rows('geo'), user: rows('user') };
}

const shared = new URL('../../../shared/data/', import.meta.url);

/** Why the real rows cannot be read here, or undefined where they can. */
export const realRowsMissing = existsSync(new URL('pin.ndjson', shared))
  ? undefined
  : 'the real rows of ../shared/data are not here';

/** The real rows as the original emulator's first 1,000 messages post them: 963 posts, some of them twice. */
export function realRows(): RawRows {
  const order = JSON.parse(readFileSync(new URL('posting-order-seed100.json', shared), 'utf8')) as number[];
  const posted = (kind: string, key: string) => {
    const byKey = new Map(readRows(shared, kind).map((row) => [row[key], row]));
    return order.map((ind) => byKey.get(ind));
  };
  return { pin: posted('pin', 'index'), geo: posted('geo', 'ind'), user: posted('user', 'ind') };
}

function readRows(folder: URL, kind: string): Record<string, unknown>[] {
  const lines = readFileSync(new URL(`${kind}.ndjson`, folder), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
