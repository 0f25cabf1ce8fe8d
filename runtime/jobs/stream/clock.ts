import { wait } from '../../waiting.ts';

/** Time as the stream job sees it; tests turn it by hand. */
export interface Clock {
  /** Milliseconds since 1970, to compare with the arrival of records; it may jump. */
  now(): number;
  /** Milliseconds since some moment, to wait by; never goes back. */
  elapsed(): number;
  /** Resolves after `ms`, or as soon as the signal is aborted; never late, but maybe early, when no timer is that long. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = { now: Date.now, elapsed: () => performance.now(), wait };
