import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';

/** What only the command line may do, each with the rule that refuses it elsewhere. */
const edge: [does: string, code: string, rule: string][] = [
  ['print', "console.log('x');", 'noConsole'],
  ['read the environment', 'export const home = process.env.HOME;', 'noProcessEnv'],
  ['read its arguments', 'export const args = process.argv;', 'noRestrictedGlobals'],
  ['exit', 'process.exit(1);', 'noRestrictedGlobals'],
  ['import the environment', "import { env } from 'node:process';\nexport { env };", 'noRestrictedImports'],
  ['import the process', "import process from 'node:process';\nexport { process };", 'noRestrictedImports'],
];

const folder = mkdtempSync(join(tmpdir(), 'pinflow-edge-'));
test.after.always(() => rmSync(folder, { recursive: true }));

for (const [does, code, rule] of edge) {
  test.serial(`the twin may not ${does}`, (t) => t.true(violated('runtime/twin/edge.ts', code).includes(rule)));
  test.serial(`infra may not ${does}`, (t) => t.true(violated('infra/edge.ts', code).includes(rule)));
  test.serial(`the command may ${does}`, (t) => t.deepEqual(violated('runtime/cli/edge.ts', code), []));
}

/** The rules that a file of this text breaks at this path of a project with our settings. */
function violated(path: string, text: string): string[] {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  copyFileSync(new URL('../../biome.json', import.meta.url), join(folder, 'biome.json'));
  writeFileSync(file, text);
  const run = spawnSync('biome', ['lint', '--reporter=json', path], { cwd: folder, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(run.stdout) as { diagnostics: { category: string }[] };
  return diagnostics.map(({ category }) => category.split('/').at(-1) ?? '');
}
