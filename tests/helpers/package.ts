import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { databricks, devStage } from './stage.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A workspace that is packed. */
export type Workspace = 'runtime' | 'infra';

/** Packs a workspace from a copy, so that nothing is built in the tree which other tests read; returns the tarball's path. */
export function pack(workspace: Workspace, folder: string): string {
  const copy = join(folder, 'repository');
  const left = ['node_modules', 'dist'];
  for (const room of ['runtime', 'infra']) {
    cpSync(join(root, room), join(copy, room), {
      recursive: true,
      filter: (source) => !left.includes(basename(source)),
    });
  }
  for (const file of ['LICENSE', 'tsconfig.json']) cpSync(join(root, file), join(copy, file));
  for (const place of ['node_modules', 'runtime/node_modules', 'infra/node_modules']) {
    if (existsSync(join(root, place))) symlinkSync(join(root, place), join(copy, place));
  }
  // npm prints the tarball's name last, after what the package's scripts print.
  const printed = npm(join(copy, workspace), 'pack', `--pack-destination=${folder}`);
  return join(folder, printed.trim().split('\n').at(-1) ?? '');
}

/** Makes an empty project. */
export function makeProject(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
}

/** Unpacks a tarball into a project as npm would, but takes the packages that it depends on, and no others, from this repository. */
export function installOffline(project: string, tarball: string, workspace: Workspace): void {
  const place = join(project, 'node_modules/@pinflow', workspace);
  mkdirSync(place, { recursive: true });
  execFileSync('tar', ['--extract', '--strip-components=1', `--file=${tarball}`, `--directory=${place}`]);
  for (const name of Object.keys(manifest(project, workspace).dependencies)) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(dependency(name, workspace), link);
  }
}

/** Imports every entry of the installed runtime, type-checks a program that uses it and runs its command. */
export function checkRuntime(t: ExecutionContext, project: string): void {
  const entries = Object.keys(manifest(project, 'runtime').exports).map((entry) => `@pinflow/runtime${entry.slice(1)}`);
  const imports = entries.map((entry) => `import '${entry}';`).join('\n');
  writeFileSync(
    join(project, 'use.mjs'),
    `${imports}
import { contracts, parseStage } from '@pinflow/runtime';
console.log(JSON.stringify([contracts.map(({ kind }) => kind), parseStage(${JSON.stringify(devStage)}).region]));`,
  );
  t.deepEqual(JSON.parse(node(project, 'use.mjs')), [['pin', 'geo', 'user'], 'us-east-1']);

  writeFileSync(
    join(project, 'use.ts'),
    `${imports}
import { parseStage, type Stage } from '@pinflow/runtime';
export const stage: Stage = parseStage(${JSON.stringify(devStage)});
// @ts-expect-error A region is text: the types have arrived.
export const region: number = stage.region;`,
  );
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    skipLibCheck: true,
    types: [],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  node(project, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');

  const pinflow = 'node_modules/@pinflow/runtime/bin/pinflow.js';
  t.regex(node(project, pinflow, '--help'), /Usage: pinflow/);

  // What is shipped as it is came along.
  const stage = { ...devStage, ...databricks };
  writeFileSync(join(project, 'Pulumi.one.yaml'), JSON.stringify({ config: { 'pinflow:stage': stage } }));
  t.regex(node(project, pinflow, 'build', '--stage', 'one', '--out', 'built'), /batch\.py.*demo_dag\.py/s);
}

/** Runs npm and returns its standard output. */
export function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a program with the project's own Node, or else this one, and returns its standard output. */
export function node(project: string, ...args: string[]): string {
  const path = [join(project, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const run = spawnSync('node', args, { cwd: project, env: { ...process.env, PATH: path }, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`node ${args.join(' ')} ended with ${run.status}: ${run.stdout}${run.stderr}`);
  return run.stdout;
}

function manifest(
  project: string,
  workspace: Workspace,
): { exports: Record<string, string>; dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(project, 'node_modules/@pinflow', workspace, 'package.json'), 'utf8'));
}

/** Where npm put a dependency of the workspace: beside it, or at the root. */
function dependency(name: string, workspace: Workspace): string {
  const places = [join(root, workspace, 'node_modules', name), join(root, 'node_modules', name)];
  return places.find((place) => existsSync(place)) ?? '';
}
