import test from 'ava';
import { frameBytes } from '../../../runtime/twin/log/frame.ts';
import type { LogRecord } from '../../../runtime/twin/log/port.ts';
import { recover } from '../../../runtime/twin/log/recovery.ts';
import { Segment } from '../../../runtime/twin/log/segment.ts';
import { memoryFiles } from '../helpers/memory-files.ts';
import { textRecord } from '../helpers/records.ts';

const path = '0.log';

/** A file larger than one window of the reader, with records smaller and larger than it. */
const records: LogRecord[] = [10, 300_000, 900_000, 50, 1_500_000, 20].map((length, index) =>
  textRecord(String(index), JSON.stringify('x'.repeat(length))),
);
const written = memoryFiles();
new Segment(path, written).append(records, 0);
const whole = written.content.get(path) as Buffer;
const starts = records.map((_, index) => records.slice(0, index).reduce((sum, record) => sum + frameBytes(record), 0));

function recovered(content: Buffer) {
  const files = memoryFiles();
  files.content.set(path, content);
  const { endOffset, endPosition } = recover(files, files.open(path), path);
  return { endOffset, endPosition };
}

test('a file is read to its last record', (t) => {
  t.deepEqual(recovered(whole), { endOffset: records.length, endPosition: whole.length });
  t.deepEqual(recovered(Buffer.alloc(0)), { endOffset: 0, endPosition: 0 });
});

test('a record cut short at the end is left out, however long it was to be', (t) => {
  for (const [offset, start] of starts.entries()) {
    for (const more of [1, 9, 10, 37]) {
      t.deepEqual(recovered(whole.subarray(0, start + more)), { endOffset: offset, endPosition: start });
    }
  }
});

test('a length damaged to reach behind the end of the file is no cut when whole records follow', (t) => {
  for (const [offset, start] of starts.entries()) {
    const damaged = Buffer.from(whole);
    damaged.writeUInt32LE(0x7fffffff, start + 2);
    const message = `0.log: no readable record at byte ${start}, where offset ${offset} should be`;
    t.throws(() => recovered(damaged), { code: 'LOG_DAMAGED', message });
  }
});

test('records that are whole but not where they belong are damage', (t) => {
  const [, second = 0, third = 0] = starts;
  const swapped = Buffer.concat([whole.subarray(second, third), whole.subarray(0, second), whole.subarray(third)]);
  const doubled = Buffer.concat([whole.subarray(0, second), whole]);
  const missing = Buffer.concat([whole.subarray(0, second), whole.subarray(third)]);
  t.throws(() => recovered(swapped), { code: 'LOG_DAMAGED', message: /byte 0, where offset 0/ });
  t.throws(() => recovered(doubled), { code: 'LOG_DAMAGED', message: new RegExp(`byte ${second}, where offset 1`) });
  t.throws(() => recovered(missing), { code: 'LOG_DAMAGED', message: new RegExp(`byte ${second}, where offset 1`) });
});

test('anything after the last record that does not begin one is damage', (t) => {
  for (const rest of [Buffer.from('{'), Buffer.alloc(3), Buffer.alloc(4096), Buffer.from([0xff, 2])]) {
    const message = `0.log: no readable record at byte ${whole.length}, where offset ${records.length} should be`;
    t.throws(() => recovered(Buffer.concat([whole, rest])), { code: 'LOG_DAMAGED', message });
  }
});
