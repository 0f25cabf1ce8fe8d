import test from 'ava';
import { pacer } from '../../runtime/emulator/pace.ts';

test('at a rate, messages are due at equal distances from the first, which is due at once', (t) => {
  const due = pacer(10);
  // Each is asked for a little later than the one before it was due.
  t.deepEqual(
    [500, 507, 604, 705].map((now) => due(now, 1)),
    [500, 600, 700, 800],
  );
});

test('a short stall is caught up with', (t) => {
  const due = pacer(10);
  due(0, 0);
  t.deepEqual(
    [900, 900, 900].map((now) => due(now, 0)),
    [100, 200, 300],
  );
});

test('after a long stall the rate starts anew: what was missed is not flooded in', (t) => {
  const due = pacer(10);
  due(0, 0);
  const dueNow = Array.from({ length: 1000 }, () => due(60_000, 0)).filter((time) => time <= 60_000);
  t.is(dueNow.length, 11);
});

test('the original waits the pause that is drawn with each message', (t) => {
  const due = pacer('original');
  t.deepEqual([due(100, 1), due(1150, 0), due(1150, 1)], [1100, 1150, 2150]);
});

test('as fast as possible, every message is due at once', (t) => {
  t.is(pacer('max')(1234, 1), 1234);
});
