import { answerQuestions, listQuarantine } from '../jobs/index.ts';
import type { ReportData } from '../report/data.ts';
import { answerNames } from '../transforms/index.ts';
import type { RunRecord } from './run-folder.ts';

/** Rejected records that a page shows. */
const examplesShown = 5;

/** What a run's page shows: what the run kept of itself, and what its tables hold. */
export async function reportData(
  { run, counts }: RunRecord,
  place: Parameters<typeof answerQuestions>[0],
): Promise<ReportData> {
  const answers = await answerQuestions(place, answerNames);
  const { reasons, records } = await listQuarantine({ ...place, limit: examplesShown });
  return { run, counts, answers, quarantine: { reasons, examples: records } };
}

/** The page of a run. ECharts takes as long to load as all the rest: commands without a page do without it. */
export async function renderPage(data: ReportData): Promise<string> {
  const { renderReport } = await import('../report/page.ts');
  return renderReport(data);
}
