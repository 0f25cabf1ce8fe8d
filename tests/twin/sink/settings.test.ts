import test from 'ava';
import { names, parseStage, sinkSettings } from '../../../runtime/blueprint/index.ts';
import { readSinkSettings } from '../../../runtime/twin/sink/settings.ts';
import { devStage } from '../../helpers/stage.ts';
import { settingsWith } from '../helpers/sinks.ts';

const stageWith = (sink: object) => parseStage({ ...devStage, sink });

test("a stage's settings are read as the blueprint writes them", (t) => {
  const sink = { flushSize: 7, rotateScheduleIntervalMs: 90_000, timezone: 'Asia/Kolkata', errorsTolerance: 'all' };
  const stage = stageWith(sink);
  const { topics, ...read } = readSinkSettings(sinkSettings(stage));
  t.deepEqual(read, {
    flushSize: 7,
    rotateScheduleIntervalMs: 90_000,
    timezone: 'Asia/Kolkata',
    nullValues: 'ignore',
    reportNullValues: true,
    tolerance: 'all',
    deadLetterTopic: 'demo.dlq',
    contextHeaders: true,
  });
  const { topics: own, deadLetterTopic } = names(stage);
  for (const topic of Object.values(own)) t.true(topics.test(topic), topic);
  for (const topic of [deadLetterTopic, 'demo.pins', 'xdemo.pin', 'demoxpin', 'demo.pin\n'])
    t.false(topics.test(topic), topic);
});

test('a stage that tolerates no error has no dead-letter topic', (t) => {
  const read = readSinkSettings(sinkSettings(stageWith({ errorsTolerance: 'none' })));
  t.is(read.tolerance, 'none');
  t.is(read.deadLetterTopic, undefined);
});

test("what is left out has the connector's own default", (t) => {
  const left = ['rotate.schedule.interval.ms', 'timezone', 'behavior.on.null.values', 'errors.tolerance'];
  const errors = ['errors.deadletterqueue.topic.name', 'errors.deadletterqueue.context.headers.enable'];
  const { topics, flushSize, ...read } = readSinkSettings(
    settingsWith(Object.fromEntries([...left, ...errors].map((name) => [name, null]))),
  );
  t.deepEqual(read, {
    rotateScheduleIntervalMs: undefined,
    timezone: 'UTC',
    nullValues: 'fail',
    reportNullValues: true,
    tolerance: 'none',
    deadLetterTopic: undefined,
    contextHeaders: false,
  });
});

test('every setting that is missing, wrong or unknown is named at once', (t) => {
  const settings = settingsWith({
    'flush.size': null,
    'topics.regex': '(',
    timezone: 'Mars/Olympus',
    'rotate.schedule.interval.ms': '1.5',
    'behavior.on.null.values': 'write',
    'format.class': 'io.confluent.connect.s3.format.avro.AvroFormat',
    'value.converter.schemas.enable': 'true',
    'topics.dir': 'data',
    'rotate.schedule.intervall.ms': '1',
  });
  const error = t.throws(() => readSinkSettings(settings), { code: 'SINK_SETTING_INVALID' });
  const [head, ...faults] = error?.message.split('\n') ?? [];
  t.is(head, 'the sink has 9 wrong setting(s):');
  const named = faults.map((fault) => /^ {2}([\w.]+): ./.exec(fault)?.[1]).sort();
  t.deepEqual(named, [
    'behavior.on.null.values',
    'flush.size',
    'format.class',
    'rotate.schedule.interval.ms',
    'rotate.schedule.intervall.ms',
    'timezone',
    'topics.dir',
    'topics.regex',
    'value.converter.schemas.enable',
  ]);
  t.true(error?.message.includes('topics.dir: only topics is supported here'));
  t.true(error?.message.includes('rotate.schedule.intervall.ms: not supported here'));
});
