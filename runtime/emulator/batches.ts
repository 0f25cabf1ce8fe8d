import type { Clock } from './clock.ts';
import type { Tally } from './delivery/account.ts';
import type { Draw } from './order.ts';
import { type Batch, Outbox } from './outbox.ts';
import { pacer, type Rate } from './pace.ts';
import type { Source } from './source.ts';
import type { Target } from './targets/target.ts';

/** What is drawn, and how. */
export interface Drawing {
  readonly order: Iterator<Draw, never>;
  readonly source: Pick<Source, 'row'>;
  /** Each message has one record of each kind, in this order. */
  readonly kinds: readonly string[];
  readonly messages: number;
  readonly rate: Rate;
  readonly batchSize: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly target: Pick<Target, 'limits' | 'record'>;
  readonly clock: Clock;
  readonly tally: Tally;
  /** Ends the drawing; what is drawn still comes. */
  readonly signal: AbortSignal;
}

/**
 * Draws messages as they are asked for and come due, and gathers their records by kind. A batch comes when it is full, and any batch
 * comes when the next message is not due yet: records never wait for company, only for an earlier one of their key.
 * @throws what the source throws
 */
export async function* drawBatches(drawing: Drawing): AsyncGenerator<Batch, void> {
  const { order, source, kinds, messages, batchSize, concurrency, target, clock, tally, signal } = drawing;
  const due = pacer(drawing.rate);
  const bell = new Bell();
  const limits = { ...target.limits, records: Math.min(batchSize, target.limits.records) };
  const outboxes = kinds.map((kind) => new Outbox(kind, limits, () => bell.ring()));
  const held = () => outboxes.reduce((sum, outbox) => sum + outbox.held, 0);
  for (; tally.messages < messages && !signal.aborted; tally.messages++) {
    // As many may be held as may be under way: a few keys must not fill the memory.
    const isFull = () => held() >= batchSize * concurrency;
    while (isFull()) {
      yield* rest(outboxes);
      if (isFull()) await bell.rung();
    }
    const { row, pauseSeconds, redraws } = order.next().value;
    const time = due(clock.now(), pauseSeconds);
    while (time > clock.now() && !signal.aborted) {
      yield* rest(outboxes);
      await clock.wait(time - clock.now(), held() > 0 ? AbortSignal.any([signal, bell.nextRing()]) : signal);
    }
    if (signal.aborted) break;
    tally.redraws += redraws;
    for (const outbox of outboxes) {
      outbox.add(target.record(row, source.row(outbox.kind, row)));
      tally.of(outbox.kind).generated += 1;
      for (let batch = outbox.takeFull(); batch; batch = outbox.takeFull()) yield batch;
    }
  }
  yield* rest(outboxes);
  while (held() > 0) {
    await bell.rung();
    yield* rest(outboxes);
  }
}

/** All that may be sent, also what is freed meanwhile: after it nothing but an answer frees more. */
function* rest(outboxes: readonly Outbox[]): Generator<Batch, void> {
  const next = () => outboxes.find((outbox) => !outbox.isEmpty)?.takeAny();
  for (let batch = next(); batch; batch = next()) yield batch;
}

/** Wakes the one that waits. */
class Bell {
  #wake = () => {};

  ring(): void {
    this.#wake();
  }

  rung(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Aborted by the next ring. */
  nextRing(): AbortSignal {
    const controller = new AbortController();
    this.#wake = () => controller.abort();
    return controller.signal;
  }
}
