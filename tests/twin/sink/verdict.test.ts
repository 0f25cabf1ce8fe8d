import { deepStrictEqual, strictEqual } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { readSinkSettings } from '../../../runtime/twin/sink/settings.ts';
import { type Failure, judge } from '../../../runtime/twin/sink/verdict.ts';
import { settingsWith } from '../helpers/sinks.ts';

function verdictOn(value: string | Uint8Array | null, differing: Record<string, string | null> = {}) {
  const record = { offset: 0, timestamp: 0, key: null, value: value === null ? null : Buffer.from(value), headers: [] };
  return judge(record, readSinkSettings(settingsWith(differing)));
}

const noDeadLetters = { 'errors.deadletterqueue.topic.name': null };
const strict = { ...noDeadLetters, 'errors.tolerance': 'none' };
const exception = 'org.apache.kafka.connect.errors.DataException';

/** A tombstone, and a JSON null, which the converter turns into one. */
for (const nothing of [null, 'null', ' null\n']) {
  test(`no value (${JSON.stringify(nothing)}) is ignored into the dead-letter topic, dropped, or the end`, (t) => {
    const className = 'org.apache.kafka.connect.sink.SinkTask';
    t.deepEqual(verdictOn(nothing), {
      deadLetter: { stage: 'TASK_PUT', className, exception, message: 'Skipping null value record.' },
    });
    t.deepEqual(verdictOn(nothing, { 'report.null.values.to.dlq': 'false' }), { skip: true });
    t.deepEqual(verdictOn(nothing, noDeadLetters), { skip: true });
    t.deepEqual(verdictOn(nothing, strict), { skip: true });
    for (const tolerance of ['all', 'none']) {
      const differing = { 'behavior.on.null.values': 'fail', 'errors.tolerance': tolerance };
      t.regex((verdictOn(nothing, differing) as { fail: string }).fail, /behavior\.on\.null\.values=fail/);
    }
  });
}

for (const bad of ['', '{', '{"a":NaN}', '{} {}', '\ufeff{}', Buffer.from([0x22, 0xff, 0x22])]) {
  test(`what is not JSON (${JSON.stringify(bad.toString())}) is a dead letter, dropped, or the end`, (t) => {
    const { deadLetter } = verdictOn(bad) as { deadLetter: Failure };
    t.is(deadLetter.stage, 'VALUE_CONVERTER');
    t.is(deadLetter.className, 'org.apache.kafka.connect.json.JsonConverter');
    t.is(deadLetter.exception, exception);
    t.regex(deadLetter.message, /^Converting byte\[\] to Kafka Connect data failed due to serialization error: /);
    t.deepEqual(verdictOn(bad, noDeadLetters), { skip: true });
    t.regex((verdictOn(bad, strict) as { fail: string }).fail, /serialization error: .*; errors\.tolerance=none$/);
  });
}

test('any JSON value but null is one line of the same meaning', (t) => {
  const property = fc.property(
    fc.jsonValue().filter((value) => value !== null),
    (value) => {
      const { line } = verdictOn(JSON.stringify(value, null, '\n ')) as { line: Buffer };
      strictEqual(line.includes('\n'), false);
      deepStrictEqual(JSON.parse(line.toString()), JSON.parse(JSON.stringify(value)));
    },
  );
  t.notThrows(() => fc.assert(property));
});
