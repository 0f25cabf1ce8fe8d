import { strictEqual } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { SparseIndex } from '../../../runtime/twin/log/sparse-index.ts';

test('a search starts at a record that is not behind the wanted one, and less than 16 KiB before it', (t) => {
  const sizes = fc.array(fc.integer({ min: 38, max: 40_000 }), { maxLength: 60 });
  const property = fc.property(sizes, (given) => {
    const index = new SparseIndex();
    const positions = given.map((_, offset) => given.slice(0, offset).reduce((sum, size) => sum + size, 0));
    for (const [offset, position] of positions.entries()) index.note(offset, position);
    for (const [offset, position] of positions.entries()) {
      const start = index.before(offset);
      strictEqual(positions.includes(start), true);
      strictEqual(start <= position, true);
      strictEqual(position - start < 16 * 1024, true);
    }
  });
  t.notThrows(() => fc.assert(property));
});

test('without a record the search starts at the beginning', (t) => t.is(new SparseIndex().before(0), 0));
