import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { parseDocument } from 'yaml';
import { localStage } from '../../../runtime/blueprint/index.ts';
import { answerNames, questions } from '../../../runtime/transforms/index.ts';
import { startTwin } from '../../../runtime/twin/index.ts';
import { fetchesFrom, makers } from '../../cli/helpers/makers.ts';
import { succeeded, workspace } from '../../cli/helpers/workspace.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { startBash } from './bash-session.ts';
import { cloneInto, pinStandIns } from './fresh-clone.ts';
import { awsCommands, startMoto } from './moto.ts';
import { pathCommand } from './readme-steps.ts';

/** A newcomer's terminal in a fresh clone, with stand-ins of everything beyond this machine. */
export type Walk = Awaited<ReturnType<typeof startWalk>>;

/** Starts the stand-ins and the terminal; everything ends with the test. */
export async function startWalk(t: ExecutionContext) {
  const clone = join(temporaryFolder(t), 'pinflow');
  cloneInto(clone);
  pinStandIns(clone);
  const file = join(clone, 'Pulumi.dev.yaml');
  const host = parseDocument(readFileSync(file, 'utf8')).getIn(['config', 'pinflow:stage', 'workspace', 'host']);
  const twinFolder = temporaryFolder(t);
  const twin = await startTwin({ stage: localStage('demo'), dir: twinFolder });
  t.teardown(() => twin.close());
  const { url: makersUrl, fetched } = await makers(t);
  const warehouse = await workspace(t, answerNames.map(answered));
  const env = {
    ...terminal(t, clone),
    AWS_ENDPOINT_URL: await startMoto(t),
    NODE_OPTIONS: fetchesFrom(makersUrl, { [String(host)]: warehouse.url }),
    STAND_IN_GATEWAY: twin.gatewayUrl,
  };
  const bash = startBash(t, { cwd: clone, env });
  await bash.run(pathCommand);
  return {
    run: bash.run,
    twin,
    /** Folder of the objects that the twin's sink has written. */
    landed: join(twinFolder, 'bucket'),
    fetched,
    asked: warehouse.arrived,
    stageFile: () => readFileSync(file, 'utf8'),
    writeStageFile: (text: string) => writeFileSync(file, text),
  };
}

/** One row for each question: its name in every column. */
function answered(name: (typeof answerNames)[number]) {
  const { columns } = questions[name];
  return succeeded(
    columns.map((column) => [column, 'STRING']),
    [[columns.map(() => `answer to ${name}`)]],
  );
}

/** The environment of a person who has signed in to AWS by a profile, and nothing else of this process. */
function terminal(t: ExecutionContext, clone: string): NodeJS.ProcessEnv {
  const home = temporaryFolder(t);
  const commands = join(home, 'bin');
  mkdirSync(join(home, '.aws'));
  mkdirSync(commands);
  const key = 'aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n';
  writeFileSync(join(home, '.aws/credentials'), `[my-dev-account]\n${key}`);
  // The session manager's plugin is in no registry: a session is opened with a target and nothing else.
  command(
    join(commands, 'aws'),
    `[ "$1 $2" = 'ssm start-session' ] || exec '${awsCommands}/aws' "$@"
     [ $# = 4 ] && [ "$3" = --target ] && [ -n "$4" ] && echo "Starting session on $4"`,
  );
  command(join(commands, 'pulumi'), `exec node '${clone}/tests/real/helpers/pulumi/main.ts' "$@"`);
  return {
    HOME: home,
    PATH: [commands, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(home, '.pulumi'),
    // Version 2 of the AWS CLI, which has no package, reads the AWS_REGION of the README; version 1 reads this alone.
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Most of a walk's time goes into loading the same packages.
    NODE_COMPILE_CACHE: fileURLToPath(new URL('../../../node_modules/.cache/node', import.meta.url)),
    // A command that npx does not find among the packages is missing.
    npm_config_offline: 'true',
  };
}

function command(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
