import type { Clock } from './clock.ts';
import type { Tally } from './delivery/account.ts';

/** How far a run has come. */
export interface ProgressReport {
  /** Messages that were drawn. */
  readonly messages: number;
  /** Records that are stored. */
  readonly stored: number;
  /** Why records are waiting for another attempt, such as a gateway that is down. */
  readonly waiting?: string;
}

/** Tells how far a run has come: at most ten times a second, and at once when it begins to wait. */
export interface Progress {
  /** Some records were answered, or not. */
  settled(): void;
  waiting(why: string): void;
  end(): void;
}

const intervalMs = 100;

export function openProgress(tally: Tally, clock: Clock, report: (progress: ProgressReport) => void): Progress {
  let reported = Number.NEGATIVE_INFINITY;
  let storedWhenWaiting = 0;
  let why: string | undefined;
  const tell = () => {
    const { messages, stored } = tally;
    if (stored > storedWhenWaiting) why = undefined;
    reported = clock.now();
    report(why === undefined ? { messages, stored } : { messages, stored, waiting: why });
  };
  return {
    settled: () => {
      if (clock.now() - reported >= intervalMs) tell();
    },
    waiting: (because) => {
      const isNew = why !== because;
      why = because;
      storedWhenWaiting = tally.stored;
      if (isNew) tell();
    },
    end: tell,
  };
}
