/** The longest delay of a timer; a longer one would end at once. */
export const longestTimerMs = 2 ** 31 - 1;

/** Resolves after `ms`, or as soon as the signal is aborted; never late, but maybe early, when no timer is that long. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, Math.min(ms, longestTimerMs)));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

const firstMs = 100;
const longestMs = 5000;

/**
 * Milliseconds to wait after the `attempt`-th failed attempt, the first being 1: twice as long each time up to five seconds, of which
 * the second half is random, so that requests which failed together do not come back together.
 * @param random gives numbers in [0, 1)
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return (ceiling * (1 + random())) / 2;
}
