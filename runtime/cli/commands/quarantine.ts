import { Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { listQuarantine } from '../../jobs/index.ts';
import { idOption, jsonOption, tablesOption, wholeNumber } from '../options.ts';
import { clip, say, sayJson, type Terminal, textTable } from '../output.ts';

/** `pinflow quarantine list` */
export function quarantineCommand(terminal: Terminal) {
  return new Command('quarantine').description('Look at rejected records.').addCommand(listCommand(terminal));
}

/** How much of a payload a line shows, in UTF-16 code units. */
const payloadShown = 80;

function listCommand(terminal: Terminal) {
  return new Command('list')
    .description('List the rejected records with their place and every reason.')
    .addOption(tablesOption().makeOptionMandatory())
    .addOption(idOption())
    .option('--limit <n>', 'at most so many records', wholeNumber(1), 100)
    .addOption(jsonOption())
    .action(async ({ tables, id, limit, json }) => {
      const { total, reasons, records } = await listQuarantine({ stage: localStage(id), tables, limit });
      if (json) return sayJson(terminal, { total, reasons, records });
      const rows = records.map(({ payload, ...record }) => ({ ...record, payload: clip(payload ?? '', payloadShown) }));
      say(terminal.stdout, ...textTable(['kind', 'object', 'line', 'reasons', 'payload'], rows));
      say(terminal.stdout, '', `${records.length} of ${total} rejected record(s)`);
    });
}
