import { readFileSync } from 'node:fs';
import test from 'ava';

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
