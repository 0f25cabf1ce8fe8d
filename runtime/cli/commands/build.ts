import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { airflowRequirements, dagFile } from '../../airflow/index.ts';
import {
  analystDashboard,
  batchSpec,
  jobPlaces,
  jsonText,
  names,
  notebook,
  type Stage,
  specText,
  streamSpec,
} from '../../blueprint/index.ts';
import { drivers } from '../../databricks/index.ts';
import { PinflowError, storageError } from '../../errors.ts';
import { jsonOption, stageOption } from '../options.ts';
import { say, sayJson, type Terminal } from '../output.ts';
import { readStackFile } from '../stage-file.ts';

/** `pinflow build` */
export function buildCommand(terminal: Terminal) {
  return new Command('build')
    .description(
      'Write what the Pulumi program uploads for a stage, for people to read: job specs and drivers, notebook, dashboard, DAG.',
    )
    .addOption(stageOption())
    .addOption(
      new Option('--out <dir>', 'folder to write to; files of the same names are replaced').makeOptionMandatory(),
    )
    .addOption(jsonOption())
    .action(({ stage: name, out, json }) => {
      const files = Object.entries(builtFiles(readStackFile(name).stage, name));
      for (const [file, text] of files) write(join(out, file), text);
      if (json) return sayJson(terminal, { out, files: files.map(([file]) => file) });
      for (const [file] of files) say(terminal.stdout, join(out, file));
    });
}

/** What is uploaded for a stage, by path below the folder that is built. What only a deployment knows, such as the ID of a job, is in none. */
function builtFiles(stage: Stage, name: string): Record<string, string> {
  const { workspace, orchestration } = stage;
  if (workspace.type === 'none') {
    throw new PinflowError(
      'NOTHING_TO_BUILD',
      `Pulumi.${name}.yaml has no workspace, so there are no jobs: nothing was written`,
    );
  }
  const places = jobPlaces(stage, workspace);
  return {
    'databricks/batch.json': specText(batchSpec(stage, places)),
    ...(workspace.stream.type === 'managed' && { 'databricks/stream.json': specText(streamSpec(stage, places)) }),
    ...Object.fromEntries(Object.entries(drivers()).map(([file, text]) => [`databricks/${file}`, text])),
    'databricks/answers.sql': notebook(stage, places),
    'databricks/answers.lvdash.json': jsonText(analystDashboard(stage, places)),
    ...(orchestration.type !== 'none' && { [`airflow/${names(stage).dag}.py`]: dagFile() }),
    ...(orchestration.type === 'managed' && {
      'airflow/requirements.txt': airflowRequirements(orchestration.version),
    }),
  };
}

function write(place: string, text: string): void {
  try {
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  } catch (cause) {
    throw storageError(cause, place);
  }
}
