import { Command } from '@commander-js/extra-typings';
import { stringify } from 'yaml';
import { configNamespace, type Stage } from '../../blueprint/index.ts';
import { missingItems } from '../missing.ts';
import { jsonOption, stageOption } from '../options.ts';
import { say, sayJson, type Terminal } from '../output.ts';
import type { StackFile } from '../stack-config.ts';
import { readStackFile } from '../stage-file.ts';

/** `pinflow config check` and `print` */
export function configCommand(terminal: Terminal) {
  return new Command('config')
    .description("Read a stack's file, Pulumi.<stage>.yaml, without Pulumi and without AWS.")
    .addCommand(checkCommand(terminal))
    .addCommand(printCommand(terminal));
}

function checkCommand(terminal: Terminal) {
  return new Command('check')
    .description('Check the file: list every fault with its line, or else what is missing before `pulumi up`.')
    .addOption(stageOption())
    .addOption(jsonOption())
    .action(({ stage: name, json }) => {
      const file = readStackFile(name);
      const missing = missingItems(file, name);
      const ready = missing.length === 0;
      if (json) return sayJson(terminal, { stage: name, ok: true, ready, secrets: file.secrets, missing });
      say(terminal.stdout, `Pulumi.${name}.yaml is in order: ${summary(file.stage)}`);
      if (ready) return say(terminal.stdout, 'Nothing is missing before `pulumi up`, as far as the file tells.');
      say(terminal.stdout, 'Missing before `pulumi up`:');
      for (const { what, commands } of missing) {
        say(terminal.stdout, `  ${what}`, ...commands.map((command) => `    ${command}`));
      }
    });
}

function printCommand(terminal: Terminal) {
  return new Command('print')
    .description('Print the stage with every default filled in; secrets are not shown.')
    .addOption(stageOption())
    .addOption(jsonOption())
    .action(({ stage: name, json }) => {
      const config = shown(readStackFile(name));
      if (json) return sayJson(terminal, config);
      terminal.stdout.write(stringify({ config }, { lineWidth: 0 }));
    });
}

function summary(stage: Stage): string {
  const { profile, userId, region, accountId, network, kafka, streams, ingest, workspace, orchestration } = stage;
  return (
    `${userId} in ${stage.stage} (${profile}), account ${accountId}, ${region};` +
    ` network ${network.type}, Kafka ${kafka.type}, streams ${streams.type}, API ${ingest.type},` +
    ` workspace ${workspace.type}, orchestration ${orchestration.type}`
  );
}

function shown({ stage, secrets }: StackFile): Record<string, unknown> {
  const hidden = secrets.map((name) => [`${configNamespace}:${name}`, '[secret]']);
  return { [`${configNamespace}:stage`]: stage, ...Object.fromEntries(hidden) };
}
