import { deepStrictEqual, throws } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import type { LogRecord, StoredRecord } from '../../../runtime/twin/log/port.ts';
import { Segment } from '../../../runtime/twin/log/segment.ts';
import { type MemoryFiles, memoryFiles } from '../helpers/memory-files.ts';
import { anyRecords, plain, textRecord } from '../helpers/records.ts';

const path = '0.log';

function filled(files: MemoryFiles, ...batches: LogRecord[][]): Segment {
  const segment = new Segment(path, files);
  for (const [index, records] of batches.entries()) segment.append(records, index);
  return segment;
}

async function readAll(segment: Segment, limits?: { maxRecords?: number; maxBytes?: number }): Promise<StoredRecord[]> {
  const records: StoredRecord[] = [];
  for (;;) {
    const more = await segment.read(records.length, limits);
    if (more.length === 0) return records;
    records.push(...more);
  }
}

test('records come back as they were appended, at dense offsets, whatever the limits of a read and of a write', async (t) => {
  const limits = fc.record({
    maxRecords: fc.integer({ min: 1, max: 5 }),
    maxBytes: fc.integer({ min: 1, max: 30_000 }),
  });
  const property = fc.asyncProperty(
    fc.array(anyRecords, { maxLength: 3 }),
    limits,
    fc.integer({ min: 500, max: 70_000 }),
    async (batches, readLimits, stride) => {
      const segment = filled(Object.assign(memoryFiles(), { stride }), ...batches);
      const records = await readAll(segment, readLimits);
      deepStrictEqual(records.map(plain), batches.flat().map(plain));
      deepStrictEqual(
        records.map(({ offset }) => offset),
        [...batches.flat().keys()],
      );
      deepStrictEqual(
        records.map(({ timestamp }) => timestamp),
        batches.flatMap((batch, index) => batch.map(() => index)),
      );
    },
  );
  await t.notThrowsAsync(fc.assert(property));
});

test('a file that ends anywhere in its last record loses that record alone, and is written on from there', async (t) => {
  const files = memoryFiles();
  filled(files, [textRecord('k', '"first"'), textRecord('k', '"second"')]);
  const before = (files.content.get(path) as Buffer).length;
  filled(files, [textRecord('key', '"last"')]);
  const whole = files.content.get(path) as Buffer;
  for (let end = before; end < whole.length; end++) {
    files.content.set(path, whole.subarray(0, end));
    const segment = new Segment(path, files);
    t.is(segment.endOffset, 2, `cut at byte ${end}`);
    t.is((files.content.get(path) as Buffer).length, before, `cut at byte ${end}`);
    t.is(segment.append([textRecord('k', '"new"')], 0), 2);
    t.is((await readAll(new Segment(path, files))).length, 3);
  }
});

test('any file of JSON records, cut anywhere, opens with the records that are whole', (t) => {
  const values = fc.array(
    fc.jsonValue().map((value) => textRecord('1', JSON.stringify(value))),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(values, fc.nat(), (records, cut) => {
      const files = memoryFiles();
      const ends = records.map((record) => {
        filled(files, [record]);
        return (files.content.get(path) as Buffer).length;
      });
      const end = cut % ((ends.at(-1) as number) + 1);
      files.content.set(path, (files.content.get(path) as Buffer).subarray(0, end));
      t.is(new Segment(path, files).endOffset, ends.filter((whole) => whole <= end).length);
    }),
  );
});

test('a byte that is not the one written, wherever it stands, is damage and never a shorter log', (t) => {
  const files = memoryFiles();
  filled(files, [textRecord('1', '"one"'), textRecord(null, null), textRecord('3', '"three"')]);
  const whole = files.content.get(path) as Buffer;
  for (let at = 0; at < whole.length; at++) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ flip;
      files.content.set(path, damaged);
      const error = t.throws(() => new Segment(path, files), { code: 'LOG_DAMAGED' }, `byte ${at} ^ ${flip}`);
      const named = Number(/^0\.log: no readable record at byte (\d+)/.exec(error?.message ?? '')?.[1]);
      t.true(named <= at, `byte ${at} ^ ${flip}: ${error?.message}`);
    }
  }
});

test('damage that comes while the log is open is told by the read that meets it', async (t) => {
  const files = memoryFiles();
  const segment = filled(files, [textRecord('1', '"one"'), textRecord('2', '"two"')]);
  const bytes = files.content.get(path) as Buffer;
  bytes[bytes.length - 1] = 0;
  t.is((await segment.read(0, { maxRecords: 1 })).length, 1);
  await t.throwsAsync(segment.read(0), { code: 'LOG_DAMAGED', message: /^0\.log: no readable record at byte \d+$/ });
});

test('a full disk refuses the whole write and leaves the records and the file as they were', async (t) => {
  const property = fc.asyncProperty(anyRecords, anyRecords, fc.nat(20_000), async (stored, refused, room) => {
    const files = memoryFiles();
    const segment = filled(files, stored);
    const before = files.content.get(path);
    files.room = room;
    const needed = refused.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0);
    fc.pre(needed > room);
    throws(() => segment.append(refused, 0), { code: 'STORAGE_FULL', message: /^0\.log: ENOSPC/ });
    deepStrictEqual(files.content.get(path), before);
    files.room = Number.POSITIVE_INFINITY;
    deepStrictEqual(segment.append(refused, 0), stored.length);
    deepStrictEqual((await readAll(segment)).map(plain), [...stored, ...refused].map(plain));
  });
  await t.notThrowsAsync(fc.assert(property));
});

test('a write that could not be taken back stops the segment until it is opened anew', (t) => {
  const files = memoryFiles();
  const segment = filled(files, [textRecord('1', '"one"')]);
  Object.assign(files, { room: 5, stuck: true });
  t.throws(() => segment.append([textRecord('2', '"two"')], 0), { code: 'STORAGE_FULL' });
  Object.assign(files, { room: Number.POSITIVE_INFINITY, stuck: false });
  t.throws(() => segment.append([textRecord('2', '"two"')], 0), { code: 'STORAGE_FAILED', message: /EIO/ });
  t.is(new Segment(path, files).append([textRecord('2', '"two"')], 0), 1);
});
