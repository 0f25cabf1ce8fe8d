import test from 'ava';
import { backoffMs, retryAfterMs } from '../../../runtime/emulator/delivery/backoff.ts';

test('each wait is twice as long as the one before, up to five seconds', (t) => {
  const longest = [1, 2, 3, 4, 5, 6, 7, 8, 60].map((attempt) => backoffMs(attempt, () => 1));
  t.deepEqual(longest, [100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
});

test('half of a wait is random', (t) => {
  t.is(
    backoffMs(3, () => 0),
    200,
  );
  t.is(
    backoffMs(3, () => 0.5),
    300,
  );
});

test('Retry-After is read as seconds and as a date', (t) => {
  const now = Date.UTC(2024, 0, 2, 3, 4, 5);
  t.is(retryAfterMs('120', now), 120_000);
  t.is(retryAfterMs('0', now), 0);
  t.is(retryAfterMs('Tue, 02 Jan 2024 03:04:35 GMT', now), 30_000);
});

test('a Retry-After date that has passed asks for no wait, and one that cannot be read for nothing', (t) => {
  const now = Date.UTC(2024, 0, 2, 3, 4, 5);
  t.is(retryAfterMs('Tue, 02 Jan 2024 03:04:00 GMT', now), 0);
  t.is(retryAfterMs('soon', now), undefined);
  t.is(retryAfterMs(undefined, now), undefined);
});
