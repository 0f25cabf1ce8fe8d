import { Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { PinflowError } from '../../errors.ts';
import { countNames } from '../../report/counts.ts';
import type { ReportData } from '../../report/data.ts';
import { answerNames } from '../../transforms/index.ts';
import { sayAccount } from '../account.ts';
import { sayAnswer } from '../answers.ts';
import { faultsOf } from '../balance.ts';
import { idOption, jsonOption, openSource, posting, sourceText } from '../options.ts';
import { FailedResult, say, sayJson, type Terminal, textTable } from '../output.ts';
import { type PipelineResult, runPipeline } from '../pipeline.ts';
import { progress } from '../progress.ts';
import { renderPage, reportData } from '../report-data.ts';
import { keepRun, newRunFolder, type RunFolder } from '../run-folder.ts';

/** Rows of each answer that a run shows; the page and `pinflow query` have them all. */
const rowsShown = 5;

/** `pinflow demo` */
export function demoCommand(terminal: Terminal) {
  return new Command('demo')
    .description(
      'Run the whole batch path on this machine: post messages through the gateway to the topics, land them in the bucket, clean them into Delta tables, answer the questions.',
    )
    .addOption(posting.source())
    .addOption(posting.messages())
    .addOption(posting.seed())
    .addOption(posting.rows())
    .addOption(posting.rate())
    .addOption(posting.batchSize(20))
    .addOption(posting.concurrency())
    .addOption(idOption())
    .option('--out <dir>', 'folder for everything the run makes (default: a new one under out/)')
    .option('--force', 'replace the run that is in --out')
    .addOption(jsonOption())
    .action(async ({ source: from, id, out, force = false, json, ...options }) => {
      const said = json ? terminal.stderr : terminal.stdout;
      const stage = localStage(id);
      using source = await openSource(from, options);
      const folder = await newRunFolder(out, stage, { force });
      say(said, `pinflow demo: ${options.messages} messages, seed ${options.seed}, source ${sourceText(from)}`, '');
      const bar = progress(terminal, options.messages);
      const result = await runPipeline({
        ...options,
        stage,
        source,
        folder,
        signal: terminal.signal,
        onStep: bar.step,
        onProgress: bar.update,
      }).finally(bar.end);
      const run = {
        id,
        source: sourceText(from),
        messages: result.account.messages,
        seed: options.seed,
        finishedAt: new Date().toISOString(),
      };
      const record = { run, counts: result.counts };
      const data = await reportData(record, { stage, tables: folder.tables });
      await keepRun(folder, record, await renderPage(data));

      sayAccount(said, result.account);
      sayRun(said, data, folder);
      const outcome = { batch: result.counts, bucket: folder.bucket, tables: folder.tables };
      const failure = failureOf(result);
      if (failure !== undefined) throw new FailedResult(failure, outcome);
      if (json) sayJson(terminal, outcome);
    });
}

function sayRun(
  said: Terminal['stdout'],
  { counts, answers }: ReportData,
  { tables, bucket, report }: RunFolder,
): void {
  const rows = Object.entries(counts).map(([kind, count]) => ({ kind, ...count }));
  say(said, 'The counts, from the emulator to the tables', ...textTable(['kind', ...countNames], rows), '');
  for (const name of answerNames) sayAnswer(said, name, answers[name], rowsShown);
  say(said, `bucket  ${bucket}`, `tables  ${tables}`, `page    ${report}`);
}

function failureOf({ account, counts }: PipelineResult): PinflowError | undefined {
  const faults = faultsOf(counts, account);
  if (faults.length > 0) return new PinflowError('ACCOUNT_UNBALANCED', faults.join('; '));
  return account.ended === 'gave_up'
    ? new PinflowError('DELIVERY_FAILED', `the gateway: ${account.reason}`)
    : undefined;
}
