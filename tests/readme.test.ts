import { spawnSync } from 'node:child_process';
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
  for (const place of named.filter((place) => !place.startsWith('https://')))
    t.true(existsSync(new URL(place, root)), place);
});

test('every command of pinflow that a page shows has the options that it is given', async (t) => {
  const pages = ['README.md', 'docs/operations.md', 'docs/original.md', 'docs/databricks.md'];
  const shown = pages.flatMap((page) => {
    const text = readFileSync(new URL(page, root), 'utf8');
    return [...text.matchAll(/npx (pinflow [^`\n#&]+)/g)].map(([, line = '']) => line.trim().split(/\s+/).slice(1));
  });
  t.true(shown.length > 15);
  for (const args of shown) {
    const { status, stderr } = await pinflow(...args.map(unquoted), '--not-an-option');
    t.is(status, 2, args.join(' '));
    t.regex(stderr, /unknown option '--not-an-option'/, args.join(' '));
  }
});

/** A word as bash would hand it over. */
function unquoted(word: string): string {
  return /^'.*'$/.test(word) ? word.slice(1, -1) : word.replaceAll('"', '');
}

test('every block of commands in the README is one that bash reads', (t) => {
  for (const [, block = ''] of readme.matchAll(/```sh\n([\s\S]*?)```/g)) {
    t.is(spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' }).stderr, '', block);
  }
});
