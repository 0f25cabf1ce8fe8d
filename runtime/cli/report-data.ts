import type { Stage } from '../blueprint/index.ts';
import { answerQuestions, listQuarantine, type RejectedRecord } from '../jobs/index.ts';
import type { BatchPlace, Quarantine, ReportData, RunRecord, StreamPlace } from '../report/data.ts';
import { reportOf } from '../report/live.ts';
import { answerNames } from '../transforms/index.ts';

/** Rejected records that a page shows. */
const examplesShown = 5;

/** Where the tables of a run are. */
export interface TablesPlace {
  readonly stage: Stage;
  readonly tables: string;
}

/** What a run's page shows: what the run kept of itself, and what its tables hold. */
export async function reportData(record: RunRecord, place: TablesPlace): Promise<ReportData> {
  const answers = await answerQuestions({ ...place, from: 'batch' }, answerNames);
  const quarantine = await batchQuarantine(place);
  const stream = record.stream && { streamQuarantine: await streamQuarantine(place) };
  return reportOf(record, { answers, quarantine, ...stream });
}

/** What the batch job has rejected. */
async function batchQuarantine(place: TablesPlace): Promise<Quarantine<BatchPlace>> {
  const { reasons, records } = await listQuarantine({ ...place, path: 'batch', limit: examplesShown });
  const examples = records.flatMap((record) =>
    record.path === 'batch' ? [{ ...shown(record), object: record.object, line: record.line }] : [],
  );
  return { reasons, examples };
}

/** What the stream job has rejected by now. */
export async function streamQuarantine(place: TablesPlace): Promise<Quarantine<StreamPlace>> {
  const { reasons, records } = await listQuarantine({ ...place, path: 'stream', limit: examplesShown });
  const examples = records.flatMap((record) =>
    record.path === 'stream'
      ? [{ ...shown(record), shard: record.shard_id, sequenceNumber: record.sequence_number }]
      : [],
  );
  return { reasons, examples };
}

function shown({ kind, reasons, payload }: RejectedRecord) {
  return { kind, reasons, payload };
}

/** The page of a run. ECharts takes as long to load as all the rest: commands without a page do without it. */
export async function renderPage(data: ReportData): Promise<string> {
  const { renderReport } = await import('../report/page.ts');
  return renderReport(data);
}
