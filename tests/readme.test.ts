import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { pinflow, resultOf } from './helpers/cli.ts';
import { temporaryFolder } from './helpers/folder.ts';

const root = new URL('../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const rows = fileURLToPath(new URL('fixtures/rows', import.meta.url));

/** The commands of a block of shell in the README, without `npx pinflow` and comments. */
function commandsOf(block: number): string[][] {
  const text = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)][block]?.[1] ?? '';
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines.filter((line) => line.startsWith('npx pinflow ')).map((line) => line.split(/\s+/).slice(2));
}

test('the commands that the README shows work, one after the other', async (t) => {
  const folder = temporaryFolder(t);
  const commands = commandsOf(1);
  t.true(commands.length >= 5);
  for (const [index, command] of commands.entries()) {
    const args = command.map((word) => word.replace('files:DIR', `files:${rows}`).replace(/^out\//, `${folder}/`));
    const isLoose = args[0] === 'demo' && !args.includes('--out');
    const ran = await pinflow(...args, ...(isLoose ? ['--out', join(folder, `run-${index}`)] : []), '--json');
    t.is(ran.status, 0, `${args.join(' ')}: ${ran.stderr}`);
    t.is(typeof resultOf(ran), 'object');
  }
});

test('every folder and page that the README names is there', (t) => {
  const named = [...readme.matchAll(/`((?:runtime|tests|infra|docs)[^`]*)`|\]\(([^)]+)\)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  t.true(named.length > 15);
  for (const place of named) t.true(existsSync(new URL(place, root)), place);
});
