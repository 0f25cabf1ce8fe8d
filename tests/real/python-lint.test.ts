import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { real } from './helpers/parts.ts';
import { realFolder } from './helpers/python.ts';

const runtime = fileURLToPath(new URL('../../runtime/', import.meta.url));
const tool = (name: string) => fileURLToPath(new URL(`python/bin/${name}`, realFolder));

/** Leaves no compiled files in the folder that is shipped. */
const compile = 'import sys\nfor name in sys.argv[1:]: compile(open(name).read(), name, "exec")';

real(['the Python packages'], () => {
  for (const [folder, files] of [
    ['airflow', ['dag']],
    ['databricks', ['spec', 'batch', 'stream']],
  ] as const) {
    const path = join(runtime, folder);
    for (const [what, command, ...args] of [
      ['ruff finds nothing', tool('ruff'), 'check', '--no-cache', path],
      ['ruff would write it as it is', tool('ruff'), 'format', '--no-cache', '--check', path],
      ['Python compiles it', tool('python'), '-c', compile, ...files.map((name) => join(path, `${name}.py`))],
    ] as const) {
      test(`runtime/${folder}: ${what}`, (t) => {
        const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
        t.is(status, 0, stdout + stderr);
      });
    }
  }
});
