import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { batchSpec, jobPlaces, parseStage, specText, streamSpec } from '../../runtime/blueprint/index.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { databricks, devStage } from '../helpers/stage.ts';
import { real, sparkParts } from './helpers/parts.ts';
import { realFolder, type SparkVersion, sparks } from './helpers/python.ts';

const drivers = fileURLToPath(new URL('../../runtime/databricks/', import.meta.url));
const scripts = ['batch.py', 'spec.py', 'stream.py'];

/** Prints what the scripts import that no Python has. */
const imported = `
import ast, sys
names = set()
for path in sys.argv[1:]:
    for node in ast.walk(ast.parse(open(path).read())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
print(*sorted({name.split(".")[0] for name in names} - sys.stdlib_module_names))
`;

for (const version of ['4.0', '3.5'] as const) real(sparkParts[version], () => declareTests(version));

function declareTests(version: SparkVersion): void {
  test(`Spark ${version}: Python compiles the drivers`, (t) => {
    python(t, '-m', 'py_compile', ...scripts);
  });

  test(`Spark ${version}: Python imports the drivers`, (t) => {
    python(t, '-c', 'import batch, stream');
  });

  test(`Spark ${version}: a dry run prints the plan, and starts no session`, (t) => {
    const stage = parseStage({ ...devStage, ...databricks });
    if (stage.workspace.type === 'none') return t.fail();
    const places = jobPlaces(stage, stage.workspace);
    const [batch, stream] = [batchSpec(stage, places), streamSpec(stage, places)];
    const plan = (driver: string, text: string) => {
      const file = join(temporaryFolder(t), 'spec.json');
      writeFileSync(file, text);
      return python(t, `${driver}.py`, file, '--dry-run').trimEnd().split('\n');
    };
    const printed = plan('batch', specText(batch));
    t.is(printed.length, batch.tables.length + batch.steps.length);
    for (const table of batch.tables) t.true(printed.includes(`overwrite ${table.name}`));
    const of = plan('stream', specText(stream));
    for (const { source } of stream.queries) t.true(of.some((line) => line.includes(source.options.streamName ?? '')));
    for (const table of stream.tables) t.true(of.includes(`append to ${table.name}`));
  });

  test(`Spark ${version}: a spec of the other job is refused by its name`, (t) => {
    const file = join(temporaryFolder(t), 'spec.json');
    writeFileSync(file, '{"job": "stream"}');
    const command = fileURLToPath(new URL(`${sparks[version].packages}/bin/python`, realFolder));
    const { status, stderr } = spawnSync(command, ['-B', 'batch.py', file], { cwd: drivers, encoding: 'utf8' });
    t.is(status, 1);
    t.regex(stderr, /spec\.json: it is the spec of 'stream', not of 'batch'/);
  });

  test(`Spark ${version}: the drivers import what Python has, pyspark, and the module beside them`, (t) => {
    t.is(python(t, '-c', imported, ...scripts), 'pyspark spec\n');
  });

  /** What a Python in the folder of the drivers prints; it leaves no compiled files in the folder that is shipped. */
  function python(t: ExecutionContext, ...args: string[]): string {
    const cache = mkdtempSync(join(tmpdir(), 'pinflow-real-'));
    t.teardown(() => rmSync(cache, { recursive: true }));
    const command = fileURLToPath(new URL(`${sparks[version].packages}/bin/python`, realFolder));
    const env = { ...process.env, PYTHONPYCACHEPREFIX: cache };
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: drivers, env, encoding: 'utf8' });
    t.is(status, 0, stderr);
    return stdout;
  }
}
