/**
 * When an open object is next rotated by schedule: the first multiple of the interval after `now`, counted from midnight in the time
 * zone, and at the latest the next midnight (`DateTimeUtils.getNextTimeAdjustedByDay` of the connector).
 * @param now milliseconds since 1970
 */
export function nextRotation(now: number, intervalMs: number, timezone: string): number {
  const startOfDay = firstInstantOf(dayNumber(now, timezone), now, timezone);
  const startOfNextDay = firstInstantOf(dayNumber(now, timezone) + 1, now + maxDayMs, timezone);
  const next = startOfDay + (Math.floor((now - startOfDay) / intervalMs) + 1) * intervalMs;
  return Math.min(next, startOfNextDay);
}

const dayMs = 24 * 3_600_000;
/** A day lasts longer when clocks are turned back, and some zones once left out a whole day. */
const maxDayMs = 2 * dayMs;

/** The first millisecond of a day, at or before `latest`: midnight, or what follows it where clocks are turned forward then. */
function firstInstantOf(day: number, latest: number, timezone: string): number {
  let before = latest - 2 * maxDayMs;
  let from = latest;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayNumber(middle, timezone) >= day) from = middle;
    else before = middle;
  }
  return from;
}

/** Which day it is in a time zone, as days since 1970. */
function dayNumber(instant: number, timezone: string): number {
  const parts = formatFor(timezone).formatToParts(instant);
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(number('year'), number('month') - 1, number('day')) / dayMs;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  formats.set(timezone, format);
  return format;
}
