/** How fast messages are posted: so many a second, as fast as possible, or with the pauses that the original emulator makes. */
export type Rate = number | 'max' | 'original';

/** Milliseconds of messages that are caught up with after a stall; what is later than that is not flooded in but starts anew. */
const catchUpMs = 1000;

/** Makes the function that says when the next message is due, in the milliseconds of `now`. */
export function pacer(rate: Rate): (now: number, pauseSeconds: number) => number {
  if (rate === 'max') return (now) => now;
  if (rate === 'original') return (now, pauseSeconds) => now + pauseSeconds * 1000;
  let next: number | undefined;
  return (now) => {
    const due = Math.max(next ?? now, now - catchUpMs);
    next = due + 1000 / rate;
    return due;
  };
}
