import test from 'ava';
import fc from 'fast-check';
import { OffsetSet } from '../../../runtime/emulator/delivery/offsets.ts';

test('offsets in any order, and again, are counted once each', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 1 }), (offsets) => {
      const set = new OffsetSet();
      const distinct = new Set<number>();
      for (const offset of offsets) {
        set.add(offset);
        distinct.add(offset);
        t.is(set.size, distinct.size);
        t.is(set.first, Math.min(...distinct));
        t.is(set.last, Math.max(...distinct));
      }
    }),
  );
});

test('a set without offsets has no first and no last one', (t) => {
  const { size, first, last } = new OffsetSet();
  t.deepEqual({ size, first, last }, { size: 0, first: undefined, last: undefined });
});
