import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Imports that must be refused, each with the rule that refuses it. */
const refused: [file: string, imports: string, rule: string][] = [
  ['runtime/contracts/a.ts', '../transforms/target.ts', 'contracts-imports-one-way'],
  ['runtime/contracts/a.ts', 'node:fs', 'pure-rooms-do-no-io'],
  ['runtime/transforms/a.ts', '../blueprint/target.ts', 'transforms-imports-one-way'],
  ['runtime/transforms/a.ts', 'node:http', 'pure-rooms-do-no-io'],
  ['runtime/transforms/a.ts', '@duckdb/node-api', 'pure-rooms-do-no-io'],
  ['runtime/blueprint/a.ts', '../twin/target.ts', 'blueprint-imports-one-way'],
  ['runtime/blueprint/a.ts', 'undici', 'pure-rooms-do-no-io'],
  ['runtime/delta/a.ts', '../contracts/target.ts', 'delta-imports-one-way'],
  ['runtime/twin/a.ts', '../emulator/target.ts', 'twin-imports-one-way'],
  ['runtime/twin/a.ts', '../delta/target.ts', 'twin-imports-one-way'],
  ['runtime/emulator/a.ts', '../jobs/target.ts', 'emulator-imports-one-way'],
  ['runtime/jobs/a.ts', '../report/target.ts', 'jobs-imports-one-way'],
  ['runtime/jobs/a.ts', 'commander', 'command-line-in-cli-only'],
  ['runtime/report/a.ts', '../cli/target.ts', 'report-imports-one-way'],
  ['runtime/review/a.ts', '../transforms/target.ts', 'review-imports-one-way'],
  ['runtime/cli/a.ts', '../../infra/target.ts', 'cli-imports-one-way'],
  ['runtime/cli/a.ts', '../../tests/target.ts', 'product-without-tests'],
  ['runtime/errors.ts', './contracts/target.ts', 'root-alone'],
  ['runtime/waiting.ts', './contracts/target.ts', 'root-alone'],
  ['runtime/attic/a.ts', '../contracts/target.ts', 'room-not-in-table'],
  ['infra/a.ts', '../runtime/twin/target.ts', 'infra-imports-one-way'],
  ['infra/a.ts', '../runtime/transforms/target.ts', 'infra-imports-one-way'],
  ['runtime/twin/a.ts', './b.ts', 'no-circles'],
  ['runtime/twin/a.ts', './missing.ts', 'resolvable'],
];

/** Imports that the architecture allows. */
const allowed: [file: string, imports: string][] = [
  ['runtime/contracts/a.ts', 'zod'],
  ['runtime/transforms/a.ts', '../contracts/target.ts'],
  ['runtime/transforms/a.ts', 'kysely'],
  ['runtime/blueprint/a.ts', '../transforms/target.ts'],
  ['runtime/delta/a.ts', '../errors.ts'],
  ['runtime/delta/a.ts', 'node:fs'],
  ['runtime/jobs/a.ts', '../delta/target.ts'],
  ['runtime/report/a.ts', '../delta/target.ts'],
  ['runtime/cli/a.ts', '../twin/target.ts'],
  ['runtime/cli/a.ts', 'commander'],
  ['infra/a.ts', '../runtime/blueprint/target.ts'],
  ['tests/a.ts', '../runtime/cli/target.ts'],
];

const rooms = ['contracts', 'transforms', 'blueprint', 'delta', 'twin', 'emulator', 'jobs', 'report', 'cli'];

for (const form of ['import', 'import type']) {
  for (const [file, imports, rule] of refused) {
    test(`${form}: ${file} may not import ${imports}`, async (t) =>
      t.deepEqual(await violated(form, file, imports), [rule]));
  }
  for (const [file, imports] of allowed) {
    test(`${form}: ${file} may import ${imports}`, async (t) => t.deepEqual(await violated(form, file, imports), []));
  }
}

/** The rules violated in a tree of the project's shape where `file` imports `imports`. */
async function violated(form: string, file: string, imports: string): Promise<string[]> {
  const tree = mkdtempSync(join(tmpdir(), 'pinflow-imports-'));
  try {
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    };
    write('package.json', '{ "type": "module", "dependencies": { "zod": "*", "undici": "*" } }');
    write('runtime/errors.ts', 'export type value = 1;');
    write('runtime/twin/b.ts', "import './a.ts';");
    write('runtime/twin/a.ts', 'export type value = 1;');
    for (const folder of [...rooms.map((room) => `runtime/${room}`), 'infra', 'tests']) {
      write(`${folder}/target.ts`, 'export type value = 1;');
    }
    write(file, `${form} * as other from '${imports}';`);
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    const { forbidden, options } = config;
    const settings = { ...options, baseDir: tree, ruleSet: { forbidden }, validate: true } as ICruiseOptions;
    const { output } = await cruise(['runtime', 'infra', 'tests'], settings);
    return [...new Set((output as ICruiseResult).summary.violations.map(({ rule }) => rule.name))];
  } finally {
    rmSync(tree, { recursive: true });
  }
}
