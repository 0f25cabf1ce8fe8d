/** What a `Retry-After` header asks for (RFC 9110, 10.2.3: seconds, or a date), in milliseconds from `now` (milliseconds since 1970). */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
