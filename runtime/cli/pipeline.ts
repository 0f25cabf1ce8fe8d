import { names, type Stage } from '../blueprint/index.ts';
import { contracts } from '../contracts/index.ts';
import { type Account, type EmulateOptions, emulate } from '../emulator/index.ts';
import { type BatchCounts, runBatchJob } from '../jobs/index.ts';
import type { Counts } from '../report/counts.ts';
import { startTwin, type Twin } from '../twin/index.ts';
import type { RunFolder } from './run-folder.ts';

/** What the batch path did from the first message to the tables. */
export interface PipelineResult {
  readonly account: Account;
  /** The counts of each kind, each made by the piece that did the work. */
  readonly counts: Readonly<Record<string, Counts>>;
}

/** How to run the batch path. */
export interface PipelineOptions extends Omit<EmulateOptions, 'url'> {
  readonly folder: RunFolder;
  /** Called when a step begins. */
  readonly onStep: (step: 'posting' | 'landing' | 'cleaning') => void;
}

/**
 * Runs a stage's batch path once: posts messages through the twin's gateway, waits until the sink has landed them all, and makes the
 * tables. The signal ends posting; what was posted until then goes the whole way.
 * @throws {PinflowError} of the pieces, also when the sink fails while messages are posted
 */
export async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const { stage, folder, onStep } = options;
  const twin = await startTwin({ stage, dir: folder.dir });
  try {
    onStep('posting');
    const account = await whileSinkRuns(twin, options.signal, (signal) =>
      emulate({ ...options, signal, url: twin.gatewayUrl }),
    );
    onStep('landing');
    await twin.sink.drained();
    const landed = await landedCounts(twin, stage, account);
    await twin.close();
    onStep('cleaning');
    const batch = await runBatchJob({ stage, bucket: folder.bucket, tables: folder.tables });
    return { account, counts: combined(account, landed, batch) };
  } finally {
    await twin.close();
  }
}

/** A sink that fails ends the posting too: nothing would take up what is posted. */
async function whileSinkRuns<T>(
  { sink }: Twin,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const failed = new AbortController();
  sink.done.catch(() => failed.abort());
  const result = await work(AbortSignal.any([failed.signal, ...(signal === undefined ? [] : [signal])]));
  if (failed.signal.aborted) await sink.done;
  return result;
}

type LandedCounts = Pick<Counts, 'landed' | 'dead_lettered' | 'redelivered'>;

/** What the sink made of each topic; redelivered are the offsets of the topic that no answer named. */
async function landedCounts(
  { log, sink }: Twin,
  stage: Stage,
  account: Account,
): Promise<Record<string, LandedCounts>> {
  const sinkCounts = sink.counts();
  const counts: Record<string, LandedCounts> = {};
  for (const { kind } of contracts) {
    const topic = names(stage).topics[kind] as string;
    const named = new Map(account.kinds[kind]?.partitions.map(({ partition, records }) => [partition, records]));
    const partitions = (await log.describe(topic))?.partitions ?? 0;
    let redelivered = 0;
    for (let partition = 0; partition < partitions; partition++) {
      redelivered += (await log.endOffset(topic, partition)) - (named.get(partition) ?? 0);
    }
    const { landed = 0, deadLettered = 0 } = sinkCounts[topic] ?? {};
    counts[kind] = { landed, dead_lettered: deadLettered, redelivered };
  }
  return counts;
}

function combined(
  { kinds }: Account,
  landed: Readonly<Record<string, LandedCounts>>,
  batch: Readonly<Record<string, BatchCounts>>,
): Record<string, Counts> {
  const all = Object.entries(kinds).map(([kind, { generated, stored, rejected, unknown }]): [string, Counts] => {
    const { cleaned, quarantined, rows } = batch[kind] as BatchCounts;
    const { landed: written, ...others } = landed[kind] as LandedCounts;
    return [kind, { generated, stored, rejected, unknown, landed: written, ...others, cleaned, quarantined, rows }];
  });
  return Object.fromEntries(all);
}
