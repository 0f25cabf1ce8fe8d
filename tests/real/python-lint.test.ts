import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { real } from './helpers/parts.ts';
import { realFolder } from './helpers/python.ts';

const drivers = fileURLToPath(new URL('../../runtime/databricks/', import.meta.url));
const tool = (name: string) => fileURLToPath(new URL(`python/bin/${name}`, realFolder));

/** Leaves no compiled files in the folder that is shipped. */
const compile = 'import sys\nfor name in sys.argv[1:]: compile(open(name).read(), name, "exec")';

real(['the Python packages'], () => {
  for (const [what, command, ...args] of [
    ['ruff finds nothing', tool('ruff'), 'check', '--no-cache', drivers],
    ['ruff would write them as they are', tool('ruff'), 'format', '--no-cache', '--check', drivers],
    [
      'Python compiles them',
      tool('python'),
      '-c',
      compile,
      ...['spec', 'batch', 'stream'].map((name) => `${drivers}${name}.py`),
    ],
  ] as const) {
    test(`the drivers: ${what}`, (t) => {
      const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      t.is(status, 0, stdout + stderr);
    });
  }
});
