import type { PathName } from '../blueprint/index.ts';
import { type Account, type EmulateOptions, emulate, type TargetOptions } from '../emulator/index.ts';
import type { StreamProgress } from '../jobs/index.ts';
import type { Counts } from '../report/counts.ts';
import type { Kinds, StreamRecord } from '../report/data.ts';
import { startTwin, type Twin } from '../twin/index.ts';
import { cleanBatch, landEverything, landedNow } from './batch-path.ts';
import { pathCounts } from './path-counts.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunWatch } from './run-watch.ts';
import { checkStream, type RunningStreamJob, readEverything, startStreamJob } from './stream-path.ts';

/** What one path did from the first message to the tables. */
export interface PathResult {
  readonly account: Account;
  readonly counts: Kinds<Counts>;
}

/** What both paths did. */
export interface PipelineResult {
  readonly batch: PathResult;
  readonly stream: PathResult & Pick<StreamRecord, 'duplicates' | 'freshness'>;
}

/** How to run both paths. */
export interface PipelineOptions extends Omit<EmulateOptions, 'target' | 'onProgress'> {
  readonly folder: RunFolder;
  readonly watch: RunWatch;
}

/**
 * Runs a stage once, every message on both paths: posts it through the twin's gateway to a topic and to a stream, while the sink lands
 * objects and the stream job fills its tables; waits until both have taken everything, and makes the tables of the batch path. The signal
 * ends posting; what was posted until then goes the whole way.
 * @throws {PinflowError} of the pieces, also when the sink or the stream job fails while messages are posted
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const { stage, folder, watch } = options;
  const { bucket, tables } = folder;
  const twin = await startTwin({ stage, dir: folder.dir });
  let job: RunningStreamJob | undefined;
  try {
    watch.step('posting');
    const onProgress = (progress: StreamProgress) => watch.progressed(progress, landedNow(twin, stage));
    job = startStreamJob({ stage, tables, endpoint: twin.kinesisUrl as string }, onProgress);
    await job.begun;
    const accounts = await postToBoth(options, twin, job);
    watch.step('landing');
    const [{ progress, arrived }, landed] = await Promise.all([
      readEverything(twin, stage, accounts.stream, job),
      landEverything(twin, stage, accounts.batch),
    ]);
    onProgress(progress);
    await twin.close();
    watch.step('cleaning');
    const cleaned = await cleanBatch({ stage, bucket, tables });
    const { checked, duplicates } = await checkStream({ stage, tables }, progress);
    const { freshness } = progress;
    return {
      batch: { account: accounts.batch, counts: pathCounts(accounts.batch, landed, cleaned) },
      stream: {
        account: accounts.stream,
        counts: pathCounts(accounts.stream, arrived, checked),
        duplicates,
        ...(freshness && { freshness }),
      },
    };
  } finally {
    await job?.stop();
    await twin.close();
  }
}

/**
 * Posts the same messages to the topics and to the streams, side by side. A sink or a stream job that fails ends the posting: nothing
 * would take up what is posted.
 */
async function postToBoth(
  { watch, ...options }: PipelineOptions,
  { gatewayUrl: url, sink }: Twin,
  job: RunningStreamJob,
): Promise<Record<PathName, Account>> {
  const failed = new AbortController();
  const fail = () => failed.abort();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  const post = (path: PathName, target: TargetOptions) =>
    emulate({ ...options, signal, target, onProgress: (progress) => watch.posted(path, progress) });
  const posting = [
    post('batch', { type: 'topics', url }),
    post('stream', { type: 'stream', via: 'records', url }),
  ] as const;
  const services = [sink.done, job.done];
  for (const one of [...services, ...posting]) one.catch(fail);
  await Promise.allSettled(posting);
  if (failed.signal.aborted) await Promise.all([...services, ...posting]);
  const [batch, stream] = await Promise.all(posting);
  return { batch, stream };
}
