/**
 * The thread of a stream job. It hears {@link Order}s and tells what the job tells. A service on the main thread that is busy would
 * otherwise keep the job from its turn, since every statement of a batch waits for one.
 */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Stage } from '../blueprint/index.ts';
import { checkpointFailures } from '../delta/index.ts';
import type { ErrorCode } from '../errors.ts';
import { defaultTrigger, runStreamJob, type StreamProgress } from '../jobs/index.ts';
import { kinesisSource } from '../jobs/stream/kinesis-source.ts';
import { openKinesis } from './kinesis-client.ts';

/** What the thread is started with. */
export interface StreamPlace {
  readonly stage: Stage;
  /** The address of Kinesis. */
  readonly endpoint: string;
  /** The folder of the Delta tables. */
  readonly tables: string;
}

/** To end when everything has been taken, or at once. */
export type Order = 'drain' | 'stop';

/** How far the job is, what of {@link checkpointFailures} is said, how far it came, or why it failed: of an error only its kind and its words come through. */
export type Told =
  | { readonly progress: StreamProgress }
  | { readonly warning: Error }
  | { readonly done: StreamProgress }
  | { readonly failure: Error; readonly code?: ErrorCode };

const port = parentPort as MessagePort;
const { stage, endpoint, tables } = workerData as StreamPlace;
const tell = (told: Told) => port.postMessage(told);
const orders = { drain: new AbortController(), stop: new AbortController() };
checkpointFailures.subscribe((error) => tell({ warning: error as Error }));
port.on('message', (order: Order) => orders[order].abort());
try {
  const client = await openKinesis({ endpoint });
  const done = await runStreamJob({
    stage,
    source: kinesisSource(client),
    tables,
    trigger: defaultTrigger,
    drain: orders.drain.signal,
    signal: orders.stop.signal,
    onProgress: (progress) => tell({ progress }),
  }).finally(() => client.destroy());
  tell({ done });
} catch (error) {
  tell({ failure: error as Error, code: (error as { code: ErrorCode }).code });
} finally {
  port.close();
}
