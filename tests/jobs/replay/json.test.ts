import test from 'ava';
import fc from 'fast-check';
import { type JsonObject, mergePatch, parseJson } from '../../../runtime/jobs/replay/json.ts';

/** RFC 7396, appendix A: original, patch, result. */
const documented: [original: string, patch: string, result: string][] = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', 'null', 'null'],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
];

for (const [original, patch, result] of documented) {
  test(`${original} patched with ${patch} is ${result}, as RFC 7396 has it`, (t) => {
    t.is(JSON.stringify(mergePatch(parseJson(original), parseJson(patch))), result);
  });
}

test('a patch leaves every other field as it was written, however JavaScript reads it', (t) => {
  const payload =
    '{"__proto__":{"x":1},"a":1e999,"b":-0,"c":1.0,"d":12345678901234567890123,"e":"\\ud800","f":[1E2],"g":1}';
  t.is(JSON.stringify(mergePatch(parseJson(payload), parseJson('{"g":2.50}'))), payload.replace('"g":1', '"g":2.50'));
});

test('a patch that is made of another value leads to that value', (t) => {
  const names = fc.constantFrom('a', 'b', 'c');
  const { object } = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
    value: fc.oneof(fc.integer(), fc.array(fc.integer(), { maxLength: 2 }), tie('object')),
    object: fc.dictionary(names, tie('value'), { maxKeys: 3 }),
  }));
  const patchTo = (from: unknown, to: unknown): unknown => {
    const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject(to)) return to;
    const before = (isObject(from) ? from : {}) as Record<string, unknown>;
    const after = to as Record<string, unknown>;
    const gone = Object.keys(before).filter((name) => !(name in after));
    return Object.fromEntries([
      ...gone.map((name) => [name, null]),
      ...Object.entries(after).map(([name, value]) => [name, patchTo(before[name], value)]),
    ]);
  };
  fc.assert(
    fc.property(object, object, (from, to) => {
      t.deepEqual(parseJson(JSON.stringify(mergePatch(from, patchTo(from, to)))), parseJson(JSON.stringify(to)));
    }),
  );
});
