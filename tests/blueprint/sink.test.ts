import test from 'ava';
import fc from 'fast-check';
import { objectKey, parseObjectKey } from '../../runtime/blueprint/index.ts';

test('an object key is the one that the connector documents', (t) => {
  const key = 'topics/demo.pin/partition=2/demo.pin+2+0000000123.json';
  t.is(objectKey({ topic: 'demo.pin', partition: 2, startOffset: 123 }), key);
});

const place = fc.record({
  topic: fc.stringMatching(/^[a-zA-Z0-9._-]{1,249}$/),
  partition: fc.nat(),
  startOffset: fc.maxSafeNat(),
});

test('a key names the place that it was made from', (t) => {
  fc.assert(fc.property(place, (given) => t.deepEqual(parseObjectKey(objectKey(given)), given)));
});

test('a key that is understood is the one that its place has, so that no object is read under two names', (t) => {
  const piece = fc.constantFrom('topics', '/', 'a.pin', 'partition=', '+', '0', '1', '0000000001', '.json', '-', ' ');
  const near = fc.tuple(place.map(objectKey), fc.nat(80), fc.nat(3), piece).map(([key, at, cut, put]) => {
    return key.slice(0, at) + put + key.slice(at + cut);
  });
  const keys = fc.oneof(
    near,
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(keys, (key) => {
      const understood = parseObjectKey(key);
      if (understood !== undefined) t.is(objectKey(understood), key);
    }),
  );
  t.pass();
});

for (const key of [
  'demo.pin+0+0000000000.json',
  'topics/demo.pin/partition=0/demo.geo+0+0000000000.json',
  'topics/demo.pin/partition=1/demo.pin+0+0000000000.json',
  'topics/demo.pin/partition=00/demo.pin+00+0000000000.json',
  'topics/demo.pin/partition=0/demo.pin+0+000000000.json',
  'topics/demo.pin/partition=0/demo.pin+0+00000000001.json',
  'topics/demo.pin/partition=0/demo.pin+0+99999999999999999999.json',
  'topics/demo.pin/partition=0/demo.pin+0+0000000000.json.tmp',
  'topics/demo.pin/partition=0/demo.pin+0+0000000000.avro',
  'raw/demo.pin/partition=0/demo.pin+0+0000000000.json',
  '../topics/demo.pin/partition=0/demo.pin+0+0000000000.json',
]) {
  test(`no key of the sink: ${key}`, (t) => t.is(parseObjectKey(key), undefined));
}
