import test from 'ava';
import fc from 'fast-check';
import {
  landedKeys,
  objectKey,
  parseObjectKey,
  parseReplayKey,
  replayKey,
  replayKeys,
} from '../../runtime/blueprint/index.ts';

/** Java and JavaScript read these patterns alike: they have groups, classes, counts and one back reference. */
const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

test('the pattern of the keys of a topic finds every key of the sink, with its partition and offset, and no other', (t) => {
  const keys = fc.record({
    topic: fc.constantFrom('demo.pin', 'demoxpin', 'demo.geo'),
    partition: fc.nat(300),
    startOffset: fc.maxSafeNat(),
  });
  fc.assert(
    fc.property(keys, ({ topic, partition, startOffset }) => {
      const found = whole(landedKeys('demo.pin')).exec(objectKey({ topic, partition, startOffset }));
      if (topic === 'demo.pin') t.deepEqual(found?.slice(1).map(Number), [partition, startOffset]);
      else t.is(found, null);
    }),
  );
});

for (const key of [
  'topics/demo.pin/partition=0/demo.pin+1+0000000000.json',
  'topics/demo.pin/partition=00/demo.pin+00+0000000000.json',
  'topics/demo.pin/partition=0/demo.pin+0+000000000.json',
  'topics/demo.pin/partition=0/demo.pin+0+00000000000.json',
  'topics/demo.pin/partition=0/demo.pin+0+0000000000.json.gz',
]) {
  test(`${key} is no key of the sink, to both`, (t) => {
    t.is(parseObjectKey(key), undefined);
    t.notRegex(key, whole(landedKeys('demo.pin')));
  });
}

test('the pattern of the keys of replays finds those of its kind', (t) => {
  const key = replayKey({ kind: 'pin', at: Date.UTC(2026, 10, 28), id: '01234567-89ab-cdef-0123-456789abcdef' });
  t.not(parseReplayKey(key), undefined);
  t.regex(key, whole(replayKeys('pin')));
  t.notRegex(key, whole(replayKeys('geo')));
});
