import { Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { runBatchJob } from '../../jobs/index.ts';
import { bucketOption, idOption, jsonOption, tablesOption } from '../options.ts';
import { say, sayJson, type Terminal, textTable } from '../output.ts';
import { streamJobCommand } from './stream-job.ts';

/** `pinflow job` */
export function jobCommand(terminal: Terminal) {
  return new Command('job')
    .description('Run one job.')
    .addCommand(batchCommand(terminal))
    .addCommand(streamJobCommand(terminal));
}

function batchCommand(terminal: Terminal) {
  return new Command('batch')
    .description('Check and clean the objects of a bucket and make its Delta tables anew.')
    .addOption(bucketOption().makeOptionMandatory())
    .addOption(tablesOption().makeOptionMandatory())
    .addOption(idOption())
    .addOption(jsonOption())
    .action(async ({ bucket, tables, id, json }) => {
      const batch = await runBatchJob({ stage: localStage(id), bucket, tables });
      if (json) return sayJson(terminal, { batch, tables });
      const rows = Object.entries(batch).map(([kind, counts]) => ({ kind, ...counts }));
      say(terminal.stdout, ...textTable(['kind', 'read', 'replayed', 'cleaned', 'quarantined', 'rows'], rows));
    });
}
