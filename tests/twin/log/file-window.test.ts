import test from 'ava';
import fc from 'fast-check';
import { FileWindow } from '../../../runtime/twin/log/file-window.ts';
import { memoryFiles } from '../helpers/memory-files.ts';

const size = 2_500_000;
const content = Buffer.alloc(size);
for (const at of [0, 7, 1_048_575, 1_048_576, 2_000_000, size - 1]) content[at] = 1;
const files = Object.assign(memoryFiles(), { stride: 700_000 });
files.content.set('file', content);
const fd = files.open('file');

const place = fc.oneof(fc.nat(size + 5), fc.constantFrom(0, 1_048_575, 1_048_576, 2_097_152, size - 1, size));

test('pieces are those of the file, forwards and backwards, across windows and larger than one', (t) => {
  const piece = fc.tuple(place, fc.oneof(fc.nat(20), fc.nat(1_500_000)));
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 10 }), (pieces) => {
      const window = new FileWindow(files, fd);
      for (const [position, length] of pieces) {
        const expected = position + length > size ? undefined : content.subarray(position, position + length);
        const bytes = window.bytes(position, length);
        t.true(expected === undefined ? bytes === undefined : bytes?.equals(expected));
      }
    }),
    { numRuns: 20 },
  );
});

test('a byte is found at its first place, in whatever window that is', (t) => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 5 }), (starts) => {
      const window = new FileWindow(files, fd);
      for (const start of starts) {
        const found = content.indexOf(1, start);
        t.is(window.find(1, start), start >= size || found === -1 ? undefined : found);
      }
    }),
    { numRuns: 20 },
  );
});

test('a file that became shorter is an error, not a wait', (t) => {
  const shrinking = memoryFiles();
  shrinking.content.set('file', Buffer.alloc(100));
  const window = new FileWindow(shrinking, shrinking.open('file'));
  shrinking.content.set('file', Buffer.alloc(10));
  t.throws(() => window.bytes(0, 100), { message: /became shorter than 100 bytes/ });
});
