import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { handClock, hastyClock } from '../helpers/clocks.ts';
import { textRecord } from '../helpers/records.ts';
import { linesIn, objectsIn, sinkBench } from '../helpers/sinks.ts';

const values = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => textRecord('k', String(from + index)));
const key = (offset: string) => `topics/demo.pin/partition=0/demo.pin+0+${offset}.json`;

test('a sink that ends with an open object leaves nothing of it; the next one writes its records', async (t) => {
  const { log, bucket, state, start } = await sinkBench(t);
  const clock = handClock(0);
  const first = await start({ 'flush.size': '2' }, clock);
  await log.append('demo.pin', values(0, 3));
  await clock.alarm();
  const drained = first.drained();
  await first.close();
  await t.throwsAsync(drained, { message: /closed before/ });
  await first.done;
  t.deepEqual(Object.keys(objectsIn(bucket)), [key('0000000000')]);
  t.deepEqual(readdirSync(join(state, 'open')), []);
  await log.append('demo.pin', values(3, 5));
  const second = await start({ 'flush.size': '2' });
  t.deepEqual(second.counts(), { 'demo.pin': { landed: 2, deadLettered: 0, skipped: 0 } });
  await second.drained();
  t.deepEqual(objectsIn(bucket), {
    [key('0000000000')]: '0\n1\n',
    [key('0000000002')]: '2\n3\n',
    [key('0000000004')]: '4\n',
  });
  t.deepEqual(second.counts(), { 'demo.pin': { landed: 5, deadLettered: 0, skipped: 0 } });
});

test('an object whose offset was not committed is written again as it was, though more records and other sizes are there', async (t) => {
  const { log, bucket, state, start } = await sinkBench(t);
  await log.append('demo.pin', values(0, 3));
  const first = await start();
  await first.drained();
  await first.close();
  const before = objectsIn(bucket);
  rmSync(join(state, 'offsets'), { recursive: true });
  await log.append('demo.pin', values(3, 8));
  const second = await start({ 'flush.size': '4' });
  await second.drained();
  const after = objectsIn(bucket);
  t.is(after[key('0000000000')], before[key('0000000000')]);
  t.deepEqual(Object.values(after), ['0\n1\n2\n', '3\n4\n5\n6\n', '7\n']);
});

test('an object that is written again is not cut short by a rotation that comes meanwhile', async (t) => {
  const { log, bucket, state, start } = await sinkBench(t);
  // Each is a read of its own.
  await log.append(
    'demo.pin',
    ['a', 'b', 'c'].map((letter) => textRecord('k', JSON.stringify(letter.repeat(300_000)))),
  );
  const first = await start({ 'flush.size': '3' });
  await first.drained();
  await first.close();
  const before = objectsIn(bucket);
  rmSync(join(state, 'offsets'), { recursive: true });
  const { at } = hastyClock();
  let now = 0;
  const second = await start({}, { now: () => (now += 60_000), at });
  await second.drained();
  t.deepEqual(Object.keys(objectsIn(bucket)), [key('0000000000')]);
  t.true(objectsIn(bucket)[key('0000000000')] === before[key('0000000000')]);
});

test('a sink started again with nothing new does nothing', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  await log.append('demo.pin', values(0, 3));
  const first = await start();
  await first.drained();
  await first.close();
  await first.close();
  const second = await start();
  await second.drained();
  t.deepEqual(linesIn(bucket), ['0', '1', '2']);
});

test('offsets that are not of this log, or not offsets, are refused by name', async (t) => {
  const { state, start } = await sinkBench(t);
  const path = join(state, 'offsets', 'demo.pin', '0.json');
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '{"offset":4,"landed":4,"deadLettered":0,"skipped":0}');
  const beyond = await t.throwsAsync(start(), { code: 'SINK_FAILED' });
  t.true(beyond?.message.startsWith('topic demo.pin, partition 0, offset 4: committed'), beyond?.message);
  for (const content of ['', '{}', '{"offset":-1,"landed":0,"deadLettered":0,"skipped":0}']) {
    writeFileSync(path, content);
    const error = await t.throwsAsync(start(), { code: 'SINK_FAILED' });
    t.is(error?.message, `${path}: not the offset of topic demo.pin, partition 0`);
  }
});

test('a bucket that cannot be written ends the sink with the path, commits nothing, and can be mended', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  writeFileSync(bucket, 'in the way');
  await log.append('demo.pin', values(0, 3));
  const sink = await start();
  const error = await t.throwsAsync(sink.done, { code: 'STORAGE_FAILED' });
  t.true(error?.message.startsWith(join(bucket, key('0000000000'))), error?.message);
  t.deepEqual(sink.counts(), { 'demo.pin': { landed: 0, deadLettered: 0, skipped: 0 } });
  rmSync(bucket);
  const mended = await start();
  await mended.drained();
  t.deepEqual(linesIn(bucket), ['0', '1', '2']);
});
