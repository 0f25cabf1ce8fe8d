import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryFolder } from '../helpers/folder.ts';
import { npm } from '../helpers/package.ts';

interface Locked {
  version?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const locked: Record<string, Locked> = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
).packages;

test('the lockfile holds the packages of every platform, without which `npm ci` refuses it', (t) => {
  const missing = Object.entries(locked).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in locked) && !(`${place}/node_modules/${name}` in locked),
    ),
  );
  t.deepEqual(missing, []);
});

test('the lockfile names no registry', (t) => {
  const links = Object.values(locked).flatMap(({ resolved }) => (resolved?.includes('://') ? [resolved] : []));
  t.deepEqual(links, []);
});

for (const folder of ['plugin', 'policy']) {
  test(`the engine's \`npm install\` leaves no lockfile in infra/${folder}`, (t) => {
    const copy = join(temporaryFolder(t), folder);
    cpSync(fileURLToPath(new URL(`../../infra/${folder}`, import.meta.url)), copy, { recursive: true });
    t.regex(npm(copy, 'install', '--ignore-scripts', '--offline'), /up to date/);
    t.false(existsSync(join(copy, 'package-lock.json')));
  });
}
