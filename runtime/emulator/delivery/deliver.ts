import { gatewayLimits } from '../../blueprint/index.ts';
import { backoffMs } from '../../waiting.ts';
import type { Clock } from '../clock.ts';
import type { Ending } from '../ending.ts';
import type { Batch } from '../outbox.ts';
import type { Progress } from '../progress.ts';
import type { EmulatedRecord, Result, Target, Unstored } from '../targets/target.ts';
import type { Tally } from './account.ts';

/** Milliseconds until a request counts as unanswered: the gateway, which gives up first, is to have its say; Kinesis needs less. */
const requestTimeoutMs = gatewayLimits.timeoutMs + 2000;

/** What delivering needs. */
export interface Delivery {
  readonly target: Target;
  readonly clock: Clock;
  /** Numbers in [0, 1) for the jitter of the backoff. */
  readonly random: () => number;
  /** How long the records of one request are tried. */
  readonly patienceMs: number;
  readonly tally: Tally;
  readonly ending: Ending;
  readonly progress: Progress;
}

/**
 * Sends a batch until each of its records is stored or finally refused: only what may end better is sent again, after a while. Out of
 * patience it ends the whole run; and once the run ends, nothing is sent again.
 */
export async function deliver(delivery: Delivery, batch: Batch): Promise<void> {
  const { target, clock, random, patienceMs, ending, progress } = delivery;
  const deadline = clock.now() + patienceMs;
  const fate = new Fate(delivery.tally, batch);
  let open = batch.records;
  for (let attempt = 1; ; attempt++) {
    const timeoutMs = Math.min(requestTimeoutMs, deadline - clock.now());
    const { results, retryAfterMs = 0 } = await target.send(batch.kind, open, timeoutMs);
    const unsettled = fate.settle(open, results);
    progress.settled();
    for (const result of results) {
      if (result.is === 'refused' && result.forAll) ending.end('gave_up', `${whyOf(result)}; ${result.forAll}`);
    }
    const [first] = unsettled;
    if (first === undefined) return;
    const wait = Math.max(backoffMs(attempt, random), retryAfterMs);
    if (clock.now() + wait >= deadline) ending.end('gave_up', whyOf(first.result));
    else {
      progress.waiting(whyOf(first.result));
      await clock.wait(wait, ending.signal);
    }
    if (ending.signal.aborted) {
      fate.giveUp(unsettled);
      return;
    }
    open = unsettled.map(({ record }) => record);
  }
}

/** A record that is not stored, and what its last attempt came to. */
interface Unsettled {
  readonly record: EmulatedRecord;
  readonly result: Unstored;
}

/** Counts what becomes of a batch's records, and tells the batch when nothing more will. */
class Fate {
  readonly #tally: Tally;
  readonly #batch: Batch;
  /** Records that were sent once without an answer: unless one names their place in the end, nobody knows if they are stored. */
  readonly #lost = new Set<EmulatedRecord>();

  constructor(tally: Tally, batch: Batch) {
    this.#tally = tally;
    this.#batch = batch;
  }

  /** Counts what an attempt came to and returns what may be sent again. */
  settle(records: readonly EmulatedRecord[], results: readonly Result[]): Unsettled[] {
    const counts = this.#tally.of(this.#batch.kind);
    const unsettled: Unsettled[] = [];
    for (const [index, record] of records.entries()) {
      const result = results[index] as Result;
      if (result.is === 'stored') {
        counts.store(result.place);
        this.#batch.settled(record);
      } else if (result.is === 'refused' && !result.again) this.giveUp([{ record, result }]);
      else unsettled.push({ record, result });
      if (result.is === 'unanswered' && result.lost) {
        counts.lost += 1;
        this.#lost.add(record);
      }
    }
    return unsettled;
  }

  /** Counts records that will not be sent again. */
  giveUp(records: readonly Unsettled[]): void {
    const { kind } = this.#batch;
    for (const { record, result } of records) {
      if (result.is === 'unanswered' || this.#lost.has(record)) this.#tally.of(kind).unknown += 1;
      else this.#tally.reject({ kind, key: record.key, ...result.refusal });
      this.#batch.settled(record);
    }
  }
}

function whyOf(result: Unstored): string {
  if (result.is === 'unanswered') return result.why;
  const { status, errorCode, message } = result.refusal;
  return `answer ${status}, error code ${errorCode}: ${message}`;
}
