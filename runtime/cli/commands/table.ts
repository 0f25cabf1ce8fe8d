import { Command, Option } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { optimizeTables, vacuumTables } from '../../jobs/index.ts';
import { duration, idOption, jsonOption, tablesOption } from '../options.ts';
import { say, sayJson, type Terminal, textTable } from '../output.ts';

/** `pinflow table` */
export function tableCommand(terminal: Terminal) {
  return new Command('table')
    .description('Look after Delta tables, also while jobs write to them.')
    .addCommand(optimizeCommand(terminal))
    .addCommand(vacuumCommand(terminal));
}

const tableOption = () => new Option('--table <name>', 'this table alone (default: all tables of the stack)');
const dryRunOption = () => new Option('--dry-run', 'say what there is to do, and do nothing');

function optimizeCommand(terminal: Terminal) {
  return new Command('optimize')
    .description('Make few large files of many small ones. Rows stay as they are, and older versions readable.')
    .addOption(tablesOption().makeOptionMandatory())
    .addOption(idOption())
    .addOption(tableOption())
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .action(async ({ tables, id, table, dryRun = false, json }) => {
      const optimize = await optimizeTables({ stage: localStage(id), tables, table }, { dryRun });
      if (json) return sayJson(terminal, { optimize, dry_run: dryRun });
      const rows = Object.entries(optimize).map(([name, { removed, added }]) => ({
        table: name,
        files: removed.files,
        bytes: removed.bytes,
        'files after': added.files,
        'bytes after': added.bytes,
      }));
      say(terminal.stdout, ...textTable(['table', 'files', 'bytes', 'files after', 'bytes after'], rows));
      if (dryRun) say(terminal.stdout, '', 'nothing was done; there will be fewer bytes than that');
    });
}

function vacuumCommand(terminal: Terminal) {
  return new Command('vacuum')
    .description(
      'Delete the files that no table needs any more: those that were replaced, and those that a killed job left.',
    )
    .addOption(tablesOption().makeOptionMandatory())
    .addOption(idOption())
    .addOption(tableOption())
    .addOption(
      new Option(
        '--retain <time>',
        'how long they stay, such as 168h (default: as long as the table says, or a week)',
      ).argParser(duration),
    )
    .addOption(new Option('--force', 'take a shorter time than the table says'))
    .addOption(dryRunOption())
    .addOption(jsonOption())
    .action(async ({ tables, id, table, retain, force = false, dryRun = false, json }) => {
      const deleted = await vacuumTables({ stage: localStage(id), tables, table }, { retainMs: retain, force, dryRun });
      const rows = Object.entries(deleted).map(([name, files]) => ({
        table: name,
        files: files.length,
        bytes: files.reduce((sum, { size }) => sum + size, 0),
        paths: files.map(({ path }) => path),
      }));
      if (json) {
        const vacuum = rows.map(({ table, files, bytes, paths }) => [
          table,
          { files, bytes, ...(dryRun && { paths }) },
        ]);
        return sayJson(terminal, { vacuum: Object.fromEntries(vacuum), dry_run: dryRun });
      }
      if (dryRun) for (const { table, paths } of rows) say(terminal.stdout, ...paths.map((path) => `${table}/${path}`));
      say(terminal.stdout, ...textTable(['table', 'files', 'bytes'], rows));
      if (dryRun) say(terminal.stdout, '', 'nothing was deleted');
    });
}
