import test from 'ava';
import { randomId } from '../../../runtime/twin/gateway/random.ts';

test('ids have the bytes that were asked for and do not repeat', (t) => {
  const ids = Array.from({ length: 2000 }, (_, index) => randomId(11 + (index % 2)).toString('hex'));
  t.deepEqual(new Set(ids.map(({ length }) => length)), new Set([22, 24]));
  t.is(new Set(ids.map((id) => id.slice(0, 22))).size, ids.length);
});
