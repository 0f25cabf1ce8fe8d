import { deepStrictEqual, strictEqual } from 'node:assert';
import { crc32 } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import {
  bodyLength,
  frameBytes,
  frameOffset,
  isIntact,
  readFrame,
  writeFrame,
} from '../../../runtime/twin/log/frame.ts';
import { anyRecords, plain } from '../helpers/records.ts';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

test('a frame has the layout that its file documents', (t) => {
  const record = { key: Buffer.from('k'), value: null, headers: [{ key: 'é', value: Buffer.from('v') }] };
  const bytes = Buffer.alloc(frameBytes(record));
  t.is(writeFrame(bytes, 0, record, { offset: 2 ** 32 + 5, timestamp: 1_700_000_000_000 }), bytes.length);
  const body = hex('05000000 01000000  0068e5cf 8b010000  01000000 ffffffff 01000000  6b  02000000 c3a9 01000000 76');
  const head = Buffer.alloc(10);
  head.set([0xff, 1]);
  head.writeUInt32LE(body.length, 2);
  head.writeUInt32LE(crc32(body), 6);
  t.deepEqual(bytes, Buffer.concat([head, body]));
});

test('frames written one after the other are read back whole', (t) => {
  const place = fc.record({ offset: fc.maxSafeNat(), timestamp: fc.maxSafeNat() });
  const property = fc.property(anyRecords, place, fc.nat(40), (records, { offset, timestamp }, start) => {
    const bytes = Buffer.alloc(start + records.reduce((sum, record) => sum + frameBytes(record), 0));
    let at = start;
    for (const record of records) at = writeFrame(bytes, at, record, { offset, timestamp });
    strictEqual(at, bytes.length);
    at = start;
    for (const record of records) {
      const length = bodyLength(bytes, at) as number;
      strictEqual(isIntact(bytes, at, length), true);
      strictEqual(frameOffset(bytes, at), offset);
      const read = readFrame(bytes, at);
      deepStrictEqual(
        { ...plain(read), offset: read.offset, timestamp: read.timestamp },
        { ...plain(record), offset, timestamp },
      );
      at += frameBytes(record);
    }
  });
  t.notThrows(() => fc.assert(property));
});
