import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import test from 'ava';
import { realFolder } from './python.ts';

/** The real components that a suite can need, each with what tells whether it is here. */
const parts = {
  'Java 17': () => javaVersion() >= 17,
  'the Python packages': () => existsSync(new URL('python/installed', realFolder)),
  'the Delta jars': () => existsSync(new URL('jars/installed', realFolder)),
  'the npm registry': () => runs('npm', 'view', 'node@22.23.3', 'version'),
  shellcheck: () => runs('shellcheck', '--version'),
  Chromium: () => runs('chromium', '--version'),
  'the right to mount': () => process.getuid?.() === 0 && runs('mount', '--version'),
};

type Part = keyof typeof parts;

/** What Spark with Delta needs. */
export const spark: readonly Part[] = ['Java 17', 'the Python packages', 'the Delta jars'];

/**
 * Declares the tests of a suite that needs real components. Where one is missing, the suite is skipped and says so;
 * under CI it fails, since `.ci/install` should have installed it.
 */
export function real(needs: readonly Part[], declareTests: () => void): void {
  const missing = needs.filter((part) => !parts[part]());
  if (missing.length === 0) {
    declareTests();
    return;
  }
  const sentence = `this suite needs ${missing.join(' and ')}; \`bash .ci/install\` installs it`;
  if (process.env.CI) test(sentence, (t) => t.fail());
  else test.skip(sentence, (t) => t.pass());
}

function javaVersion(): number {
  try {
    const said = execFileSync('java', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/^\S+ (\d+)/.exec(said)?.[1]);
  } catch {
    return 0;
  }
}

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
