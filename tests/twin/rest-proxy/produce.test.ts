import test from 'ava';
import { readPartition, readTopic } from '../helpers/logs.ts';
import { textOf } from '../helpers/records.ts';
import { entriesOf, openRestProxy } from '../helpers/rest.ts';

test('the answer to a produce request is that of the REST proxy, byte for byte', async (t) => {
  const { produce } = await openRestProxy(t);
  const answer = await produce('{"records":[{"value":1,"partition":2},{"value":2,"partition":2}]}');
  t.is(answer.status, 200);
  t.is(answer.headers['content-type'], 'application/vnd.kafka.v2+json');
  t.is(
    answer.text,
    '{"offsets":[{"partition":2,"offset":0,"error_code":null,"error":null},{"partition":2,"offset":1,"error_code":null,"error":null}],"key_schema_id":null,"value_schema_id":null}',
  );
});

/** Values as they are sent, and the bytes that are stored: compact JSON with the digits and the order of the fields kept. */
const values: [sent: string, stored: string | null][] = [
  ['{"b": 1,\n\t"a" : [ 1.50, -0, 1E5 ]}', '{"b":1,"a":[1.50,-0,1E5]}'],
  ['9223372036854775808', '9223372036854775808'],
  ['1e400', '1e400'],
  ['"caf\\u00e9 \\/ \\ud83d\\ude00 \\n"', '"café / 😀 \\n"'],
  ['"\\ud800"', '"\\ud800"'],
  ['"\\u0000"', '"\\u0000"'],
  ['{"a":1,"a":2,"10":3,"9":4}', '{"a":1,"a":2,"10":3,"9":4}'],
  ['""', '""'],
  ['"null"', '"null"'],
  ['false', 'false'],
  ['null', null],
];

test('keys and values are stored as compact JSON, null as null', async (t) => {
  const { log, produce } = await openRestProxy(t);
  const records = values.map(([sent]) => `{ "partition": 0, "key": ${sent}, "value": ${sent} }`);
  t.is((await produce(`{"records": [ ${records.join(' , ')} ]}`)).status, 200);
  const stored = await readPartition(log, 'demo.pin', 0);
  const expected = values.map(([, bytes]) => bytes && Buffer.from(bytes));
  t.deepEqual(
    stored.map(({ key }) => key && Buffer.from(key)),
    expected,
  );
  t.deepEqual(
    stored.map(({ value }) => value && Buffer.from(value)),
    expected,
  );
});

test('absent keys and values are null; fields may come in any order and the last of a repeated one counts', async (t) => {
  const { log, produce } = await openRestProxy(t);
  await produce(
    '{"records":[{"partition":0},{"value":"a","partition":1,"partition":0,"value":"b","key":1}],"key_schema":"x","value_schema_id":7}',
  );
  const stored = await readPartition(log, 'demo.pin', 0);
  t.deepEqual(
    stored.map(({ key, value }) => [key, value]),
    [
      [null, null],
      [Buffer.from('1'), Buffer.from('"b"')],
    ],
  );
});

test('the partition is that of the serialized key: a text keeps its quotes', async (t) => {
  const { produce } = await openRestProxy(t);
  // murmur2 by the Java client: "1" (a number) is -1993445489, and 154038159 without its sign bit is 0 modulo 3.
  const entries = entriesOf(
    await produce('{"records":[{"key":1,"value":0},{"key": 1 ,"value":0},{"key":12,"value":0},{"key":123,"value":0}]}'),
  );
  const positive = (hash: number) => (hash & 0x7fffffff) % 3;
  t.deepEqual(
    entries.map(({ partition }) => partition),
    [-1993445489, -1993445489, 126087238, -267702483].map(positive),
  );
});

test('records of one key keep the order of the requests', async (t) => {
  const { log, produce } = await openRestProxy(t);
  for (let i = 0; i < 5; i++)
    await produce(`{"records":[{"key":"a","value":${2 * i}},{"key":"a","value":${2 * i + 1}}]}`);
  const partitions = (await readTopic(log, 'demo.pin'))
    .map((records) => records.map(textOf))
    .filter(({ length }) => length > 0);
  t.deepEqual(partitions, [['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']]);
});

test('the partition is a number, its digits as text, or null', async (t) => {
  const { produce } = await openRestProxy(t);
  const entries = entriesOf(
    await produce('{"records":[{"partition":2},{"partition":"1"},{"partition":2.9},{"partition":null,"key":"k"}]}'),
  );
  t.deepEqual(
    entries.slice(0, 3).map(({ partition }) => partition),
    [2, 1, 2],
  );
  t.is(entries[3]?.error_code, null);
});

test('a body larger than the largest record is read: the proxy itself has no limit', async (t) => {
  const { produce } = await openRestProxy(t);
  const record = JSON.stringify({ value: 'x'.repeat(900_000), partition: 0 });
  const entries = entriesOf(await produce(`{"records":[${Array(15).fill(record)}]}`));
  t.deepEqual(
    entries.map(({ offset }) => offset),
    [...Array(15).keys()],
  );
});

test('a name in percent-encoding and a slash at the end name the same topic', async (t) => {
  const { log, produce } = await openRestProxy(t);
  await produce('{"records":[{"partition":0}]}', 'demo%2Epin');
  await produce('{"records":[{"partition":0}]}', 'demo.pin/');
  t.is(await log.endOffset('demo.pin', 0), 2);
});
