import type { ServerResponse } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import type { OpenApiDocument } from '../../../runtime/blueprint/index.ts';
import { startGateway } from '../../../runtime/twin/gateway/server.ts';
import { startBackend } from '../helpers/gateway.ts';
import { send } from '../helpers/http.ts';
import { everyRoute } from '../helpers/templates.ts';

const json = ['Content-Type', 'application/json'];
const record = '{"StreamName":"of-another","Data":{"a":1},"PartitionKey":"k"}';
const records = '{"records":[{"data":{"a":1},"partition-key":"k"}]}';

/** The gateway in front of a Kinesis that answers as it is told. */
async function start(
  t: ExecutionContext,
  answer?: (response: ServerResponse) => void,
  document: OpenApiDocument = everyRoute,
) {
  const kinesis = await startBackend(t, (_, response) => (answer ?? ((to) => to.end('{"ok":true}')))(response));
  const gateway = await startGateway(document, { host: '127.0.0.1', port: 0 }, { kinesisUrl: kinesis.url });
  t.teardown(gateway.close);
  return { url: gateway.url, received: kinesis.received };
}

const named = '"StreamName":"streaming-demo-pin"';
const kinesisRecord = '"Data":"eyJhIjoxfQ==","PartitionKey":"k"';

const routes: [method: string, path: string, body: string | undefined, action: string, request: string][] = [
  ['GET', '/streams', undefined, 'ListStreams', '{}'],
  ['GET', '/streams/streaming-demo-pin', undefined, 'DescribeStream', `{${named}}`],
  ['DELETE', '/streams/streaming-demo-pin', undefined, 'DeleteStream', `{${named}}`],
  [
    'POST',
    '/streams/streaming-demo-pin',
    undefined,
    'CreateStream',
    `{${named},"StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`,
  ],
  ['PUT', '/streams/streaming-demo-pin/record', record, 'PutRecord', `{${named},${kinesisRecord}}`],
  ['PUT', '/streams/streaming-demo-pin/records', records, 'PutRecords', `{${named},"Records":[{${kinesisRecord}}]}`],
];

for (const [method, path, body, action, request] of routes) {
  test(`${method} ${path} asks Kinesis to ${action}, and gives back what it says`, async (t) => {
    const { url, received } = await start(t);
    const answer = await send(url, { method, path, ...(body !== undefined && { body, headers: json }) });
    t.is(answer.status, 200);
    t.is(answer.text, '{"ok":true}');
    t.is(answer.headers['content-type'], 'application/json');
    t.truthy(answer.headers['x-amzn-requestid']);
    const [sent] = received;
    t.is(sent?.method, 'POST');
    t.is(sent?.headers['x-amz-target'], `Kinesis_20131202.${action}`);
    t.is(sent?.headers['content-type'], 'application/x-amz-json-1.1');
    t.is(String(sent?.body), request);
  });
}

/** What Kinesis answers, and what the caller gets: status, advice. */
const errors: [status: number, type: string, given: number, retryAfter?: string][] = [
  [400, 'ResourceNotFoundException', 404],
  [400, 'ProvisionedThroughputExceededException', 429, '1'],
  [400, 'LimitExceededException', 429, '1'],
  [400, 'ValidationException', 400],
  [400, 'SerializationException', 400],
  [400, 'AccessDeniedException', 400],
  [403, 'MissingAuthenticationTokenException', 400],
  [500, 'InternalFailure', 500],
  [502, 'BadGateway', 500],
  [503, 'ServiceUnavailable', 503],
];

for (const [status, type, given, retryAfter] of errors) {
  test(`${status} ${type} of Kinesis comes back as ${given}, with what Kinesis said`, async (t) => {
    const said = JSON.stringify({ __type: type, message: 'why "not"' });
    const { url } = await start(t, (response) => response.writeHead(status).end(said));
    const answer = await send(url, { method: 'PUT', path: '/streams/s/record', body: record, headers: json });
    t.is(answer.status, given);
    t.is(answer.text, said);
    t.is(answer.headers['retry-after'], retryAfter);
  });
}

test('records of which some failed are 200 with what Kinesis says of each', async (t) => {
  const said =
    '{"FailedRecordCount":1,"Records":[{"ErrorCode":"InternalFailure","ErrorMessage":"Internal Service Failure"}]}';
  const { url } = await start(t, (response) => response.end(said));
  const answer = await send(url, { method: 'PUT', path: '/streams/s/records', body: records, headers: json });
  t.deepEqual([answer.status, answer.text], [200, said]);
});

/** Bodies that the operation does not take; they never reach Kinesis. */
const refused: [
  why: string,
  path: string,
  body: string | Buffer,
  headers: string[],
  status: number,
  message: string,
][] = [
  ['not JSON', 'record', '{"Data":', json, 400, 'Invalid request body'],
  ['an array', 'record', '[]', json, 400, 'Invalid request body'],
  ['empty', 'record', '', json, 400, 'Invalid request body'],
  ['without data', 'record', '{"PartitionKey":"k"}', json, 400, 'Invalid request body'],
  ['with a number for a key', 'record', '{"Data":1,"PartitionKey":2}', json, 400, 'Invalid request body'],
  ['without records', 'records', '{}', json, 400, 'Invalid request body'],
  ['with a record that is none', 'records', '{"records":[null]}', json, 400, 'Invalid request body'],
  ['with a record without a key', 'records', '{"records":[{"data":1}]}', json, 400, 'Invalid request body'],
  ['of another type', 'record', record, ['Content-Type', 'text/plain'], 415, 'Unsupported Media Type'],
  [
    'not UTF-8',
    'record',
    Buffer.from('{"Data":"\xff","PartitionKey":"k"}', 'latin1'),
    json,
    400,
    'Could not parse request body into json: not UTF-8',
  ],
  [
    'nested too deep',
    'record',
    `{"Data":${'['.repeat(2000)}${']'.repeat(2000)},"PartitionKey":"k"}`,
    json,
    400,
    'Could not parse request body into json: nested deeper than 1000',
  ],
];

for (const [why, path, body, headers, status, message] of refused) {
  test(`a body that is ${why} is ${status} and does not reach Kinesis (${path})`, async (t) => {
    const { url, received } = await start(t);
    const answer = await send(url, { method: 'PUT', path: `/streams/s/${path}`, body, headers });
    t.is(answer.status, status);
    t.is(JSON.parse(answer.text).message, message);
    t.is(answer.headers['x-amzn-errortype'], 'BadRequestException');
    t.deepEqual(received, []);
  });
}

test('a body without a type, and one whose type names a charset, are JSON', async (t) => {
  const { url } = await start(t);
  for (const headers of [[], ['Content-Type', 'Application/JSON; charset=utf-8']]) {
    t.is((await send(url, { method: 'PUT', path: '/streams/s/record', body: record, headers })).status, 200);
  }
});

test('a status that no response of the integration is for is 500, never 200', async (t) => {
  const { url } = await start(t, (response) => response.writeHead(302).end('{}'));
  const answer = await send(url, { path: '/streams' });
  t.deepEqual([answer.status, answer.text], [500, '{"message": "Internal server error"}']);
});

test('an error of Kinesis that is not JSON is 500, never 200', async (t) => {
  const { url } = await start(t, (response) => response.writeHead(400).end('<html>'));
  t.is((await send(url, { path: '/streams' })).status, 500);
});

test('a Kinesis that drops the connection is 504', async (t) => {
  const { url } = await start(t, (response) => response.socket?.destroy());
  const answer = await send(url, { path: '/streams' });
  t.deepEqual([answer.status, answer.text], [504, '{"message": "Network error communicating with endpoint"}']);
});

test('a Kinesis that takes longer than it may is 504', async (t) => {
  const get = everyRoute.paths['/streams']?.get as OpenApiDocument['paths'][string][string];
  const integration = { ...get['x-amazon-apigateway-integration'], timeoutInMillis: 50 };
  const paths = { '/streams': { get: { ...get, 'x-amazon-apigateway-integration': integration } } };
  const { url } = await start(t, () => undefined, { ...everyRoute, paths });
  const answer = await send(url, { path: '/streams' });
  t.deepEqual([answer.status, answer.text], [504, '{"message": "Endpoint request timed out"}']);
});
