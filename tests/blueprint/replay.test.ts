import test from 'ava';
import fc from 'fast-check';
import { parseReplayKey, replayKey } from '../../runtime/blueprint/index.ts';

const replay = fc.record({
  kind: fc.constantFrom('pin', 'geo', 'user'),
  at: fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }).map((date) => date.getTime()),
  id: fc.uuid(),
});

test('the key of a replay names its kind and its time', (t) => {
  const key = 'replay/pin/2026-11-25T21-42-29.123Z_6f9619ff-8b86-4d01-b42d-00cf4fc964ff.json';
  const named = {
    kind: 'pin',
    at: Date.UTC(2026, 10, 25, 21, 42, 29, 123),
    id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  };
  t.is(replayKey(named), key);
  t.deepEqual(parseReplayKey(key), named);
});

test('a key leads to the replay that it was made from', (t) => {
  fc.assert(fc.property(replay, (given) => t.deepEqual(parseReplayKey(replayKey(given)), given)));
});

test('keys of a kind sort by time', (t) => {
  fc.assert(
    fc.property(replay, replay, (one, other) => {
      fc.pre(one.at !== other.at);
      t.is(replayKey({ ...one, kind: 'pin' }) < replayKey({ ...other, kind: 'pin' }), one.at < other.at);
    }),
  );
});

for (const key of [
  'replay/pin/notes.txt',
  'replay/pin/2026-11-25T21-42-29.123Z.json',
  'replay/pin/2026-02-30T21-42-29.123Z_6f9619ff-8b86-4d01-b42d-00cf4fc964ff.json',
  'replay/pin/2026-11-25T21:42:29.123Z_6f9619ff-8b86-4d01-b42d-00cf4fc964ff.json',
  'replay/pin/2026-11-25T21-42-29.123Z_6f9619ff-8b86-4d01-b42d-00cf4fc964ff.json.tmp',
  'topics/pin/2026-11-25T21-42-29.123Z_6f9619ff-8b86-4d01-b42d-00cf4fc964ff.json',
]) {
  test(`no key of a replay: ${key}`, (t) => t.is(parseReplayKey(key), undefined));
}
