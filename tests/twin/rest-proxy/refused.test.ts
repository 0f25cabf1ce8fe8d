import test from 'ava';
import { send } from '../helpers/http.ts';
import { openRestProxy, producedJson } from '../helpers/rest.ts';

const good = '{"records":[{"value":1}]}';

/** Bodies that are refused as a whole, with the status that is also their error code. */
const bodies: [body: string | Buffer, status: number, message: RegExp][] = [
  ['{"records":[{"value":1}', 400, /byte 23/],
  ['{"records":[{"value":1}]} x', 400, /expected the end at byte 26/],
  ['{"records":[{"value":NaN}]}', 400, /byte 21/],
  ['{"records":[{"value":01}]}', 400, /byte 22/],
  [Buffer.from('{"records":[{"value":"\xff"}]}', 'latin1'), 400, /not UTF-8/],
  [`{"records":[{"value":${'['.repeat(1001)}${']'.repeat(1001)}}]}`, 400, /nested deeper than 1000/],
  ['[]', 400, /ProduceRequest/],
  ['"records"', 400, /ProduceRequest/],
  ['{"records":{}}', 400, /java.util.List/],
  ['{"records":[1]}', 400, /ProduceRecord/],
  ['{"records":[null]}', 400, /ProduceRecord/],
  ['{"record":[]}', 400, /Unrecognized field "record"/],
  ['{"records":[{"values":1}]}', 400, /Unrecognized field "values"/],
  ['{"records":[{"partition":"first"}]}', 400, /java.lang.Integer/],
  ['{"records":[{"partition":2147483648}]}', 400, /java.lang.Integer/],
  ['{"records":[{"partition":true}]}', 400, /java.lang.Integer/],
  ['', 422, /must not be null \(was null\)$/],
  ['null', 422, /must not be null \(was null\)$/],
  ['{}', 422, /\.records must not be empty \(was \[\]\)$/],
  ['{"records":[]}', 422, /\.records must not be empty \(was \[\]\)$/],
  ['{"records":null}', 422, /\.records must not be empty \(was \[\]\)$/],
  ['{"records":[{"value":1},{"partition":-1}]}', 422, /\.records\[1\]\.partition .* \(was -1\)$/],
];

for (const [body, status, message] of bodies) {
  test(`${status} to the body ${body.toString('latin1').slice(0, 40)}`, async (t) => {
    const { log, produce } = await openRestProxy(t);
    const answer = await produce(body);
    t.is(answer.status, status);
    t.is(answer.headers['content-type'], 'application/vnd.kafka.v2+json');
    const told = JSON.parse(answer.text);
    t.deepEqual(Object.keys(told), ['error_code', 'message']);
    t.is(told.error_code, status);
    t.regex(told.message, message);
    for (const partition of [0, 1, 2]) t.is(await log.endOffset('demo.pin', partition), 0);
  });
}

const json = ['Content-Type', producedJson];

/** Requests that no resource takes, with Jersey's answers; the path is told before the method, the type before `Accept`. */
const requests: [method: string, path: string, headers: string[], status: number, message: string][] = [
  ['POST', '/topics/demo.pin', ['Content-Type', 'application/json'], 415, 'HTTP 415 Unsupported Media Type'],
  ['POST', '/topics/demo.pin', [], 415, 'HTTP 415 Unsupported Media Type'],
  [
    'POST',
    '/topics/demo.pin',
    ['Content-Type', 'application/vnd.kafka.avro.v2+json'],
    415,
    'HTTP 415 Unsupported Media Type',
  ],
  ['POST', '/topics/demo.pin', ['Accept', 'text/html'], 415, 'HTTP 415 Unsupported Media Type'],
  ['POST', '/topics/demo.pin', [...json, 'Accept', 'application/json'], 406, 'HTTP 406 Not Acceptable'],
  ['GET', '/topics', ['Accept', 'text/html'], 406, 'HTTP 406 Not Acceptable'],
  ['PUT', '/topics/demo.pin', json, 405, 'HTTP 405 Method Not Allowed'],
  ['POST', '/topics', [...json, 'Accept', 'text/html'], 405, 'HTTP 405 Method Not Allowed'],
  ['DELETE', '/topics', [], 405, 'HTTP 405 Method Not Allowed'],
  ['GET', '/', [], 404, 'HTTP 404 Not Found'],
  ['GET', '/brokers', ['Accept', 'text/html'], 404, 'HTTP 404 Not Found'],
  ['POST', '//topics/demo.pin', json, 404, 'HTTP 404 Not Found'],
  ['PUT', '/topics/demo.pin/partitions/0', json, 404, 'HTTP 404 Not Found'],
  ['GET', '/topics/%zz', [], 404, 'HTTP 404 Not Found'],
];

for (const [method, path, headers, status, message] of requests) {
  test(`${status} to ${method} ${path} ${headers.join(' ')}`, async (t) => {
    const { log, url } = await openRestProxy(t);
    const answer = await send(url, { method, path, headers, body: good });
    t.is(answer.status, status);
    t.is(answer.text, JSON.stringify({ error_code: status, message }));
    for (const partition of [0, 1, 2]) t.is(await log.endOffset('demo.pin', partition), 0);
  });
}

test('media types are compared without parameters and case; v2 or anything is accepted', async (t) => {
  const { produce } = await openRestProxy(t);
  for (const accept of ['*/*', 'application/*', 'text/html, application/vnd.kafka.v2+json; q=0.5']) {
    const type = 'Application/vnd.Kafka.JSON.v2+json; charset=utf-8';
    t.is((await produce(good, 'demo.pin', ['Content-Type', type, 'Accept', accept])).status, 200, accept);
  }
});

test('what goes wrong in the proxy itself is a 500 with its reason', async (t) => {
  const { log, produce } = await openRestProxy(t);
  await log.close();
  const answer = await produce(good);
  t.is(answer.status, 500);
  t.is(answer.text, '{"error_code":500,"message":"the topic log is closed"}');
});
