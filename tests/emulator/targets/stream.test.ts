import test from 'ava';
import { openGenerator } from '../../../runtime/emulator/index.ts';
import { putThroughGateway } from '../../../runtime/emulator/targets/stream.ts';
import { balances, counts, run, shortRun, targets } from '../helpers/run.ts';
import { type Call, scriptedGateway } from '../helpers/scripted-gateway.ts';
import { TurnedClock } from '../helpers/turned-clock.ts';
import { verdictsOf } from '../helpers/verdicts.ts';

const { record, records } = putThroughGateway;
const row = '{"index":3, "title":"a\\u00e9"}';
const answer = (status: number, body: unknown) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

test('bodies are the documented requests of the Kinesis proxy, with rows as they are written', (t) => {
  t.is(record.path('s'), '/streams/s/record');
  t.is(record.body([record.entry(3, row)], 's'), `{"StreamName":"s","Data":${row},"PartitionKey":"3"}`);
  t.is(records.path('s'), '/streams/s/records');
  t.is(
    records.body([records.entry(3, row), records.entry(4, '{}')], 's'),
    `{"records":[{"data":${row},"partition-key":"3"},{"data":{},"partition-key":"4"}]}`,
  );
});

// The example answers of the Amazon Kinesis API Reference, "PutRecord" and "PutRecords".
const putRecordAnswer = {
  SequenceNumber: '21269319989653637946712965403778482177',
  ShardId: 'shardId-000000000001',
};
const putRecordsAnswer = {
  FailedRecordCount: 2,
  Records: [
    { SequenceNumber: '49543463076548007577105092703039560359975228518395012686', ShardId: 'shardId-000000000000' },
    {
      ErrorCode: 'ProvisionedThroughputExceededException',
      ErrorMessage:
        'Rate exceeded for shard shardId-000000000001 in stream exampleStreamName under account 111111111111.',
    },
    { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure.' },
  ],
};

test('the place of a record is read from the documented answers, and what was refused is tried again', (t) => {
  t.deepEqual(verdictsOf(record)(answer(200, putRecordAnswer)), [
    'stored shardId-000000000001+21269319989653637946712965403778482177',
  ]);
  t.deepEqual(verdictsOf(records)(answer(200, putRecordsAnswer), 3), [
    'stored shardId-000000000000+49543463076548007577105092703039560359975228518395012686',
    'again 200/ProvisionedThroughputExceededException Rate exceeded for shard shardId-000000000001 in stream exampleStreamName under account 111111111111.',
    'again 200/InternalFailure Internal service failure.',
  ]);
});

for (const [status, body, verdict] of [
  [400, { message: 'Invalid request body' }, 'refused 400/400 Invalid request body'],
  [400, { __type: 'ValidationException', message: 'too long' }, 'refused 400/ValidationException too long'],
  [400, { __type: 'SerializationException' }, 'refused 400/SerializationException not an answer of Kinesis'],
  [400, { __type: 'AccessDeniedException', Message: 'no' }, 'all refused 400/AccessDeniedException no'],
  [400, { __type: 'KMSDisabledException', message: 'no key' }, 'all refused 400/KMSDisabledException no key'],
  [403, { message: 'Missing Authentication Token' }, 'all refused 403/403 Missing Authentication Token'],
  [404, { __type: 'ResourceNotFoundException', message: 'no s' }, 'all refused 404/ResourceNotFoundException no s'],
  [404, { error_code: 404, message: 'HTTP 404 Not Found' }, 'all refused 404/404 HTTP 404 Not Found'],
  [413, { message: 'Request Too Long' }, 'refused 413/413 Request Too Long'],
  [415, { message: 'Unsupported Media Type' }, 'refused 415/415 Unsupported Media Type'],
  [429, { message: 'Too Many Requests' }, 'again 429/429 Too Many Requests'],
  [429, { __type: 'LimitExceededException', message: 'slow' }, 'again 429/LimitExceededException slow'],
  [400, { __type: 'ThrottlingException', message: 'slow' }, 'again 400/ThrottlingException slow'],
  [500, { __type: 'InternalFailure', message: 'Internal' }, 'lost'],
  [502, '', 'lost'],
  [504, { message: 'Endpoint request timed out' }, 'lost'],
  [202, putRecordsAnswer, 'lost'],
] as const) {
  test(`an answer ${status} ${JSON.stringify(body).slice(0, 60)} makes a record: ${verdict}`, (t) => {
    for (const protocol of [record, records]) t.deepEqual(verdictsOf(protocol)(answer(status, body)), [verdict]);
  });
}

const stored = putRecordsAnswer.Records[0];
for (const [what, body] of Object.entries({
  'no body': '',
  null: 'null',
  'no records': { FailedRecordCount: 0 },
  'too few records': { Records: [stored] },
  'too many records': { Records: [stored, stored, stored] },
  'an entry that is none': { Records: [stored, null] },
  'a number for a sequence number': { Records: [stored, { ...stored, SequenceNumber: 5 }] },
  'a sequence number that is none': { Records: [stored, { ...stored, SequenceNumber: '-1' }] },
  'no shard': { Records: [stored, { SequenceNumber: '5' }] },
})) {
  test(`a 200 with ${what} says nothing of its records`, (t) => {
    t.deepEqual(verdictsOf(records)(answer(200, body), 2), ['lost', 'lost']);
  });
}

const throughGateway = ['stream, record', 'stream, records'] as const;

for (const name of throughGateway) {
  test(`records of each kind are put into the stream of the kind by ${name}, with the account of its shards`, async (t) => {
    const gateway = await scriptedGateway(t);
    const options = shortRun('', { target: targets[name](t, `${gateway.url}/dev`), messages: 300, batchSize: 7 });
    const account = await run(options);
    t.is(account.ended, 'done');
    balances(t, account);
    t.true(gateway.calls.every(({ method }) => method === 'PUT'));
    for (const [kind, { shards, partitions }] of Object.entries(account.kinds)) {
      const there = gateway.stored.filter(({ topic }) => topic === `streaming-tester-${kind}`);
      for (const { key, value } of there) t.deepEqual(value, JSON.parse(options.source.row(kind, key)));
      t.deepEqual(partitions, []);
      t.deepEqual(
        shards,
        [0, 1, 2].map((shard) => {
          const numbers = there.filter(({ partition }) => partition === shard).map(({ offset }) => 95 + offset);
          return {
            shard: `shardId-00000000000${shard}`,
            records: numbers.length,
            firstSequenceNumber: String(Math.min(...numbers)),
            lastSequenceNumber: String(Math.max(...numbers)),
          };
        }),
      );
    }
  });
}

test('of a request only the entries that were refused are sent again, and their copies wait for them', async (t) => {
  const gateway = await scriptedGateway(t, (call, number) =>
    number === 0 ? call.acceptSome((_, index) => index % 3 !== 0) : call.accept(),
  );
  const clock = new TurnedClock();
  const target = targets['stream, records'](t, gateway.url);
  const account = await run(shortRun('', { target, messages: 60, rows: 9, batchSize: 9, concurrency: 4 }), clock);
  balances(t, account);
  t.deepEqual(counts(account, 'stored'), [60, 60, 60]);
  t.deepEqual(clock.waits, [100]);
  const [whole, ...others] = gateway.calls.filter(({ topic }) => topic.endsWith('pin'));
  const refused = whole?.records.filter((_, index) => index % 3 === 0) ?? [];
  const again = others.findIndex(({ records }) => records.some(({ key }) => key === refused[0]?.key));
  t.deepEqual(others[again]?.records, refused);
});

test('an entry that is refused for now waits as long as the answer asks', async (t) => {
  const gateway = await scriptedGateway(t, (call, number) =>
    number > 0 ? call.accept() : call.answer(429, { message: 'Rate exceeded' }, { 'Retry-After': '3' }),
  );
  const clock = new TurnedClock();
  await run(shortRun('', { target: targets['stream, records'](t, gateway.url) }), clock);
  t.deepEqual(clock.waits, [3000]);
});

test('a stream that is not there ends the run at once, and the reason says what to do', async (t) => {
  const gateway = await scriptedGateway(t, (call) =>
    call.answer(404, { __type: 'ResourceNotFoundException', message: 'Stream streaming-tester-pin not found.' }),
  );
  const clock = new TurnedClock();
  const target = targets['stream, records'](t, gateway.url);
  const account = await run(shortRun('', { target, messages: 50 }), clock);
  t.is(account.ended, 'gave_up');
  t.regex(account.reason ?? '', /404.*streaming-tester-pin not found.*make the stream.*user id/);
  balances(t, account);
  t.deepEqual(clock.waits, []);
  t.true(gateway.calls.length <= 3);
});

test('a request holds at most 500 records, whatever the size of a batch', async (t) => {
  const gateway = await scriptedGateway(t);
  const source = openGenerator({ seed: 1, rows: 100_000 });
  const target = targets['stream, records'](t, gateway.url);
  await run(shortRun('', { target, source, rows: 100_000, messages: 1100, batchSize: 1000 }));
  t.is(Math.max(...gateway.calls.map(({ records }) => records.length)), 500);
});

const limit = 10 * 1024 * 1024;

/** Posts pins whose rows have so many bytes each, and returns the requests. */
async function callsOf(t: Parameters<typeof scriptedGateway>[0], sizes: readonly number[]): Promise<readonly Call[]> {
  const gateway = await scriptedGateway(t);
  let drawn = 0;
  const rowOf = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
  const source = {
    ...openGenerator({ seed: 1, rows: 1000 }),
    row: (kind: string) => (kind === 'pin' ? rowOf(sizes[drawn++] ?? 0) : '{}'),
  };
  const target = targets['stream, records'](t, gateway.url);
  balances(t, await run(shortRun('', { target, source, messages: sizes.length, batchSize: 500 })));
  return gateway.calls.filter(({ topic }) => topic.endsWith('pin'));
}

test('a body is as long as the gateway takes, and not a byte longer', async (t) => {
  const size = 1_000_000;
  const [call, ...rest] = await callsOf(t, new Array(10).fill(size));
  t.is(rest.length, 0);
  const spare = limit - Buffer.byteLength(call?.body ?? '');
  // The eleventh fills the body to its last byte, or is one byte too much.
  const entry = '{"data":,"partition-key":"000"},'.length;
  for (const [more, expected] of [
    [0, [11]],
    [1, [10, 1]],
  ] as const) {
    const sizes = [...new Array<number>(10).fill(size), spare - entry + more];
    const calls = await callsOf(t, sizes);
    const keys = calls.flatMap(({ records }) => records.map(({ key }) => String(key).length));
    // Keys have one to three digits: the last one of this seed has as many as the entry counts.
    t.is(keys.at(-1), 3);
    t.deepEqual(
      calls.map(({ records }) => records.length),
      expected,
    );
    t.true(calls.every(({ body }) => Buffer.byteLength(body) <= limit));
  }
});

test('a record above what Kinesis takes goes alone, so that its answer refuses no other', async (t) => {
  const calls = await callsOf(t, [500, 1024 * 1024 + 1, 500, 500]);
  t.deepEqual(
    calls.map(({ records }) => records.length),
    [1, 1, 2],
  );
});
