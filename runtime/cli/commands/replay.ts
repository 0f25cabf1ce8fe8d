import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { PinflowError } from '../../errors.ts';
import {
  isJsonObject,
  type JsonObject,
  parseJson,
  type Repair,
  type Replayed,
  readCorrections,
  replayQuarantine,
  type Selection,
} from '../../jobs/index.ts';
import { bucketOption, idOption, jsonOption, selecting, tablesOption } from '../options.ts';
import { say, sayJson, type Terminal, textTable } from '../output.ts';

/** `pinflow quarantine replay` */
export function replayCommand(terminal: Terminal) {
  return new Command('replay')
    .description(
      'Repair rejected records, check them once more, and replay those that keep every rule: records of streams get into their tables at once, lines of the bucket by the next batch run. Without --patch and --file the payloads are taken as they are, for when a rule has changed.',
    )
    .addOption(tablesOption().makeOptionMandatory())
    .addOption(bucketOption())
    .addOption(idOption())
    .addOption(selecting.from())
    .addOption(selecting.kind())
    .addOption(selecting.reason())
    .option('--place <place...>', 'those at these places, as `quarantine list` prints them')
    .option('--all', 'every one')
    .addOption(
      new Option('--patch <json>', 'a JSON merge patch (RFC 7396) that repairs each payload').argParser(mergePatch),
    )
    .addOption(
      new Option(
        '--file <file>',
        'corrected payloads by place: the edited output of `quarantine list --json` or `show --json`; selects its records',
      ).conflicts(['patch', 'kind', 'reason', 'place', 'all']),
    )
    .option('--dry-run', 'replay nothing, and tell what would be')
    .addOption(jsonOption())
    .action(async ({ tables, bucket, id, from, dryRun = false, json, ...options }) => {
      const { selection, repair } = await what(options);
      const where = from === 'stream' ? { path: from } : { path: from, bucket: needed(bucket) };
      const result = await replayQuarantine({ stage: localStage(id), tables, ...where, selection, repair, dryRun });
      if (json) return sayJson(terminal, { dry_run: dryRun, ...result });
      sayReplayed(terminal, result, dryRun);
    });
}

interface What extends Omit<Selection, 'places'> {
  readonly place?: readonly string[];
  readonly all?: boolean;
  readonly patch?: JsonObject;
  readonly file?: string;
}

/** What is selected, and how it is repaired. A record that is named may have been replayed before. */
async function what(options: What): Promise<{ selection: Selection; repair: Repair }> {
  const { kind, reason, place: places, all, patch, file } = options;
  if (file !== undefined) {
    const payloads = await readCorrections(file);
    return { selection: { places: [...payloads.keys()], withReplayed: true }, repair: { by: 'file', payloads } };
  }
  if (!all && kind === undefined && reason === undefined && places === undefined) {
    throw new PinflowError('USAGE', 'which records? Give --place, --kind, --reason, --file or --all');
  }
  const selection = { kind, reason, places, withReplayed: places !== undefined };
  return { selection, repair: patch === undefined ? { by: 'nothing' } : { by: 'patch', patch } };
}

function needed(bucket: string | undefined): string {
  if (bucket !== undefined) return bucket;
  throw new PinflowError(
    'USAGE',
    '--bucket is missing: corrected lines of the batch path go there; --from stream does without',
  );
}

function sayReplayed({ stdout }: Terminal, { rejected, ...counts }: Replayed, dryRun: boolean): void {
  const { selected, replayed, already, resumed } = counts;
  if (rejected.length > 0)
    say(
      stdout,
      ...textTable(
        ['kind', 'place', 'reasons'],
        rejected.map((each) => ({ ...each })),
      ),
      '',
    );
  if (resumed > 0) say(stdout, `${resumed} of a replay that had been ended before were finished`);
  const done = dryRun ? 'would be replayed' : 'were replayed';
  say(
    stdout,
    `Of ${selected} rejected record(s) ${replayed} ${done}, ${already} had been before, ${rejected.length} still break a rule`,
  );
}

function mergePatch(text: string): JsonObject {
  try {
    const value = parseJson(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Told below.
  }
  throw new InvalidArgumentError('Give a JSON object, such as {"age": 30, "title": null}.');
}
