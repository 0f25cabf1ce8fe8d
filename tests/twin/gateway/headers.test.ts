import test from 'ava';
import { gatewayFor, greedy, startBackend } from '../helpers/gateway.ts';
import { send } from '../helpers/http.ts';

test('the headers of the client reach the backend, but for those of its connection; the gateway adds its own', async (t) => {
  const backend = await startBackend(t);
  const gateway = await gatewayFor(t, greedy(backend.url));
  const headers = ['X-One', 'a', 'x-one', 'b', 'Accept', '*/*', 'Authorization', 'Bearer x', 'User-Agent', 'test'];
  const dropped = [
    'Content-Encoding',
    'gzip',
    'TE',
    'trailers',
    'Keep-Alive',
    'timeout=5',
    'X-Amzn-Trace-Id',
    'Root=mine',
  ];
  await send(gateway, { method: 'POST', path: '/x', headers: [...headers, ...dropped], body: 'text' });
  const { rawHeaders = [], headers: received = {} } = backend.received[0] ?? {};
  for (let at = 0; at < headers.length; at += 2) {
    t.true(pairs(rawHeaders).includes(`${headers[at]}: ${headers[at + 1]}`), headers[at]);
  }
  t.is(received.host, new URL(backend.url).host);
  t.is(received['content-length'], '4');
  t.regex(String(received['x-amzn-trace-id']), /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  t.is(received['x-amzn-apigateway-api-id'], 'local');
  for (const name of ['content-encoding', 'te', 'keep-alive']) t.false(name in received, name);
});

test("the backend's status, body and headers come back, its own Date, Server and length under another name", async (t) => {
  const backend = await startBackend(t, (_, response) => {
    const headers = [
      'Content-Type',
      'text/x',
      'Set-Cookie',
      'a=1',
      'Set-Cookie',
      'b=2',
      'Server',
      'Jetty',
      'Date',
      'then',
    ];
    response.writeHead(422, [...headers, 'Content-Length', '2', 'x-amzn-RequestId', 'its-own']).end('{}');
  });
  const answer = await send(await gatewayFor(t, greedy(backend.url)), { path: '/x' });
  t.is(answer.status, 422);
  t.is(answer.text, '{}');
  const got = pairs(answer.rawHeaders);
  for (const line of [
    'Content-Type: text/x',
    'Set-Cookie: a=1',
    'Set-Cookie: b=2',
    'x-amzn-Remapped-Server: Jetty',
    'x-amzn-Remapped-Date: then',
    'x-amzn-Remapped-Content-Length: 2',
    'x-amzn-Remapped-Connection: keep-alive',
    'x-amzn-Remapped-x-amzn-RequestId: its-own',
    'Content-Length: 2',
  ]) {
    t.true(got.includes(line), `${line} in ${got.join(', ')}`);
  }
  t.is(got.filter((line) => /^(date|content-length|server|x-amzn-requestid):/i.test(line)).length, 3);
  t.regex(String(answer.headers['x-amzn-requestid']), /^[0-9a-f-]{36}$/);
  t.regex(String(answer.headers['x-amz-apigw-id']), /^[\w+/]{15}=$/);
  t.is(answer.headers['x-amzn-trace-id']?.toString().slice(0, 7), 'Root=1-');
  t.false(got.some((line) => /^(x-amzn-remapped-)?keep-alive:/i.test(line)));
});

test('a chunked answer comes back whole, with its length', async (t) => {
  const backend = await startBackend(t, (_, response) => {
    response.write('first ');
    response.end('second');
  });
  const answer = await send(await gatewayFor(t, greedy(backend.url)), { path: '/x' });
  t.is(answer.text, 'first second');
  t.is(answer.headers['content-length'], '12');
  t.is(answer.headers['transfer-encoding'], undefined);
});

test('a header value that is not ASCII goes through unchanged both ways', async (t) => {
  const backend = await startBackend(t, (request, response) => {
    response.writeHead(200, ['X-Back', request.headers['x-there'] as string]).end();
  });
  const answer = await send(await gatewayFor(t, greedy(backend.url)), { path: '/x', headers: ['X-There', 'caf\xe9'] });
  t.is(answer.headers['x-back'], 'caf\xe9');
});

test('HEAD is answered with the status and headers of the backend, and no body', async (t) => {
  const backend = await startBackend(t, (_, response) => response.writeHead(200, ['Content-Length', '5']).end('hello'));
  const answer = await send(await gatewayFor(t, greedy(backend.url)), { method: 'HEAD', path: '/x' });
  t.is(answer.status, 200);
  t.is(answer.headers['x-amzn-remapped-content-length'], '5');
  t.is(answer.text, '');
});

function pairs(raw: readonly string[]): string[] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}`] : []));
}
