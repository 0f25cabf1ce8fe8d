import { resolve } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import type { LiveReport } from '../../report/data.ts';
import { endedReport, isLast } from '../../report/live.ts';
import { aborted } from '../../waiting.ts';
import { followLive, readLive } from '../live-file.ts';
import { openBrowser } from '../open-browser.ts';
import { highestPort, jsonOption, wholeNumber } from '../options.ts';
import { say, sayJson, type Terminal } from '../output.ts';
import { reportData } from '../report-data.ts';
import { readRun, runFolder } from '../run-folder.ts';

/** `pinflow dashboard` */
export function dashboardCommand(terminal: Terminal) {
  return new Command('dashboard')
    .description(
      'Serve the page of a run on this machine, live while the run goes on. Ends by itself once the run has ended and a browser has the last page, which needs no server any more; Ctrl-C ends it before.',
    )
    .requiredOption('--out <dir>', 'folder of the run, as `pinflow demo --out` made it')
    .option('--port <port>', '0 takes a free one', wholeNumber(0, highestPort), 0)
    .option('--no-open', 'only print the address; a browser is opened on a terminal alone')
    .addOption(jsonOption())
    .action(async ({ out, port, open, json }) => {
      const dir = resolve(out);
      const { signal, stdout } = terminal;
      const report = await newestReport(dir);
      // ECharts takes long to load: other commands do without it.
      const { openDashboard } = await import('../../report/dashboard.ts');
      const dashboard = await openDashboard({ report, port });
      try {
        if (json) sayJson(terminal, { url: dashboard.url });
        else say(stdout, `page  ${dashboard.url}`, 'Ends when the run has ended and was shown, or by Ctrl-C.');
        if (open && stdout.isTTY) openBrowser(dashboard.url);
        if (!isLast(report)) for await (const newer of followLive(dir, signal)) dashboard.update(newer);
        await Promise.race([dashboard.shown, aborted(signal)]);
      } finally {
        await dashboard.close();
      }
    });
}

/** How far a run is; one that has ended is read anew from its tables, which may have been repaired since. */
async function newestReport(dir: string): Promise<LiveReport> {
  const live = readLive(dir);
  if (live !== undefined && live.phase !== 'ended') return live;
  const record = await readRun(dir);
  const stage = localStage(record.run.id);
  return endedReport(await reportData(record, { stage, tables: runFolder(dir, stage).tables }));
}
