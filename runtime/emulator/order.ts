import { PinflowError } from '../errors.ts';
import { PythonRandom } from './random.ts';
import type { Source } from './source.ts';

/** Rows that the original emulator draws from: `random.randint(0, 11000)`. */
export const originalRows = 11_001;

/** One message of the posting order. */
export interface Draw {
  /** The row that is posted: the key of its record of every kind. */
  readonly row: number;
  /** Seconds that the original emulator waits before it posts this message: 0 or 1. */
  readonly pauseSeconds: number;
  /** Rows that were drawn before this one and that the source does not have. */
  readonly redraws: number;
}

/**
 * The original emulator's posting order, number for number: `random.seed(seed)`, then per message `randrange(0, 2)` for the pause and
 * `randint(0, rows - 1)` for the row, with replacement. A row that the source does not have is drawn again by `randint` alone.
 * It does not end by itself.
 * @throws {PinflowError} `SOURCE_EMPTY`, at once, when the source has no row that the order could name.
 */
export function postingOrder(
  source: Pick<Source, 'has' | 'hasBelow'>,
  { seed, rows }: { seed: number | bigint; rows: number },
): Iterator<Draw, never> {
  if (!source.hasBelow(rows)) {
    throw new PinflowError('SOURCE_EMPTY', `the source has no row with a key of 0 to ${rows - 1}`);
  }
  return draws(source, new PythonRandom(seed), rows);
}

function* draws(source: Pick<Source, 'has'>, random: PythonRandom, rows: number): Generator<Draw, never> {
  for (;;) {
    const pauseSeconds = random.randrange(0, 2);
    let row = random.randint(0, rows - 1);
    let redraws = 0;
    for (; !source.has(row); redraws++) row = random.randint(0, rows - 1);
    yield { row, pauseSeconds, redraws };
  }
}
