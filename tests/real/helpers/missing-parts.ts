import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { realFolder, type SparkVersion, sparks } from './python.ts';

/** The real components that a suite can need, each with what tells whether it is here. */
const parts = {
  'Java 17': () => javaVersion() >= 17,
  'a Java compiler': () => runs('javac', '--version'),
  'the Python packages': () => isInstalled(sparks['4.0'].packages),
  'the Delta jars': () => isInstalled(sparks['4.0'].jars),
  'the Python packages of Spark 3.5': () => isInstalled(sparks['3.5'].packages),
  'the Delta jars of Spark 3.5': () => isInstalled(sparks['3.5'].jars),
  'the template jars': () => isInstalled('template-jars'),
  'Airflow 2.11': () => isInstalled('airflow-2.11.0'),
  'Airflow 3.0': () => isInstalled('airflow-3.0.6'),
  'Airflow 3.3': () => isInstalled('airflow-3.3.1'),
  'the AWS CLI and its stand-in': () => isInstalled('python-aws'),
  'the npm registry': () => runs('npm', 'view', 'node@22.23.3', 'version'),
  shellcheck: () => runs('shellcheck', '--version'),
  Chromium: () => runs('chromium', '--version'),
  'the right to mount': () => process.getuid?.() === 0 && runs('mount', '--version'),
};

/** The name of a real component. */
export type Part = keyof typeof parts;

/** What each Spark with Delta needs. */
export const sparkParts: Readonly<Record<SparkVersion, readonly Part[]>> = {
  '4.0': ['Java 17', 'the Python packages', 'the Delta jars'],
  '3.5': ['Java 17', 'the Python packages of Spark 3.5', 'the Delta jars of Spark 3.5'],
};
export const spark = sparkParts['4.0'];

/** Says what of it is missing, and how to get it; undefined when all is here. */
export function missingParts(needs: readonly Part[]): string | undefined {
  const missing = needs.filter((part) => !parts[part]());
  return missing.length === 0 ? undefined : `this needs ${missing.join(' and ')}; \`bash .ci/install\` installs it`;
}

function isInstalled(part: string): boolean {
  return existsSync(new URL(`${part}/installed`, realFolder));
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
