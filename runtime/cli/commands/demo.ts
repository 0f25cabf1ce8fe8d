import { Command } from '@commander-js/extra-typings';
import { localStage, type PathName, paths } from '../../blueprint/index.ts';
import { PinflowError } from '../../errors.ts';
import { meanings } from '../../report/counts.ts';
import type { LiveReport, ReportData, RunRecord } from '../../report/data.ts';
import { endedReport } from '../../report/live.ts';
import { answerNames } from '../../transforms/index.ts';
import { sayPosted } from '../account.ts';
import { sayAnswer } from '../answers.ts';
import { faultsOf } from '../balance.ts';
import { freshnessText } from '../freshness.ts';
import { writeLive } from '../live-file.ts';
import { openBrowser } from '../open-browser.ts';
import { idOption, jsonOption, openSource, posting, sourceText } from '../options.ts';
import { FailedResult, say, sayJson, type Terminal, textTable } from '../output.ts';
import { type PipelineResult, runPipeline } from '../pipeline.ts';
import { progress } from '../progress.ts';
import { renderPage, reportData, streamQuarantine } from '../report-data.ts';
import { keepRun, newRunFolder, type RunFolder } from '../run-folder.ts';
import { RunWatch } from '../run-watch.ts';

/** Rows of each answer that a run shows; the page and `pinflow query` have them all. */
const rowsShown = 5;

/** `pinflow demo` */
export function demoCommand(terminal: Terminal) {
  return new Command('demo')
    .description(
      'Run both paths on this machine, every message on both: post through the gateway to topics and to streams, land objects in the bucket, clean both into Delta tables, answer the questions.',
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
    .option('--no-open', 'only print the address of the live page; a browser is opened on a terminal alone')
    .addOption(jsonOption())
    .action(async ({ source: from, id, out, force = false, open, json, ...options }) => {
      const said = json ? terminal.stderr : terminal.stdout;
      const stage = localStage(id);
      using source = await openSource(from, options);
      const folder = await newRunFolder(out, stage, { force });
      const run = { id, source: sourceText(from), messages: options.messages, seed: options.seed };
      say(said, `pinflow demo: ${run.messages} messages, seed ${run.seed}, source ${run.source}`, '');
      const { openDashboard } = await import('../../report/dashboard.ts');
      const bar = progress(terminal, run.messages);
      const place = { stage, tables: folder.tables };
      const watch = new RunWatch(run, bar, {
        tell: (report) => tell(report),
        rejected: () => streamQuarantine(place),
        now: Date.now,
      });
      const dashboard = await openDashboard({ report: watch.report() });
      const tell = (report: LiveReport) => {
        dashboard.update(report);
        try {
          writeLive(folder.dir, report);
        } catch {
          // It is for dashboards of other processes; what the run keeps of itself is written in the end.
        }
      };
      try {
        say(terminal.stderr, `live page: ${dashboard.url}`);
        if (open && terminal.stdout.isTTY) openBrowser(dashboard.url);
        const result = await runPipeline({ ...options, stage, source, folder, signal: terminal.signal, watch });
        watch.step('answering');
        const record = recordOf(run, result, watch);
        const data = await reportData(record, place);
        await keepRun(folder, record, await renderPage(data));
        const failure = failureOf(result);
        tell({ ...endedReport(data), ...(failure && { phase: 'failed', failure: failure.message }) });
        bar.end();
        sayRun(said, result, data, folder);
        const outcome = outcomeOf(result, folder);
        if (failure !== undefined) throw new FailedResult(failure, outcome);
        if (json) sayJson(terminal, outcome);
      } catch (error) {
        if (!(error instanceof FailedResult)) watch.fail(error);
        throw error;
      } finally {
        bar.end();
        await dashboard.close();
      }
    });
}

function recordOf(run: LiveReport['run'], { batch, stream }: PipelineResult, { series }: RunWatch): RunRecord {
  const { account, ...streamed } = stream;
  const messages = Math.max(batch.account.messages, account.messages);
  return {
    run: { ...run, messages, finishedAt: new Date().toISOString() },
    counts: batch.counts,
    stream: { ...streamed, series },
  };
}

/** What the command's JSON result has. */
function outcomeOf({ batch, stream }: PipelineResult, { bucket, tables }: RunFolder) {
  const { counts, duplicates, freshness } = stream;
  return { batch: batch.counts, stream: { ...counts, duplicates, freshness_ms: freshness ?? null }, bucket, tables };
}

const pathTitles: Readonly<Record<PathName, string>> = {
  batch: 'The batch path, from the emulator through topics and bucket to the tables',
  stream: 'The streaming path, from the emulator through streams to the tables',
};

function sayRun(
  said: Terminal['stdout'],
  result: PipelineResult,
  { answers, stream }: ReportData,
  { tables, bucket, report }: RunFolder,
): void {
  for (const path of paths) {
    const { account, counts } = result[path];
    say(said, pathTitles[path]);
    sayPosted(said, account);
    const rows = Object.entries(counts).map(([kind, count]) => ({ kind, ...count }));
    const columns = ['kind', ...meanings(path).map(([name]) => name)];
    say(said, ...textTable(columns, rows), '');
  }
  if (stream?.freshness) say(said, `${freshnessText(stream.freshness)}; rows there twice: ${stream.duplicates}`, '');
  for (const name of answerNames) sayAnswer(said, name, answers[name], rowsShown);
  say(said, `bucket  ${bucket}`, `tables  ${tables}`, `page    ${report}`);
}

function failureOf({ batch, stream }: PipelineResult): PinflowError | undefined {
  const faults = [...faultsOf('batch', batch), ...faultsOf('stream', stream)];
  if (stream.duplicates > 0) faults.push(`stream: ${stream.duplicates} rows are there twice`);
  if (faults.length > 0) return new PinflowError('ACCOUNT_UNBALANCED', faults.join('; '));
  const account = [batch.account, stream.account].find(({ ended }) => ended === 'gave_up');
  return account && new PinflowError('DELIVERY_FAILED', `the gateway: ${account.reason}`);
}
