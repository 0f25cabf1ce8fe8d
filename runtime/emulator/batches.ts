import { gatewayLimits } from '../blueprint/index.ts';
import type { Clock } from './clock.ts';
import type { Tally } from './delivery/account.ts';
import { produceBodyBytes, produceEntry } from './delivery/produce.ts';
import type { Draw } from './order.ts';
import { pacer, type Rate } from './pace.ts';
import type { Source } from './source.ts';

/** One row as it is posted. */
export interface EmulatedRecord {
  readonly key: number;
  /** The record as a request's body holds it. */
  readonly entry: string;
}

/** Records of one kind that go into one request. */
export interface Batch {
  readonly kind: string;
  readonly records: readonly EmulatedRecord[];
}

/** What is drawn, and how. */
export interface Drawing {
  readonly order: Iterator<Draw, never>;
  readonly source: Pick<Source, 'row'>;
  /** Each message has one record of each kind, in this order. */
  readonly kinds: readonly string[];
  readonly messages: number;
  readonly rate: Rate;
  readonly batchSize: number;
  readonly clock: Clock;
  readonly tally: Tally;
  /** Ends the drawing; what is drawn still comes. */
  readonly signal: AbortSignal;
}

/**
 * Draws messages as they are asked for and come due, and gathers their records by kind. A batch comes when it is full, and any batch
 * comes when the next message is not due yet: records never wait for company.
 * @throws what the source throws
 */
export async function* drawBatches(drawing: Drawing): AsyncGenerator<Batch, void> {
  const { order, source, kinds, messages, clock, tally, signal } = drawing;
  const due = pacer(drawing.rate);
  const open = kinds.map((kind) => new OpenBatch(kind, drawing.batchSize));
  for (; tally.messages < messages && !signal.aborted; tally.messages++) {
    const { row, pauseSeconds, redraws } = order.next().value;
    const time = due(clock.now(), pauseSeconds);
    if (time > clock.now()) {
      yield* rest(open);
      while (time > clock.now() && !signal.aborted) await clock.wait(time - clock.now(), signal);
      if (signal.aborted) break;
    }
    tally.redraws += redraws;
    for (const batch of open) {
      const record = { key: row, entry: produceEntry(row, source.row(batch.kind, row)) };
      const bytes = Buffer.byteLength(record.entry);
      tally.of(batch.kind).generated += 1;
      if (batch.isTooLargeWith(bytes)) yield batch.take();
      batch.add(record, bytes);
      if (batch.isFull) yield batch.take();
    }
  }
  yield* rest(open);
}

function* rest(open: readonly OpenBatch[]): Generator<Batch, void> {
  for (const batch of open) if (!batch.isEmpty) yield batch.take();
}

/** Gathers records of one kind until no more of them go into one request. */
class OpenBatch {
  readonly kind: string;
  readonly #size: number;
  #records: EmulatedRecord[] = [];
  #bytes = 0;

  constructor(kind: string, size: number) {
    this.kind = kind;
    this.#size = size;
  }

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  get isFull(): boolean {
    return this.#records.length === this.#size;
  }

  /** Whether the gateway would not take a request with one more record of so many bytes; one that is too large alone is left to its answer. */
  isTooLargeWith(bytes: number): boolean {
    const all = produceBodyBytes(this.#records.length + 1, this.#bytes + bytes);
    return all > gatewayLimits.bodyBytes && !this.isEmpty;
  }

  add(record: EmulatedRecord, bytes: number): void {
    this.#records.push(record);
    this.#bytes += bytes;
  }

  take(): Batch {
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    return { kind: this.kind, records };
  }
}
