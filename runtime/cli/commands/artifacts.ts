import { Command } from '@commander-js/extra-typings';
import { artifacts } from '../../blueprint/index.ts';
import { type Synced, syncArtifacts } from '../artifacts.ts';
import { jsonOption, stageOption } from '../options.ts';
import { say, sayJson, type Terminal, textTable } from '../output.ts';
import { readStackFile } from '../stage-file.ts';

/** `pinflow artifacts list` and `sync` */
export function artifactsCommand(terminal: Terminal) {
  return new Command('artifacts')
    .description('The software that a stack installs, pinned by version and SHA-256.')
    .addCommand(listCommand(terminal))
    .addCommand(syncCommand(terminal));
}

function listCommand(terminal: Terminal) {
  return new Command('list')
    .description(
      'List every artifact with its SHA-256 and where it comes from; --json says what it is for and its licence too.',
    )
    .addOption(jsonOption())
    .action(({ json }) => {
      const all = Object.values(artifacts);
      if (json) return sayJson(terminal, { artifacts: all });
      const rows = all.map(({ sha256, ...artifact }) => ({ ...artifact, sha256: sha256 || '(not pinned)' }));
      say(terminal.stdout, ...textTable(['name', 'version', 'sha256', 'url'], rows));
    });
}

function syncCommand(terminal: Terminal) {
  return new Command('sync')
    .description(
      'Fill the artifact bucket of a stage: fetch what is missing, check it, put it there. AWS credentials come from the usual places.',
    )
    .addOption(stageOption())
    .addOption(jsonOption())
    .action(async ({ stage: name, json }) => {
      const { stage } = readStackFile(name);
      const synced: Synced[] = [];
      await syncArtifacts(stage, {
        signal: terminal.signal,
        onSynced: (one) => {
          synced.push(one);
          if (!json) say(terminal.stdout, `${one.was.padEnd(7)} ${one.name} ${one.version}  ${one.key}`);
        },
      });
      if (json) sayJson(terminal, { artifacts: synced });
      else if (synced.length === 0)
        say(terminal.stdout, `Pulumi.${name}.yaml installs nothing: there is nothing to fetch`);
    });
}
