import { longestTimerMs, wait } from '../waiting.ts';

/** Time as the emulator sees it; tests turn it by hand. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Resolves after `ms`, or as soon as the signal is aborted; never late, but maybe early, when no timer is that long. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `act` once, after `ms`; returns what calls it off. */
  after(ms: number, act: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wait,
  after: (ms, act) => {
    const timer = setTimeout(act, Math.min(ms, longestTimerMs));
    return () => clearTimeout(timer);
  },
};
