import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { handClock } from '../helpers/clocks.ts';
import { readPartition } from '../helpers/logs.ts';
import { plain, textRecord } from '../helpers/records.ts';
import { linesIn, sinkBench } from '../helpers/sinks.ts';

const bad = { ...textRecord('"k"', '{"a":'), headers: [{ key: 'trace', value: Buffer.from('1') }] };

test('a record that cannot be written is a dead letter with its bytes, its headers and where it came from', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  await log.append('demo.pin', [textRecord('a', '1'), bad, textRecord('b', null), textRecord('c', '2')]);
  const sink = await start();
  await sink.drained();
  t.deepEqual(linesIn(bucket), ['1', '2']);
  t.deepEqual(sink.counts(), { 'demo.pin': { landed: 2, deadLettered: 2, skipped: 0 } });
  const [first, second, ...more] = await readPartition(log, 'demo.dlq', 0);
  t.deepEqual(more, []);
  t.deepEqual([first?.key, first?.value], [bad.key, bad.value]);
  t.deepEqual([second?.key, second?.value], [Buffer.from('b'), null]);
  const headers = (first?.headers ?? []).map(({ key, value }) => [key, value && Buffer.from(value).toString()]);
  const reason =
    'Converting byte[] to Kafka Connect data failed due to serialization error: expected a value at byte 5';
  t.deepEqual(headers, [
    ['trace', '1'],
    ['__connect.errors.topic', 'demo.pin'],
    ['__connect.errors.partition', '0'],
    ['__connect.errors.offset', '1'],
    ['__connect.errors.connector.name', 'demo-connector'],
    ['__connect.errors.task.id', '0'],
    ['__connect.errors.stage', 'VALUE_CONVERTER'],
    ['__connect.errors.class.name', 'org.apache.kafka.connect.json.JsonConverter'],
    ['__connect.errors.exception.class.name', 'org.apache.kafka.connect.errors.DataException'],
    ['__connect.errors.exception.message', reason],
  ]);
});

test('without context headers a dead letter is the record alone; without a topic it is dropped and counted', async (t) => {
  for (const [differing, letters, counts] of [
    [{ 'errors.deadletterqueue.context.headers.enable': 'false' }, 1, { landed: 1, deadLettered: 1, skipped: 0 }],
    [{ 'errors.deadletterqueue.topic.name': null }, 0, { landed: 1, deadLettered: 0, skipped: 1 }],
  ] as const) {
    const { log, start } = await sinkBench(t);
    await log.append('demo.pin', [bad, textRecord('a', '1')]);
    const sink = await start(differing);
    await sink.drained();
    t.deepEqual(sink.counts(), { 'demo.pin': counts });
    const topics = await log.topics();
    t.deepEqual(topics, letters === 0 ? ['demo.pin'] : ['demo.dlq', 'demo.pin']);
    if (letters > 0) t.deepEqual((await readPartition(log, 'demo.dlq', 0)).map(plain), [plain(bad)]);
  }
});

test('a bad record is dead-lettered while the object around it is still open', async (t) => {
  const { log, start } = await sinkBench(t);
  const clock = handClock(0);
  const sink = await start({}, clock);
  const reported = new Promise((resolve) => log.onAppend((topic) => topic === 'demo.dlq' && resolve(true)));
  await log.append('demo.pin', [textRecord('a', '1'), bad]);
  t.true(await reported);
  t.is(sink.counts()['demo.pin']?.deadLettered, 0, 'counts are of what is committed');
  clock.turnTo(await clock.alarm());
  await sink.drained();
  t.is(sink.counts()['demo.pin']?.deadLettered, 1);
});

test('records that all go to the dead-letter topic need no rotation to be committed', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  await log.append('demo.pin', [bad, textRecord('a', null)]);
  const sink = await start({ 'rotate.schedule.interval.ms': '-1' });
  await sink.drained();
  t.deepEqual(sink.counts(), { 'demo.pin': { landed: 0, deadLettered: 2, skipped: 0 } });
  t.false(existsSync(join(bucket, 'topics')));
});

test('with errors.tolerance none the task ends at the bad record, names it, and writes nothing behind it', async (t) => {
  const { log, bucket, start } = await sinkBench(t);
  const none = { 'errors.tolerance': 'none', 'flush.size': '1', 'errors.deadletterqueue.topic.name': null };
  const sink = await start(none);
  await log.append('demo.pin', [textRecord('a', '1'), bad, textRecord('a', '2')]);
  const failed = { code: 'SINK_FAILED', message: /^topic demo\.pin, partition 0, offset 1: .*errors\.tolerance=none$/ };
  await t.throwsAsync(sink.done, failed);
  await t.throwsAsync(sink.drained(), failed);
  await sink.close();
  t.deepEqual(linesIn(bucket), ['1']);
  t.deepEqual(sink.counts(), { 'demo.pin': { landed: 1, deadLettered: 0, skipped: 0 } });
  const mended = await start();
  await mended.drained();
  t.deepEqual(linesIn(bucket), ['1', '2']);
});

test('with behavior.on.null.values fail a null value ends the task, whatever the tolerance', async (t) => {
  const { log, start } = await sinkBench(t);
  const sink = await start({ 'behavior.on.null.values': 'fail' });
  await log.append('demo.pin', [textRecord('a', null)]);
  await t.throwsAsync(sink.done, { code: 'SINK_FAILED', message: /offset 0: null valued records are not writeable/ });
});

test('one partition that fails ends them all', async (t) => {
  const { log, start } = await sinkBench(t, { partitions: 2 });
  const sink = await start({ 'behavior.on.null.values': 'fail', 'rotate.schedule.interval.ms': '-1' });
  await log.append('demo.pin', [{ ...textRecord('a', '1'), partition: 0 }]);
  const drained = sink.drained();
  await log.append('demo.pin', [{ ...textRecord('a', null), partition: 1 }]);
  await t.throwsAsync(drained, { code: 'SINK_FAILED' });
});
