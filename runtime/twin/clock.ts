/** Time as the twin's services see it; tests turn it by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `wake` once, when `now()` has come to `time`; returns what calls it off. */
  at(time: number, wake: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: Date.now,
  at: (time, wake) => {
    const timer = setTimeout(wake, Math.max(0, time - Date.now()));
    return () => clearTimeout(timer);
  },
};
