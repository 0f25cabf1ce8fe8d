import { deepStrictEqual } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { readProduceRequest } from '../../../runtime/twin/rest-proxy/produce-request.ts';

test('any JSON keys and values are read as what JSON.stringify makes of them, null as null', (t) => {
  const json = fc.jsonValue({ stringUnit: 'binary' });
  const record = fc.record(
    { key: json, value: json, partition: fc.option(fc.nat(2 ** 31 - 1)) },
    { requiredKeys: [], noNullPrototype: true },
  );
  const property = fc.property(
    fc.array(record, { minLength: 1 }),
    fc.constantFrom('', ' ', '\n\t'),
    (records, space) => {
      const read = readProduceRequest(Buffer.from(JSON.stringify({ records }, null, space)));
      deepStrictEqual(
        read.map(({ key, value, partition }) => [key?.toString(), value?.toString(), partition]),
        records.map(({ key, value, partition }) => [textOf(key), textOf(value), partition ?? undefined]),
      );
    },
  );
  t.notThrows(() => fc.assert(property));
});

function textOf(value: unknown): string | undefined {
  return value === null ? undefined : JSON.stringify(value);
}
