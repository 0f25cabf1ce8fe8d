import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { names, type Stage } from '../blueprint/index.ts';
import { checkpointFailures } from '../delta/index.ts';
import type { Account } from '../emulator/index.ts';
import { PinflowError } from '../errors.ts';
import { countStreamTables, type StreamProgress } from '../jobs/index.ts';
import type { Kinds } from '../report/data.ts';
import type { Twin } from '../twin/index.ts';
import { type Arrived, type Checked, mapKinds } from './path-counts.ts';
import type { TablesPlace } from './report-data.ts';
import type { Order, StreamPlace, Told } from './stream-thread.ts';

/** A stream job at work. */
export interface RunningStreamJob {
  /** Resolves when it has begun, or has ended. */
  readonly begun: Promise<void>;
  /** Settles when the job has ended; rejects with why it failed. */
  readonly done: Promise<StreamProgress>;
  /** Ends the job when it has taken what is in the streams now. */
  drained(): Promise<StreamProgress>;
  /** Ends the job without that, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** The thread's file is TypeScript in the repository and JavaScript in the package, as this one is. */
const threadUrl = new URL(`./stream-thread${extname(import.meta.url)}`, import.meta.url);

/** Starts the stream job in a thread of its own. */
export function startStreamJob(place: StreamPlace, onProgress: (progress: StreamProgress) => void): RunningStreamJob {
  const thread = new Worker(threadUrl, { workerData: place });
  const order = (what: Order) => thread.postMessage(what);
  const exited = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  const begun = Promise.race([new Promise<void>((resolve) => thread.once('message', () => resolve())), exited]);
  const { promise: done, resolve, reject } = Promise.withResolvers<StreamProgress>();
  thread.on('message', (told: Told) => {
    if ('progress' in told) onProgress(told.progress);
    else if ('warning' in told) checkpointFailures.publish(told.warning);
    else if ('done' in told) resolve(told.done);
    else
      reject(told.code === undefined ? told.failure : new PinflowError(told.code, told.failure.message, told.failure));
  });
  thread.on('error', reject);
  thread.on('exit', () => reject(new Error('the thread of the stream job ended before the job did')));
  // A failure is for whoever asks for it; nobody need have asked yet.
  done.catch(() => {});
  return {
    begun,
    done,
    drained: () => {
      order('drain');
      return done;
    },
    stop: async () => {
      order('stop');
      await exited;
    },
  };
}

/** Waits until the job has read everything that is in the streams, and tells what that was. */
export async function readEverything(
  twin: Twin,
  stage: Stage,
  account: Account,
  job: RunningStreamJob,
): Promise<{ readonly progress: StreamProgress; readonly arrived: Kinds<Arrived> }> {
  const progress = await job.drained();
  const arrived: Record<string, Arrived> = {};
  for (const [kind, stream] of Object.entries(names(stage).streams)) {
    const redelivered = (await twin.recordsIn(stream)) - (account.kinds[kind]?.stored ?? 0);
    arrived[kind] = { landed: progress.kinds[kind]?.read ?? 0, dead_lettered: 0, redelivered };
  }
  return { progress, arrived };
}

/** What the job says that it cleaned, beside what its tables hold. */
export async function checkStream(
  place: TablesPlace,
  { kinds }: StreamProgress,
): Promise<{ readonly checked: Kinds<Checked>; readonly duplicates: number }> {
  const { kinds: found, duplicates } = await countStreamTables(place);
  const checked = mapKinds(found, (rows, kind) => ({ replayed: 0, cleaned: kinds[kind]?.cleaned ?? 0, ...rows }));
  return { checked, duplicates };
}
