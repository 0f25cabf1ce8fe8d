import type { Clock } from '../../../runtime/twin/clock.ts';

/** A clock that stands still until it is turned. */
export interface HandClock extends Clock {
  /** Resolves with the earliest alarm once somebody waits for one. */
  alarm(): Promise<number>;
  /** Sets the time and wakes who waits for it. */
  turnTo(time: number): void;
}

/** A {@link HandClock} that shows `start`, milliseconds since 1970. */
export function handClock(start: number): HandClock {
  let now = start;
  let told = Promise.withResolvers<number>();
  const alarms = new Set<{ time: number; wake: () => void }>();
  const tell = () => told.resolve(Math.min(...[...alarms].map(({ time }) => time)));
  return {
    now: () => now,
    at: (time, wake) => {
      const alarm = { time, wake };
      alarms.add(alarm);
      tell();
      return () => alarms.delete(alarm);
    },
    alarm: () => {
      told = Promise.withResolvers();
      if (alarms.size > 0) tell();
      return told.promise;
    },
    turnTo: (time) => {
      now = time;
      for (const alarm of [...alarms].filter((each) => each.time <= time)) {
        alarms.delete(alarm);
        alarm.wake();
      }
    },
  };
}

/** A clock on which the time that somebody waits for has come as soon as nothing else is to be done. */
export function hastyClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    at: (time, wake) => {
      const waiting = setImmediate(() => {
        now = Math.max(now, time);
        wake();
      });
      return () => clearImmediate(waiting);
    },
  };
}
