import test from 'ava';
import { produce } from '../../../runtime/emulator/targets/topics.ts';
import { named, produced, refused } from '../helpers/dialects.ts';
import { verdictsOf } from '../helpers/verdicts.ts';

const verdicts = verdictsOf(produce);

const answer = (status: number, body: unknown) => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

test('a body is the documented produce request, with rows as they are written', (t) => {
  const entries = [produce.entry(3, '{"index":3, "title":"a\\u00e9"}'), produce.entry(4, '{"index":4}')];
  t.is(
    produce.body(entries, 'tester.pin'),
    '{"records":[{"key":3,"value":{"index":3, "title":"a\\u00e9"}},{"key":4,"value":{"index":4}}]}',
  );
});

test('each record has its own result in a 200', (t) => {
  const body = produced([
    named({ partition: 2, offset: 7 }),
    refused(50003, 'Topic a.pin not present in metadata after 5000 ms.'),
    refused(50002, 'The message is too large'),
  ]);
  t.deepEqual(verdicts(answer(200, body), 3), [
    'stored 2+7',
    'again 200/50003 Topic a.pin not present in metadata after 5000 ms.',
    'refused 200/50002 The message is too large',
  ]);
});

test('results inside a 401 and a 403 count, as REST Proxy sends them when a record failed to be authorized', (t) => {
  const body = produced([named({ partition: 0, offset: 1 }), refused(40301, 'Not authorized to access topics')]);
  t.deepEqual(verdicts(answer(403, body), 2), ['stored 0+1', 'refused 403/40301 Not authorized to access topics']);
  t.deepEqual(verdicts(answer(401, produced([refused(40101, 'no')]))), ['refused 401/40101 no']);
});

for (const message of [
  'Expiring 1 record(s) for tester.pin-0:20000 ms has passed since batch creation',
  'The server disconnected before a response was received.',
  'Messages are written to the log, but to fewer in-sync replicas than required.',
  'The request timed out.',
]) {
  test(`a record may be stored after the producer's error "${message}"`, (t) => {
    t.deepEqual(verdicts(answer(200, produced([refused(50003, message)]))), ['lost']);
  });
}

const gatewayErrors = { message: 'Endpoint request timed out' };
for (const [status, body, verdict] of [
  [400, { error_code: 400, message: 'no JSON' }, 'refused 400/400 no JSON'],
  [403, { message: 'Missing Authentication Token' }, 'all refused 403/403 Missing Authentication Token'],
  [403, { Message: 'User: anonymous is not authorized' }, 'all refused 403/403 User: anonymous is not authorized'],
  [404, '<html>', 'refused 404/404 not an answer of the REST proxy'],
  [413, { message: 'Request Too Long' }, 'refused 413/413 Request Too Long'],
  [422, { error_code: 42206, message: 'invalid payload' }, 'refused 422/42206 invalid payload'],
  [301, '', 'refused 301/301 not an answer of the REST proxy'],
  [408, { error_code: 40801, message: 'slow' }, 'again 408/40801 slow'],
  [429, { message: 'Too Many Requests' }, 'again 429/429 Too Many Requests'],
  [500, { message: 'Internal server error' }, 'lost'],
  [500, { error_code: 50002, message: 'Kafka error' }, 'lost'],
  [502, '', 'lost'],
  [503, { error_code: 50302, message: 'unavailable' }, 'lost'],
  [504, gatewayErrors, 'lost'],
] as const) {
  test(`an answer ${status} ${JSON.stringify(body)} makes a record: ${verdict}`, (t) => {
    t.deepEqual(verdicts(answer(status, body), 2), [verdict, verdict]);
  });
}

const garbage: Record<string, unknown> = {
  'no body': '',
  'no JSON': '<html>welcome</html>',
  null: 'null',
  'no offsets': { key_schema_id: null },
  'too few offsets': produced([named({ partition: 0, offset: 0 })]),
  'too many offsets': produced([0, 1, 2].map((offset) => named({ partition: 0, offset }))),
  'an entry that is none': { offsets: [named({ partition: 0, offset: 0 }), null] },
  'an offset below 0': produced([named({ partition: 0, offset: 0 }), named({ partition: 0, offset: -1 })]),
  'a place and an error': produced([
    named({ partition: 0, offset: 0 }),
    { ...refused(50003), partition: 0, offset: 1, error_code: 'x' },
  ]),
};
for (const [what, body] of Object.entries(garbage)) {
  test(`a 200 with ${what} says nothing of its records`, (t) => {
    t.deepEqual(verdicts(answer(200, body), 2), ['lost', 'lost']);
  });
}

test('another success than 200 says nothing of its records', (t) => {
  t.deepEqual(verdicts(answer(202, produced([named({ partition: 0, offset: 0 })]))), ['lost']);
});
