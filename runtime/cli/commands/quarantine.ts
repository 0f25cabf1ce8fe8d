import { Argument, Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { listQuarantine, parseJson, type RejectedRecord, showQuarantined } from '../../jobs/index.ts';
import { idOption, jsonOption, selecting, tablesOption, wholeNumber } from '../options.ts';
import { clip, say, sayJson, sayText, type Terminal, textTable } from '../output.ts';
import { replayCommand } from './replay.ts';

/** `pinflow quarantine` */
export function quarantineCommand(terminal: Terminal) {
  return new Command('quarantine')
    .description('Look at rejected records, repair them and replay them.')
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(replayCommand(terminal));
}

/** How much of a payload a line shows, in UTF-16 code units. */
const payloadShown = 80;

function listCommand(terminal: Terminal) {
  return new Command('list')
    .description('List the rejected records with their place and every reason.')
    .addOption(tablesOption().makeOptionMandatory())
    .addOption(idOption())
    .addOption(selecting.from())
    .addOption(selecting.kind())
    .addOption(selecting.reason())
    .option('--replayed', 'also those that were replayed')
    .option('--limit <n>', 'at most so many records', wholeNumber(1), 100)
    .addOption(jsonOption())
    .action(async ({ tables, id, from: path, kind, reason, replayed: withReplayed, limit, json }) => {
      const stage = localStage(id);
      const { total, ...listed } = await listQuarantine({ stage, tables, path, kind, reason, withReplayed, limit });
      if (json) return sayJson(terminal, { total, ...listed });
      const rows = listed.records.map(({ payload, ...record }) => ({
        ...record,
        payload: clip(payload ?? '', payloadShown),
      }));
      say(terminal.stdout, ...textTable(['kind', 'place', 'reasons', 'payload'], rows));
      say(terminal.stdout, '', `${rows.length} of ${total} rejected record(s)`);
    });
}

function showCommand(terminal: Terminal) {
  return new Command('show')
    .description('Show one rejected record whole: its place, every reason, and its payload.')
    .addArgument(new Argument('<place>', 'its place, as `quarantine list` prints it'))
    .addOption(tablesOption().makeOptionMandatory())
    .addOption(idOption())
    .addOption(jsonOption())
    .action(async (place, { tables, id, json }) => {
      const record = await showQuarantined({ stage: localStage(id), tables, place });
      if (json) return sayJson(terminal, record);
      sayRecord(terminal, record);
    });
}

function sayRecord({ stdout }: Terminal, { payload, correction, replayed, reasons, ...place }: RejectedRecord): void {
  const facts = Object.entries(place).filter(([, value]) => value !== null);
  for (const [name, value] of facts) {
    sayText(stdout, `${name.padEnd(16)}${value instanceof Date ? value.toISOString() : value}`);
  }
  for (const reason of reasons) say(stdout, `${'reason'.padEnd(16)}${reason}`);
  sayPayload(stdout, 'payload', payload);
  if (replayed) sayPayload(stdout, 'replayed with', correction);
}

/** A payload as it arrived, and where it is JSON, once more to be read. */
function sayPayload(stdout: Terminal['stdout'], title: string, payload: string | null): void {
  say(stdout, '', `${title}:`);
  sayText(stdout, payload ?? '');
  try {
    const pretty = JSON.stringify(parseJson(payload ?? ''), null, 2);
    if (pretty !== payload) sayText(stdout, `\n${pretty}`);
  } catch {
    // It is no JSON, and was shown as it is.
  }
}
