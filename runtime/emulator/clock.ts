/** Time as the emulator sees it; tests turn it by hand. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Resolves after `ms`, or as soon as the signal is aborted; never late, but maybe early, when no timer is that long. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `act` once, after `ms`; returns what calls it off. */
  after(ms: number, act: () => void): () => void;
}

/** The longest delay of a timer; a longer one would end at once. */
const longestDelay = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, Math.min(ms, longestDelay));
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    }),
  after: (ms, act) => {
    const timer = setTimeout(act, Math.min(ms, longestDelay));
    return () => clearTimeout(timer);
  },
};
