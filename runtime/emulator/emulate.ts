import { type Contract, contracts } from '../contracts/index.ts';
import { drawBatches } from './batches.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Account, Tally } from './delivery/account.ts';
import { type Delivery, deliver } from './delivery/deliver.ts';
import { Ending } from './ending.ts';
import { checkOptions, type EmulateOptions } from './options.ts';
import { postingOrder } from './order.ts';
import type { Batch } from './outbox.ts';
import { openProgress } from './progress.ts';
import { openTarget } from './targets/open.ts';

const defaultPatienceMs = 120_000;

/** Milliseconds that requests under way get for their answer once the run is to end. */
const graceMs = 5000;

/** What a run takes from the machine. */
export interface Ports {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/**
 * Posts messages in the original's order to the topics or the streams of a stage: of each message one record of every kind, keyed by its
 * row. Copies of a row keep their order. It waits for a target that is down, and ends with an account of every record that was drawn.
 * @throws {PinflowError} `USAGE` for a wrong option and `SOURCE_EMPTY`, before anything is posted; what the source throws, after
 * requests under way were answered.
 */
export async function emulate(options: EmulateOptions, ports: Partial<Ports> = {}): Promise<Account> {
  checkOptions(options);
  const order = postingOrder(options.source, options);
  const { clock = systemClock, random = Math.random } = ports;
  const kinds = contracts.map(({ kind }: Contract) => kind);
  const tally = new Tally(kinds);
  const ending = new Ending();
  const progress = openProgress(tally, clock, options.onProgress ?? (() => {}));
  const { concurrency } = options;
  const target = await openTarget(options.target, { stage: options.stage, concurrency, clock });
  const letGo = endEarly(ending, { signal: options.signal, clock, cut: target.cut });
  const started = clock.now();
  try {
    const batches = drawBatches({ ...options, order, kinds, target, clock, tally, signal: ending.signal });
    const { patienceMs = defaultPatienceMs } = options;
    const delivery = { target, clock, random, patienceMs, tally, ending, progress };
    await deliverAll(batches, delivery, concurrency);
    progress.end();
  } finally {
    letGo();
    await target.close();
  }
  const { ended, reason } = ending;
  return tally.account({ seconds: (clock.now() - started) / 1000, ended, ...(reason !== undefined && { reason }) });
}

/** Ends the run when the caller's signal says so, and cuts what is under way some time after it was ended for any reason. */
function endEarly(
  ending: Ending,
  { signal, clock, cut }: { signal: AbortSignal | undefined; clock: Clock; cut: () => void },
): () => void {
  let callOff = () => {};
  const stop = () => ending.end('stopped');
  ending.signal.addEventListener('abort', () => {
    callOff = clock.after(graceMs, cut);
  });
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  return () => {
    signal?.removeEventListener('abort', stop);
    callOff();
  };
}

/** Delivers batches as they come, a number of them at a time. */
async function deliverAll(batches: AsyncGenerator<Batch, void>, delivery: Delivery, concurrency: number) {
  const worker = async () => {
    try {
      for (let next = await batches.next(); !next.done; next = await batches.next())
        await deliver(delivery, next.value);
    } catch (cause) {
      // The source broke: the other workers are not to go on trying for the sake of a run that fails anyway.
      delivery.ending.end('stopped');
      throw cause;
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  for (const ended of workers) if (ended.status === 'rejected') throw ended.reason;
}
