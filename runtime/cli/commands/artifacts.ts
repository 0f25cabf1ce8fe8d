import { Command } from '@commander-js/extra-typings';
import { artifacts, type Stage, versionedObject } from '../../blueprint/index.ts';
import { exact } from '../../report/format.ts';
import { digestAlgorithms, type MakerRequests } from '../artifact-download.ts';
import { type Pin, pinArtifacts } from '../artifact-pins.ts';
import { type Synced, syncArtifacts } from '../artifacts.ts';
import { jsonOption, stageOption } from '../options.ts';
import { say, sayJson, type Terminal, textTable } from '../output.ts';
import { type ArtifactChanges, writeArtifacts } from '../stage-edit.ts';
import { readStackFile } from '../stage-file.ts';

/** `pinflow artifacts list`, `pin` and `sync` */
export function artifactsCommand(terminal: Terminal) {
  return new Command('artifacts')
    .description('The software that a stack installs, pinned by version and SHA-256.')
    .addCommand(listCommand(terminal))
    .addCommand(pinCommand(terminal))
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

function pinCommand(terminal: Terminal) {
  return new Command('pin')
    .description(
      'Download every artifact of a stage that has no SHA-256, compare it with what its maker publishes, and write its SHA-256 into the stage file.',
    )
    .addOption(stageOption())
    .addOption(jsonOption())
    .action(async ({ stage: name, json }) => {
      const { stage } = readStackFile(name);
      const pinned = await pinArtifacts(stage, {
        ...makerRequests(terminal),
        onPinned: (pin) => {
          if (!json) sayPin(terminal, pin);
        },
      });
      const written = writeChanges(name, { sha256: hashesOf(pinned) });
      if (json) return sayJson(terminal, { pinned, written });
      const file = `Pulumi.${name}.yaml`;
      if (pinned.length === 0) return say(terminal.stdout, `every artifact of ${file} has a SHA-256: nothing to pin`);
      say(terminal.stdout, `wrote artifacts.sha256 of ${file}: review and commit the change`);
    });
}

function syncCommand(terminal: Terminal) {
  return new Command('sync')
    .description(
      'Fill the artifact bucket of a stage: download what is missing, check it, upload it, and write the versions of the objects into the stage file. AWS credentials come from the default chain.',
    )
    .addOption(stageOption())
    .option('--pin', 'pin artifacts without a SHA-256, as `artifacts pin` does')
    .addOption(jsonOption())
    .action(async ({ stage: name, pin, json }) => {
      const { stage } = readStackFile(name);
      const pinned: Pin[] = [];
      const onPinned = (one: Pin) => {
        pinned.push(one);
        if (!json) sayPin(terminal, one);
      };
      const synced = await syncArtifacts(stage, {
        ...makerRequests(terminal),
        ...(pin && { onPinned }),
        onSynced: (one) => {
          if (!json) say(terminal.stdout, `${one.was.padEnd(7)} ${one.name} ${one.version}  ${one.key}`);
        },
      });
      const written = writeChanges(name, { sha256: hashesOf(pinned), versions: versionsOf(stage, synced) });
      if (json) return sayJson(terminal, { artifacts: synced, pinned, written });
      const file = `Pulumi.${name}.yaml`;
      if (synced.length === 0) say(terminal.stdout, `${file} installs nothing: there is nothing to download`);
      else if (written.length === 0) say(terminal.stdout, `${file} has these versions already`);
      else say(terminal.stdout, `wrote ${written.join(' and ')} of ${file}: review and commit the change`);
    });
}

function makerRequests({ signal }: Terminal): MakerRequests {
  return { fetch: globalThis.fetch, signal };
}

function versionsOf({ artifacts: place }: Stage, synced: readonly Synced[]): Readonly<Record<string, string>> {
  if (place.type === 'none') return {};
  const entries = synced.map(({ name, key, objectVersion }) => [
    name,
    versionedObject(place.bucket, key, objectVersion),
  ]);
  return Object.fromEntries(entries);
}

function hashesOf(pins: readonly Pin[]): Readonly<Record<string, string>> {
  return Object.fromEntries(pins.map(({ name, sha256 }) => [name, sha256]));
}

/** Writes into the stage file what is not there yet, and returns the paths of the sections that were given. */
function writeChanges(stage: string, changes: ArtifactChanges): string[] {
  const given = Object.entries(changes).filter(([, values]) => Object.keys(values).length > 0);
  const changed = given.length > 0 && writeArtifacts(stage, Object.fromEntries(given));
  return changed ? given.map(([section]) => `artifacts.${section}`) : [];
}

function sayPin({ stdout }: Terminal, { name, version, bytes, sha256, confirmedBy }: Pin): void {
  say(
    stdout,
    `pinned  ${name} ${version}  ${exact(bytes)} bytes`,
    `  SHA-256 ${sha256}`,
    `  ${confirmation(confirmedBy)}`,
  );
}

function confirmation(confirmedBy: Pin['confirmedBy']): string {
  if (confirmedBy === null) return 'nothing published to compare with';
  const { label, weak } = digestAlgorithms[confirmedBy.algorithm];
  const note = weak ? `; ${label} is weak: this confirms the transfer, not the maker` : '';
  return `has the ${label} published at ${confirmedBy.url}${note}`;
}
