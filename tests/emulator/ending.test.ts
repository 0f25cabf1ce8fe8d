import test from 'ava';
import { Ending } from '../../runtime/emulator/ending.ts';

test('a run is done unless something ends it, and the first cause counts', (t) => {
  const ending = new Ending();
  t.is(ending.ended, 'done');
  t.false(ending.signal.aborted);
  ending.end('gave_up', 'the gateway is down');
  ending.end('stopped');
  t.is(ending.ended, 'gave_up');
  t.is(ending.reason, 'the gateway is down');
  t.true(ending.signal.aborted);
});
