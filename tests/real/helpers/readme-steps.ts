import { readFileSync } from 'node:fs';

/** A paragraph of the README's section on deployment, with its blocks of commands as they are printed. */
export interface Step {
  readonly title: string;
  readonly blocks: readonly (readonly string[])[];
}

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const section = readme.slice(
  readme.indexOf('\n## Deploy it\n'),
  readme.indexOf('\n### Components for other programs\n'),
);

/** The command of the section's introduction, which puts the packages' Node on the path. */
export const [, pathCommand = ''] = /`(export PATH=[^`]+)`/.exec(section) ?? [];

/** From the account to its end. */
export const steps: readonly Step[] = section
  .split(/^(?=\*\*)/m)
  .slice(1)
  .map((text) => ({
    title: /^\*\*(.+?)\.\*\*/.exec(text)?.[1] ?? '',
    blocks: [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = '']) => block.trimEnd().split('\n')),
  }));

/** How an expectation names a command of a step: without its comment. */
export function commandKey({ title }: Step, command: string): string {
  return `${title}: ${command.replace(/\s+#.*/, '')}`;
}
