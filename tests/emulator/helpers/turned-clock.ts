import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../runtime/emulator/clock.ts';

/** A clock that only waiting and tests turn: nobody waits for real, and it tells how long each wait was. */
export class TurnedClock implements Clock {
  readonly waits: number[] = [];
  /** Called at each wait, before it is over. */
  onWait: () => void | Promise<void> = () => {};
  readonly #timers = new Set<{ at: number; act: () => void }>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  async wait(ms: number): Promise<void> {
    this.waits.push(ms);
    await this.onWait();
    // Others than the one that waits are to come to their turn meanwhile.
    await setImmediate();
    this.turn(ms);
  }

  after(ms: number, act: () => void): () => void {
    const timer = { at: this.#now + ms, act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass. */
  turn(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers) {
      if (timer.at > this.#now) continue;
      this.#timers.delete(timer);
      timer.act();
    }
  }
}
