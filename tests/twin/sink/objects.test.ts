import test from 'ava';
import { handClock } from '../helpers/clocks.ts';
import { textRecord } from '../helpers/records.ts';
import { objectsIn, sinkBench } from '../helpers/sinks.ts';

const noon = Date.UTC(2026, 0, 1, 12);
const numbered = (from: number, to: number, partition = 0) =>
  Array.from({ length: to - from }, (_, index) => ({ ...textRecord('k', String(from + index)), partition }));
const key = (partition: number, offset: string) =>
  `topics/demo.pin/partition=${partition}/demo.pin+${partition}+${offset}.json`;

test('every flush.size records are an object, named by the offset of the first; its lines are the values', async (t) => {
  const { log, bucket, start } = await sinkBench(t, { partitions: 2 });
  await log.append('demo.pin', [...numbered(0, 6), ...numbered(100, 103, 1)]);
  const sink = await start({ 'flush.size': '3' });
  await sink.drained();
  t.deepEqual(objectsIn(bucket), {
    [key(0, '0000000000')]: '0\n1\n2\n',
    [key(0, '0000000003')]: '3\n4\n5\n',
    [key(1, '0000000000')]: '100\n101\n102\n',
  });
  t.deepEqual(sink.counts(), { 'demo.pin': { landed: 9, deadLettered: 0, skipped: 0 } });
});

test('records are compact JSON, one a line, with the digits and the order that they were sent in', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  const values = ['{ "b" : 1.50,\n"a": 1e400 }', '"line\\nbreak \\u00e9"', '9223372036854775808', '[ ]'];
  await log.append(
    'demo.pin',
    values.map((value) => textRecord('k', value)),
  );
  const sink = await start();
  await sink.drained();
  t.deepEqual(Object.values(objectsIn(bucket)), ['{"b":1.50,"a":1e400}\n"line\\nbreak é"\n9223372036854775808\n[]\n']);
});

test('an object is rotated at the next multiple of the interval, and is not seen before', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  const clock = handClock(noon + 1);
  const sink = await start({ 'rotate.schedule.interval.ms': '60000' }, clock);
  await log.append('demo.pin', numbered(0, 2));
  t.is(await clock.alarm(), noon + 60_000);
  clock.turnTo(noon + 59_999);
  await log.append('demo.pin', numbered(2, 3));
  t.is(await clock.alarm(), noon + 60_000);
  t.deepEqual(objectsIn(bucket), {});
  t.deepEqual(sink.counts(), { 'demo.pin': { landed: 0, deadLettered: 0, skipped: 0 } });
  clock.turnTo(noon + 60_000);
  await sink.drained();
  t.deepEqual(objectsIn(bucket), { [key(0, '0000000000')]: '0\n1\n2\n' });
});

test('without a record there is no object; the first one after a silence waits for the multiple after it', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  const clock = handClock(noon);
  const sink = await start({ 'rotate.schedule.interval.ms': '60000' }, clock);
  await sink.drained();
  clock.turnTo(noon + 200_000);
  t.deepEqual(objectsIn(bucket), {});
  await log.append('demo.pin', numbered(0, 1));
  t.is(await clock.alarm(), noon + 240_000);
});

test('a rotation by size does not shift the schedule', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  const clock = handClock(noon + 50_000);
  const sink = await start({ 'flush.size': '2', 'rotate.schedule.interval.ms': '60000' }, clock);
  await log.append('demo.pin', numbered(0, 3));
  t.is(await clock.alarm(), noon + 60_000);
  clock.turnTo(noon + 60_000);
  await sink.drained();
  t.deepEqual(objectsIn(bucket), { [key(0, '0000000000')]: '0\n1\n', [key(0, '0000000002')]: '2\n' });
});

test('the schedule is that of the time zone', async (t) => {
  const { log, start } = await sinkBench(t);
  const clock = handClock(noon);
  await start({ 'rotate.schedule.interval.ms': String(24 * 3_600_000), timezone: 'Asia/Kolkata' }, clock);
  await log.append('demo.pin', numbered(0, 1));
  t.is(await clock.alarm(), Date.UTC(2026, 0, 1, 18, 30));
});

test('without a schedule only full objects are written, and the rest waits', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  await log.append('demo.pin', numbered(0, 3));
  const sink = await start({ 'flush.size': '2', 'rotate.schedule.interval.ms': '-1' });
  const drained = sink.drained();
  await log.append('demo.pin', numbered(3, 4));
  await drained;
  t.deepEqual(Object.keys(objectsIn(bucket)), [key(0, '0000000000'), key(0, '0000000002')]);
});

test('topics that the pattern does not name in full are not read; one that is created later is', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  for (const topic of ['demo.pins', 'xdemo.pin', 'demo.dlq']) {
    await log.createTopic(topic, 1);
    await log.append(topic, numbered(0, 1));
  }
  const sink = await start();
  await log.createTopic('demo.geo', 2);
  await log.append('demo.geo', numbered(7, 9, 1));
  await sink.drained();
  t.deepEqual(objectsIn(bucket), { 'topics/demo.geo/partition=1/demo.geo+1+0000000000.json': '7\n8\n' });
});

test('more records than one read brings land in order', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  const values = Array.from({ length: 25_000 }, (_, number) => textRecord('k', String(number)));
  await log.append('demo.pin', values);
  const sink = await start({ 'flush.size': '10000' });
  await sink.drained();
  const lines = Object.values(objectsIn(bucket)).join('').split('\n').slice(0, -1);
  t.true(lines.every((line, number) => line === String(number)));
  t.is(lines.length, 25_000);
  t.deepEqual(
    Object.keys(objectsIn(bucket)),
    ['0000000000', '0000010000', '0000020000'].map((offset) => key(0, offset)),
  );
});
