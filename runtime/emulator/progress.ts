import type { Clock } from './clock.ts';
import type { KindCounts, Tally } from './delivery/account.ts';

/** How far a run has come. */
export interface ProgressReport {
  /** Messages that were drawn. */
  readonly messages: number;
  /** By record kind, in registry order. */
  readonly kinds: Readonly<Record<string, KindCounts>>;
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
    const { messages, kinds } = tally;
    if (tally.stored > storedWhenWaiting) why = undefined;
    reported = clock.now();
    report({ messages, kinds, ...(why !== undefined && { waiting: why }) });
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
