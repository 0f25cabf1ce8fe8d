import test from 'ava';
import { retryAfterMs } from '../../../runtime/emulator/targets/retry-after.ts';

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
