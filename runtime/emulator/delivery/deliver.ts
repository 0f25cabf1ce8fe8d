import { gatewayLimits } from '../../blueprint/index.ts';
import type { Batch, EmulatedRecord } from '../batches.ts';
import type { Clock } from '../clock.ts';
import type { Ending } from '../ending.ts';
import type { Progress } from '../progress.ts';
import type { Tally } from './account.ts';
import { backoffMs } from './backoff.ts';
import type { Connections } from './connections.ts';
import { judge, produceBody, producePath, type Result } from './produce.ts';

/** Milliseconds until a request counts as unanswered: the gateway, which gives up first, is to have its say. */
const requestTimeoutMs = gatewayLimits.timeoutMs + 2000;

/** What delivering needs. */
export interface Delivery {
  /** By record kind. */
  readonly topics: Readonly<Record<string, string>>;
  readonly connections: Connections;
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
export async function deliver(delivery: Delivery, { kind, records }: Batch): Promise<void> {
  const { topics, connections, clock, random, patienceMs, ending, progress } = delivery;
  const path = producePath(topics[kind] as string);
  const deadline = clock.now() + patienceMs;
  const fate = new Fate(delivery.tally, kind);
  let open = records;
  for (let attempt = 1; ; attempt++) {
    const body = produceBody(open.map(({ entry }) => entry));
    const reply = await connections.post(path, body, Math.min(requestTimeoutMs, deadline - clock.now()));
    const results = judge(reply, open.length);
    const unsettled = fate.settle(open, results);
    progress.settled();
    for (const result of results) if (result.is === 'refused' && result.forAll) ending.end('gave_up', noEntry(result));
    const [first] = unsettled;
    if (first === undefined) return;
    const retryAfterMs = reply.status === undefined ? undefined : reply.retryAfterMs;
    const wait = Math.max(backoffMs(attempt, random), retryAfterMs ?? 0);
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
  readonly result: Exclude<Result, { is: 'stored' }>;
}

/** Counts what becomes of a batch's records. */
class Fate {
  readonly #tally: Tally;
  readonly #kind: string;
  /** Records that were sent once without an answer: unless one names their place in the end, nobody knows if they are stored. */
  readonly #lost = new Set<EmulatedRecord>();

  constructor(tally: Tally, kind: string) {
    this.#tally = tally;
    this.#kind = kind;
  }

  /** Counts what an attempt came to and returns what may be sent again. */
  settle(records: readonly EmulatedRecord[], results: readonly Result[]): Unsettled[] {
    const counts = this.#tally.of(this.#kind);
    const unsettled: Unsettled[] = [];
    for (const [index, record] of records.entries()) {
      const result = results[index] as Result;
      if (result.is === 'stored') counts.store(result.partition, result.offset);
      else if (result.is === 'refused' && !result.again) this.giveUp([{ record, result }]);
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
    for (const { record, result } of records) {
      if (result.is === 'unanswered' || this.#lost.has(record)) this.#tally.of(this.#kind).unknown += 1;
      else this.#tally.reject({ kind: this.#kind, key: record.key, ...result.refusal });
    }
  }
}

function noEntry(result: Unsettled['result']): string {
  return `the gateway lets nobody in so (${whyOf(result)}): check the URL with its stage, who you are (credentials, or API key), and the clock of this machine`;
}

function whyOf(result: Unsettled['result']): string {
  if (result.is === 'unanswered') return result.why;
  const { status, errorCode, message } = result.refusal;
  return `answer ${status}, error code ${errorCode}: ${message}`;
}
