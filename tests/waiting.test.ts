import test from 'ava';
import { aborted, backoffMs } from '../runtime/waiting.ts';

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

test('a signal that is aborted, then or before, is not waited for any longer', async (t) => {
  const stop = new AbortController();
  const waiting = aborted(stop.signal);
  stop.abort();
  await waiting;
  await aborted(stop.signal);
  t.pass();
});
