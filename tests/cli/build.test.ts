import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { parseStage } from '../../runtime/blueprint/index.ts';
import { pinflowIn, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { databricks, devStage } from '../helpers/stage.ts';
import { record } from '../infra/helpers/record.ts';
import { program } from '../infra/helpers/stages.ts';

/** A folder with the file of a stack `one`. */
function withStage(t: ExecutionContext, stage: object): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'Pulumi.one.yaml'), stringify({ config: { 'pinflow:stage': stage } }));
  return folder;
}

const whole = { ...devStage, ...databricks, client: { type: 'managed', imageId: 'ami-0123456789abcdef0' } };
const read = (folder: string, file: string) => readFileSync(join(folder, 'out', file), 'utf8');

test('build writes what the program uploads, byte for byte, and the same a second time', async (t) => {
  const folder = withStage(t, whole);
  const { stdout } = await pinflowIn(folder, 'build', '--stage', 'one', '--out', 'out', '--json');
  const { files } = resultOf<{ files: string[] }>({ stdout });
  const before = files.map((file) => read(folder, file));
  t.is((await pinflowIn(folder, 'build', '--stage', 'one', '--out', 'out')).status, 0);
  t.deepEqual(
    files.map((file) => read(folder, file)),
    before,
  );

  const { registrations } = await record(program(parseStage(whole)));
  const uploaded = registrations.flatMap(({ type, inputs }): [string, string][] => {
    const bytes = Buffer.from(String(inputs.contentBase64), 'base64').toString();
    if (type.endsWith(':WorkspaceFile')) return [[`databricks/${String(inputs.path).split('/').at(-1)}`, bytes]];
    if (type.endsWith(':Notebook')) return [['databricks/answers.sql', bytes]];
    if (type.endsWith(':Dashboard') && type.startsWith('databricks'))
      return [['databricks/answers.lvdash.json', String(inputs.serializedDashboard)]];
    // The DAG's settings hold the ID of the job, which only the deployment knows.
    if (!type.endsWith(':BucketObjectv2') || String(inputs.key).endsWith('.json')) return [];
    return [[`airflow/${String(inputs.key).split('/').at(-1)}`, String(inputs.content)]];
  });
  t.is(uploaded.length, 9);
  t.deepEqual(Object.fromEntries(uploaded), Object.fromEntries(files.map((file) => [file, read(folder, file)])));
});

test('a stage without a streaming job and without Airflow has no files of them', async (t) => {
  const { workspace } = databricks;
  const folder = withStage(t, { ...devStage, workspace: { ...workspace, stream: { type: 'none' } } });
  await pinflowIn(folder, 'build', '--stage', 'one', '--out', 'out');
  t.deepEqual(readdirSync(join(folder, 'out')), ['databricks']);
  t.false(readdirSync(join(folder, 'out/databricks')).includes('stream.json'));
});

test('a stage without a workspace has nothing to build, and is told so', async (t) => {
  const folder = withStage(t, devStage);
  const { status, stderr } = await pinflowIn(folder, 'build', '--stage', 'one', '--out', 'out');
  t.is(status, 1);
  t.regex(stderr, /^error NOTHING_TO_BUILD: Pulumi\.one\.yaml has no workspace/);
  t.false(readdirSync(folder).includes('out'));
});

test('a folder that cannot be made is named', async (t) => {
  const folder = withStage(t, whole);
  writeFileSync(join(folder, 'out'), 'a file');
  const { status, stderr } = await pinflowIn(folder, 'build', '--stage', 'one', '--out', 'out');
  t.is(status, 1);
  t.regex(stderr, /out\/databricks/);
});
