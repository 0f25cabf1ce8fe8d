import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rounds = 5;

/** What the program may take of the time of its imports. */
const limit = 1.6;

/** Times the Pulumi program, answers instant, against its imports; and the type check against an empty program with the same imports. */
export function benchInfra(): void {
  const program =
    (...args: string[]) =>
    () =>
      run([join(root, 'tests/bench/infra-program.ts'), ...args]);
  const [imports, whole] = inTurns(program('imports'), program('program'));
  console.log(
    `pulumi program of prod: ${whole.toFixed(2)} s, ${(whole / imports).toFixed(2)} of its imports alone (${imports.toFixed(2)} s); limit ${limit}`,
  );
  const folder = mkdtempSync(join(root, 'runtime/out-bench-'));
  try {
    const empty = emptyProgram(folder);
    const tsc = (project: string) => () => run([join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
    const [bare, all] = inTurns(tsc(empty), tsc(root));
    console.log(
      `tsc over everything: ${all.toFixed(2)} s, ${(all / bare).toFixed(2)} of an empty program with the same imports (${bare.toFixed(2)} s)`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Medians of the seconds of two runs, taken in turns. */
function inTurns(one: () => number, other: () => number): [number, number] {
  const taken = Array.from({ length: rounds }, () => [one(), other()] as const);
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(rounds / 2)] as number;
  return [median(taken.map(([first]) => first)), median(taken.map(([, second]) => second))];
}

function run(args: readonly string[]): number {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return (performance.now() - started) / 1000;
}

const importLine = /^(?:import |export |\} )(?:.* )?from '((?!@pinflow)[^'.][^']*)';$/gm;

/** Writes a program that imports every package that this one does, and nothing else; returns its `tsconfig.json`. */
function emptyProgram(folder: string): string {
  const files = globSync(
    ['runtime', 'infra', 'tests', 'docs'].map((room) => `${root}/${room}/**/*.ts`),
    {
      exclude: (name) => name.includes('node_modules'),
    },
  );
  const packages = new Set(
    files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(importLine)].map(([, name]) => name)),
  );
  writeFileSync(join(folder, 'empty.ts'), [...packages].map((name) => `import '${name}';\n`).join(''));
  const config = { extends: '../../tsconfig.json', include: ['empty.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return join(folder, 'tsconfig.json');
}
