const firstMs = 100;
const longestMs = 5000;

/**
 * Milliseconds to wait after the `attempt`-th failed attempt, the first being 1: twice as long each time up to five seconds, of which
 * the second half is random, so that requests which failed together do not come back together.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return (ceiling * (1 + random())) / 2;
}

/** What a `Retry-After` header asks for (RFC 9110, 10.2.3: seconds, or a date), in milliseconds from `now` (milliseconds since 1970). */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
