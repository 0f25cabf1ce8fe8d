import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test from 'ava';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Hosts of package registries, last label first, so that none stands here as it is written. */
const hosts = [
  ['org', 'npmjs'],
  ['com', 'yarnpkg'],
  ['org', 'pypi'],
  ['org', 'pythonhosted'],
  ['org', 'maven', 'repo1'],
  ['org', 'maven', 'repo'],
  ['org', 'apache', 'maven', 'repo'],
  ['org', 'sonatype'],
  ['com', 'sonatype'],
  ['org', 'golang', 'proxy'],
  ['org', 'golang', 'sum'],
  ['io', 'crates'],
  ['org', 'rubygems'],
  ['org', 'debian', 'deb'],
  ['org', 'debian', 'ftp'],
  ['org', 'debian', 'security'],
  ['com', 'ubuntu', 'archive'],
].map((labels) => labels.reverse().join('.'));

const pattern = new RegExp(`(^|[^\\w-])(${hosts.map((host) => host.replaceAll('.', '\\.')).join('|')})(?![\\w-])`, 'i');

test('no tracked file names the host of a package registry', (t) => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  t.true(files.length > 500);
  const naming = files.filter((file) => pattern.test(readFileSync(`${root}/${file}`, 'latin1')));
  t.deepEqual(naming, []);
});

test('the pattern finds a host with a subdomain, and no word that only begins like one', (t) => {
  for (const host of hosts) {
    t.regex(`see https://www.${host}/x`, pattern);
    t.notRegex(`see https://${host}x/y`, pattern);
  }
});
