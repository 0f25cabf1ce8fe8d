import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { jsonOption } from '../options.ts';
import { say, sayJson, type Terminal } from '../output.ts';
import { renderPage, reportData } from '../report-data.ts';
import { keepRun, readRun, runFolder } from '../run-folder.ts';

/** `pinflow report` */
export function reportCommand(terminal: Terminal) {
  return new Command('report')
    .description('Make the report page of a run anew, from its tables and the counts it kept.')
    .requiredOption('--out <dir>', 'folder of the run, as `pinflow demo --out` made it')
    .addOption(jsonOption())
    .action(async ({ out, json }) => {
      const record = await readRun(resolve(out));
      const stage = localStage(record.run.id);
      const folder = runFolder(resolve(out), stage);
      await keepRun(folder, record, await renderPage(await reportData(record, { stage, tables: folder.tables })));
      if (json) sayJson(terminal, { report: folder.report });
      else say(terminal.stdout, `page  ${folder.report}`);
    });
}
