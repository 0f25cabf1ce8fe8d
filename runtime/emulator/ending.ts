import { setMaxListeners } from 'node:events';
import type { Ended } from './delivery/account.ts';

/** How a run ends: done, unless something ends it before; the first cause counts. */
export class Ending {
  readonly #controller = new AbortController();
  #ended: Ended = 'done';
  #reason: string | undefined;

  constructor() {
    // Every request that waits for its next attempt listens.
    setMaxListeners(0, this.signal);
  }

  /** Aborted when the run is to end before its time. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): Ended {
    return this.#ended;
  }

  /** Why it gave up. */
  get reason(): string | undefined {
    return this.#reason;
  }

  end(as: Exclude<Ended, 'done'>, reason?: string): void {
    if (this.signal.aborted) return;
    this.#ended = as;
    this.#reason = reason;
    this.#controller.abort();
  }
}
