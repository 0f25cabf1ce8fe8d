import { readFileSync } from 'node:fs';

/** The sections of docs/changes.md, by what a change of the options in them does. */
export const effects = ['In place', 'With an interruption', 'With a loss', 'Never'] as const;

/** The effect of a change of an option, as the page says. */
export type Effect = (typeof effects)[number];

/** The effect of every option that the page names; throws where it names one twice. */
export function documentedEffects(): Map<string, Effect> {
  const page = readFileSync(new URL('../../../docs/changes.md', import.meta.url), 'utf8');
  const found = new Map<string, Effect>();
  for (const section of page.split(/^## /m)) {
    const effect = effects.find((one) => section.startsWith(`${one}\n`));
    if (effect === undefined) continue;
    for (const option of optionsIn(section)) {
      if (found.has(option)) throw new Error(`docs/changes.md names ${option} twice`);
      found.set(option, effect);
    }
  }
  return found;
}

/** The options in the first column of a section's table. */
function optionsIn(section: string): string[] {
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, option = '']) => option),
  );
}
