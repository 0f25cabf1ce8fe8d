import test from 'ava';
import fc from 'fast-check';
import { isTimezone, localStage, parseStage } from '../../runtime/blueprint/index.ts';
import type { PinflowError } from '../../runtime/errors.ts';
import { devStage, prodStage } from '../helpers/stage.ts';

const stage = devStage;

test('what a stage leaves out has a default, and what is written out parses to the same stage', (t) => {
  const parsed = parseStage(stage);
  t.like(parsed, {
    region: 'us-east-1',
    kafka: { type: 'serverless' },
    topics: { type: 'client', partitions: 3, replicationFactor: 3 },
    sink: { flushSize: 10_000, rotateScheduleIntervalMs: 60_000, timezone: 'UTC', tasksMax: 3, errorsTolerance: 'all' },
    tables: { prefix: 'tables' },
    protection: { protect: false, retain: false },
  });
  t.deepEqual(parseStage(parsed), parsed);
});

test('a prod stage is protected and retained, and must say whom its alarms wake', (t) => {
  t.like(parseStage(prodStage), {
    kafka: { type: 'provisioned', brokers: 3 },
    topics: { type: 'managed', replicationFactor: 3 },
    protection: { protect: true, retain: true },
    encryption: { type: 'managed' },
  });
  t.throws(() => parseStage({ ...prodStage, observability: {} }), {
    message: /observability\.alarms: .*\n.*observability\.budget/,
  });
});

test('what has no network has no Kafka, no client and no connector', (t) => {
  const streamsOnly = parseStage({ ...stage, network: { type: 'none' }, artifacts: { type: 'none' } });
  t.like(streamsOnly, { kafka: { type: 'none' }, client: { type: 'none' }, connector: { type: 'none' } });
});

test('what is given stays when its neighbours are left out', (t) => {
  const { topics, sink } = parseStage({ ...stage, topics: { partitions: 7 }, sink: { timezone: 'Europe/Berlin' } });
  t.deepEqual(topics, { type: 'client', partitions: 7, replicationFactor: 3 });
  t.is(sink.timezone, 'Europe/Berlin');
  t.is(sink.flushSize, 10_000);
});

test('the stage of one machine keeps one copy of a partition', (t) => {
  t.is(localStage('demo').topics.replicationFactor, 1);
  t.throws(() => localStage('no'), { code: 'STAGE_INVALID' });
});

test('every fault is told at once, each with its path', (t) => {
  const faulty = {
    stage: 'Dev',
    userId: 'me',
    region: 'Frankfurt',
    topics: { partitions: 0, replicas: 3 },
    sink: { flushSize: 1.5, timezone: 'Mars/Base', errorsTolerance: 'some' },
    tables: { prefix: '/tables' },
    more: true,
  };
  const error = t.throws<PinflowError>(() => parseStage(faulty), { code: 'STAGE_INVALID' });
  const lines = [...(error?.message.matchAll(/^ {2}(\S+): (.+)/gm) ?? [])];
  t.deepEqual(
    error?.faults,
    lines.map(([, path, message]) => ({ path, message })),
  );
  t.deepEqual(lines.map(([, path]) => path).sort(), [
    'accountId',
    'artifacts',
    'more',
    'network',
    'profile',
    'region',
    'sink.errorsTolerance',
    'sink.flushSize',
    'sink.timezone',
    'stage',
    'tables.prefix',
    'topics.partitions',
    'topics.replicas',
    'userId',
  ]);
  t.regex(error?.message ?? '', /^the stage has 14 faults:$/m);
  t.regex(error?.message ?? '', /topics\.replicas: is not known here; known are partitions, replicationFactor, type/);
});

for (const [path, fault] of [
  ['userId', { userId: 'ab' }],
  ['userId', { userId: 'a'.repeat(21) }],
  ['userId', { userId: 'Demo' }],
  ['userId', { userId: 'de-mo' }],
  ['userId', { userId: 'demo\n' }],
  ['userId', { userId: undefined }],
  ['stage', { stage: '9dev' }],
  ['stage', { stage: '' }],
  ['region', { region: 'us-east' }],
  ['topics.replicationFactor', { topics: { replicationFactor: 6 } }],
  ['sink.rotateScheduleIntervalMs', { sink: { rotateScheduleIntervalMs: 99 } }],
  ['sink.tasksMax', { sink: { tasksMax: '3' } }],
] as const) {
  test(`a stage is refused for ${JSON.stringify(fault)}`, (t) => {
    t.throws(() => parseStage({ ...stage, ...fault }), {
      code: 'STAGE_INVALID',
      message: new RegExp(`^ {2}${path}: `, 'm'),
    });
  });
}

test('what is no object at all is refused as a stage', (t) => {
  for (const input of [undefined, null, 'dev', []]) {
    t.throws(() => parseStage(input), { code: 'STAGE_INVALID', message: /\(stage\)/ });
  }
});

for (const name of [
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'America/Port_of_Spain',
  'Etc/GMT+5',
  'US/Pacific',
]) {
  test(`a time zone: ${name}`, (t) => t.true(isTimezone(name)));
}

for (const name of ['', 'utc', 'europe/berlin', 'Europe/BERLIN', '+01:00', 'Mars/Base', 'UTC ', 'Local']) {
  test(`no time zone: '${name}'`, (t) => t.false(isTimezone(name)));
}

test('whatever is read as a stage, it is one or its faults are told', (t) => {
  const section = fc.constantFrom(...Object.keys(parseStage(devStage)), 'type', '__proto__', 'constructor');
  fc.assert(
    fc.property(fc.dictionary(section, fc.anything()), fc.boolean(), (junk, isWhole) => {
      const input = isWhole ? { ...devStage, ...junk } : junk;
      try {
        parseStage(input);
      } catch (error) {
        t.is((error as PinflowError).code, 'STAGE_INVALID');
        t.regex((error as PinflowError).message, /^ {2}\S+.*: \S/m);
      }
    }),
  );
});
