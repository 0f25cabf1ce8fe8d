import { PinflowError } from '../../errors.ts';
import { backoffMs } from '../../waiting.ts';
import type { Clock } from './clock.ts';
import { SourceError, type StreamSource } from './source.ts';

/** How calls are tried again. */
export interface Patience {
  readonly clock: Clock;
  /** Numbers in [0, 1) for the jitter of the backoff. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Told why reading waits, such as a service that cannot be reached. */
  readonly onWaiting: (why: string) => void;
}

/** How long one call is tried that the service does not answer. */
const patienceMs = 120_000;

/**
 * A source whose calls are made again until the service answers. They fail with a {@link SourceError} `expired` or `missing` alone, with
 * a {@link PinflowError} `STREAM_REFUSED` or `STREAM_UNREACHABLE`, and with the signal's reason once that is aborted.
 */
export function patient(source: StreamSource, patience: Patience): StreamSource {
  const { signal } = patience;
  return {
    describe: (stream) => repeat(patience, stream, () => source.describe(stream, signal)),
    iterator: (stream, shardId, after) =>
      repeat(patience, `${stream}, ${shardId}`, () => source.iterator(stream, shardId, after, signal)),
    read: (iterator) => repeat(patience, 'a read', () => source.read(iterator, signal)),
  };
}

async function repeat<T>(
  { clock, random, signal, onWaiting }: Patience,
  what: string,
  call: () => Promise<T>,
): Promise<T> {
  const deadline = clock.elapsed() + patienceMs;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SourceError) || error.fault === 'expired' || error.fault === 'missing') throw error;
      const failed = (code: 'STREAM_REFUSED' | 'STREAM_UNREACHABLE') =>
        new PinflowError(code, `${what}: ${error.message}`, { cause: error });
      if (error.fault === 'refused') throw failed('STREAM_REFUSED');
      if (clock.elapsed() >= deadline) throw failed('STREAM_UNREACHABLE');
      onWaiting(
        `${what}: Kinesis does not answer as it should, and is asked again for ${patienceMs / 60_000} minutes: ${error.message}`,
      );
      await clock.wait(backoffMs(attempt, random), signal);
    }
  }
}
