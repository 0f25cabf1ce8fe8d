import test from 'ava';
import fc from 'fast-check';
import { jsonTexts, plainNumbers, stringTexts, texts } from '../../helpers/json-texts.ts';
import { errorTemplate, renderHere, requestTemplate } from '../../helpers/templates.ts';

interface KinesisRecord {
  readonly Data: string;
  readonly PartitionKey: string;
}

const numbers = fc.oneof(plainNumbers, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));
const values = jsonTexts(numbers);
const textOf = (data: string) => Buffer.from(data, 'base64').toString();
/** A value as UTF-8 can hold it: Java puts a question mark in the place of half a surrogate pair. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Surrogate}/gu, '?');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [wellFormed(name), wellFormed(member)]));
}

test('a record comes out as an equal value under its key, whatever it holds, and nothing beside it', (t) => {
  const bodies = fc.record({ data: values, key: stringTexts, name: texts, first: fc.boolean() });
  fc.assert(
    fc.property(bodies, ({ data, key, name, first }) => {
      const members = [`"StreamName":${JSON.stringify(name)}`, `"Data":${data}`, `"PartitionKey":${key}`];
      const body = `{${(first ? members : members.reverse()).join(' , ')}}`;
      const request = JSON.parse(String(renderHere({ template: requestTemplate('PutRecord'), body }).bytes));
      t.deepEqual(Object.keys(request).sort(), ['Data', 'PartitionKey', 'StreamName']);
      t.is(request.StreamName, 'streaming-demo-pin');
      t.deepEqual(JSON.parse(textOf(request.Data)), wellFormed(JSON.parse(data)));
      t.is(request.PartitionKey, wellFormed(JSON.parse(key)));
    }),
    { numRuns: 300 },
  );
});

test('records come out in their order, each with its own key, whatever they hold', (t) => {
  const records = fc.array(fc.tuple(values, stringTexts), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(records, (given) => {
      const body = `{"records":[${given.map(([data, key]) => `{"data":${data},"partition-key":${key}}`).join(',')}]}`;
      const request = JSON.parse(String(renderHere({ template: requestTemplate('PutRecords'), body }).bytes));
      t.deepEqual(Object.keys(request), ['StreamName', 'Records']);
      t.deepEqual(
        request.Records.map(({ Data, ...rest }: KinesisRecord) => ({ data: JSON.parse(textOf(Data)), ...rest })),
        given.map(([data, key]) => wellFormed({ data: JSON.parse(data), PartitionKey: JSON.parse(key) })),
      );
    }),
    { numRuns: 200 },
  );
});

/** A value of a record and the text that is stored. */
const stored: [data: string, text: string][] = [
  ['12345678901234567890', '12345678901234567890'],
  ['-1e400', '-1e400'],
  ['1.0', '1.0'],
  ['{ "b" : 1, "10" : 2, "9" : 3 }', '{"b":1,"10":2,"9":3}'],
  ['{"a":1,"b":2,"a":{"c":[]}}', '{"a":{"c":[]},"b":2}'],
  ['"\\u0041\\/\\ud83d\\ude00\u00e9"', '"A/\u{1f600}\u00e9"'],
  ['{"__proto__":{"x":1},"constructor":null}', '{"__proto__":{"x":1},"constructor":null}'],
  ['null', 'null'],
  ['""', '""'],
];

for (const [data, text] of stored) {
  test(`the value ${data} is stored as ${text}`, (t) => {
    const one = `{"Data":${data},"PartitionKey":"k"}`;
    const many = `{"records":[{"data":${data},"partition-key":"k"}]}`;
    const record = JSON.parse(String(renderHere({ template: requestTemplate('PutRecord'), body: one }).bytes));
    const records = JSON.parse(String(renderHere({ template: requestTemplate('PutRecords'), body: many }).bytes));
    t.deepEqual([textOf(record.Data), textOf(records.Records[0].Data)], [text, text]);
  });
}

/** Bodies that no model let through, and what Kinesis is asked then: it refuses all of these. */
const incomplete: [action: string, body: string, request: string][] = [
  ['PutRecord', '{}', '"PartitionKey":""'],
  ['PutRecord', '[]', '"PartitionKey":""'],
  ['PutRecord', 'null', '"PartitionKey":""'],
  ['PutRecord', '{"Data":1,"PartitionKey":{"a":1}}', '"Data":"MQ==","PartitionKey":{"a":1}'],
  ['PutRecords', '{}', '"Records":[]'],
  ['PutRecords', '{"records":[]}', '"Records":[]'],
  ['PutRecords', '{"records":"abc"}', '"Records":[]'],
  ['PutRecords', '{"records":true}', '"Records":[]'],
  ['PutRecords', '{"records":{"a":1}}', '"Records":[{"PartitionKey":""}]'],
  [
    'PutRecords',
    '{"records":[{"data":1,"partition-key":"a"},null,{"partition-key":"b"},{"data":2},3]}',
    '"Records":[{"Data":"MQ==","PartitionKey":"a"},{"PartitionKey":""},{"PartitionKey":"b"},{"Data":"Mg==","PartitionKey":""},{"PartitionKey":""}]',
  ],
];

for (const [action, body, request] of incomplete) {
  test(`${action} of ${body} takes no value of another record for what is missing`, (t) => {
    const { bytes } = renderHere({ template: requestTemplate(action), body });
    t.is(String(bytes), `{"StreamName":"streaming-demo-pin",${request}}`);
  });
}

test('of more records than Kinesis takes one too many goes on, so that it refuses them all', (t) => {
  const count = (length: number) => {
    const body = JSON.stringify({ records: Array.from({ length }, (_, n) => ({ data: n, 'partition-key': `${n}` })) });
    return JSON.parse(String(renderHere({ template: requestTemplate('PutRecords'), body }).bytes)).Records.length;
  };
  t.deepEqual([499, 500, 501, 502, 5000].map(count), [499, 500, 501, 501, 501]);
});

test('a name in the path cannot break out of its place', (t) => {
  for (const action of ['DescribeStream', 'CreateStream', 'DeleteStream', 'PutRecords']) {
    for (const stream of ['a","StreamARN":"b', 'a\\', 'a\\"', '#end$input.body', '$!{util}', '%22']) {
      const text = String(renderHere({ template: requestTemplate(action), body: '{}', stream }).bytes);
      t.is(JSON.parse(text).StreamName, stream);
    }
  }
});

/** An error of Kinesis, and the status and advice that the caller gets. */
const errors: [type: string, status: number | undefined, retryAfter: string | undefined][] = [
  ['ResourceNotFoundException', 404, undefined],
  ['ProvisionedThroughputExceededException', 429, '1'],
  ['LimitExceededException', 429, '1'],
  ['ThrottlingException', 429, '1'],
  ['KMSThrottlingException', 429, '1'],
  ['ValidationException', undefined, undefined],
  ['ResourceInUseException', undefined, undefined],
];

for (const [type, status, retryAfter] of errors) {
  test(`${type} has ${status ?? 'the status of the integration response'}`, (t) => {
    const body = JSON.stringify({ __type: type, message: 'why' });
    const { bytes, responseOverride } = renderHere({ template: errorTemplate, body });
    t.is(String(bytes), body);
    const header = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
    t.deepEqual(responseOverride, status === undefined ? { header } : { status, header });
  });
}
