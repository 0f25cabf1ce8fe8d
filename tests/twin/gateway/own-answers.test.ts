import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { gatewayFor, greedy, startBackend } from '../helpers/gateway.ts';
import { type Answer, send } from '../helpers/http.ts';

/** Checks an answer that the gateway gives itself: status, type and body as AWS sends them, and the headers of every answer. */
function isOwn(t: ExecutionContext, answer: Answer, status: number, errorType: string, body: string): void {
  t.is(answer.status, status);
  t.is(answer.text, body);
  t.is(answer.headers['content-type'], 'application/json');
  t.is(answer.headers['x-amzn-errortype'], errorType);
  t.regex(String(answer.headers['x-amzn-requestid']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  t.truthy(answer.headers['x-amz-apigw-id']);
}

/** Connections that the gateway opens to one endpoint. */
const connections = 256;

const timedOut = '{"message": "Endpoint request timed out"}';
const networkError = '{"message": "Network error communicating with endpoint"}';
const internal = '{"message": "Internal server error"}';

test('403 when no route or method fits', async (t) => {
  const gateway = await gatewayFor(t, { '/a': { get: { uri: 'http://127.0.0.1:1/' } } });
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/b'],
    ['POST', '/a'],
    ['HEAD', '/a/b'],
  ] as const) {
    const answer = await send(gateway, { method, path });
    const body = method === 'HEAD' ? '' : '{"message":"Missing Authentication Token"}';
    isOwn(t, answer, 403, 'MissingAuthenticationTokenException', body);
  }
});

test('504 when the integration takes longer than it may, and its connection is given up', async (t) => {
  let gone: Promise<void> | undefined;
  const backend = await startBackend(t, (_, response) => {
    gone = new Promise((resolve) => response.on('close', resolve));
  });
  const answer = await send(await gatewayFor(t, greedy(backend.url, 50)), { path: '/x' });
  isOwn(t, answer, 504, 'InternalServerErrorException', timedOut);
  await gone;
});

test('504 when an answer has begun and does not end in time', async (t) => {
  const backend = await startBackend(t, (_, response) => response.write('{"half":'));
  const answer = await send(await gatewayFor(t, greedy(backend.url, 50)), { path: '/x' });
  isOwn(t, answer, 504, 'InternalServerErrorException', timedOut);
});

test('504 for a request that found no connection in time; it is not sent when there is one', async (t) => {
  const held: ServerResponse[] = [];
  const full = Promise.withResolvers<void>();
  const backend = await startBackend(t, (request, response) => {
    if (request.url !== '/held') response.end('ok');
    else if (held.push(response) === connections) full.resolve();
  });
  const gateway = await gatewayFor(t, {
    '/held': { ANY: { uri: `${backend.url}/held` } },
    '/hasty': { ANY: { uri: `${backend.url}/hasty`, timeoutInMillis: 20 } },
    '/patient': { ANY: { uri: `${backend.url}/patient` } },
  });
  const holding = Array.from({ length: connections }, () => send(gateway, { path: '/held' }));
  await full.promise;
  isOwn(t, await send(gateway, { path: '/hasty' }), 504, 'InternalServerErrorException', timedOut);
  for (const response of held) response.end('late');
  t.true((await Promise.all(holding)).every(({ text }) => text === 'late'));
  t.is((await send(gateway, { path: '/patient' })).text, 'ok');
  t.false(backend.received.some(({ url }) => url === '/hasty'));
});

test('504 when nobody listens; once somebody does, requests go through', async (t) => {
  const backend = await startBackend(t);
  const probe = createServer();
  const port = await new Promise<number>((resolve) => {
    probe.listen(0, '127.0.0.1', () => resolve((probe.address() as { port: number }).port));
  });
  const gateway = await gatewayFor(t, {
    '/down': { ANY: { uri: `http://127.0.0.1:${port}/` } },
    '/up': { ANY: { uri: `${backend.url}/` } },
  });
  await new Promise((resolve) => probe.close(resolve));
  isOwn(t, await send(gateway, { path: '/down' }), 504, 'InternalServerErrorException', networkError);
  probe.on('connection', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup'));
  await new Promise<void>((resolve) => probe.listen(port, '127.0.0.1', resolve));
  t.teardown(() => probe.close());
  t.is((await send(gateway, { path: '/down' })).text, 'up');
});

test('504 when the connection is dropped, before an answer or within it', async (t) => {
  const backend = await startBackend(t, (request, response) => {
    if (request.url === '/half') response.write('half', () => response.destroy());
    else response.destroy();
  });
  const gateway = await gatewayFor(t, greedy(backend.url));
  for (const path of ['/none', '/half']) {
    isOwn(t, await send(gateway, { path }), 504, 'InternalServerErrorException', networkError);
  }
});

test('504 when what comes back is not HTTP', async (t) => {
  const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const answer = await send(await gatewayFor(t, greedy(`http://127.0.0.1:${port}`)), { path: '/x' });
  isOwn(t, answer, 504, 'InternalServerErrorException', networkError);
});

for (const uri of [
  'http://',
  'http://127.0.0.1:99999/',
  'ftp://127.0.0.1/',
  'http://a b/',
  'http://pinflow.invalid/',
  '/x',
]) {
  test(`500 for an integration at ${uri}, which is no address`, async (t) => {
    const answer = await send(await gatewayFor(t, { '/x': { ANY: { uri } } }), { path: '/x' });
    isOwn(t, answer, 500, 'InternalServerErrorException', internal);
  });
}

test('500 for a mapping that makes a header which cannot be sent', async (t) => {
  const backend = await startBackend(t);
  const requestParameters = { 'integration.request.header.bad name': "'x'" };
  const gateway = await gatewayFor(t, { '/x': { ANY: { uri: backend.url, requestParameters } } });
  isOwn(t, await send(gateway, { path: '/x' }), 500, 'InternalServerErrorException', internal);
  t.deepEqual(backend.received, []);
});
