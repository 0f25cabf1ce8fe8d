import test from 'ava';
import { converse } from '../helpers/converse.ts';
import { gatewayFor, greedy, startBackend } from '../helpers/gateway.ts';
import { send } from '../helpers/http.ts';

/** What reaches the backend of `ANY /{proxy+}` for what is sent: percent-encoding and `//` stay, the `/` at the end goes. */
const paths: [sent: string, received: string][] = [
  ['/topics/demo.pin', '/topics/demo.pin'],
  ['/topics/', '/topics'],
  ['/topics/a%2Fb%20c%2B/%C3%A9', '/topics/a%2Fb%20c%2B/%C3%A9'],
  ['/topics//demo.pin', '/topics//demo.pin'],
  ['//topics', '//topics'],
  ['/a/../b/./c', '/a/../b/./c'],
  ["/$&/$1/$'", "/$&/$1/$'"],
  ['/{proxy}', '/{proxy}'],
  ['/topics?a=1&b=%2F&a=2', '/topics?a=1&b=%2F&a=2'],
  ['/topics/?', '/topics?'],
  ['/a?b=/c/', '/a?b=/c/'],
];

for (const [sent, received] of paths) {
  test(`${sent} reaches the backend as ${received}`, async (t) => {
    const backend = await startBackend(t);
    const gateway = await gatewayFor(t, greedy(backend.url));
    t.is((await send(gateway, { path: sent })).status, 200);
    t.deepEqual(
      backend.received.map(({ url }) => url),
      [received],
    );
  });
}

test('every method of ANY goes through with its body, byte for byte', async (t) => {
  const backend = await startBackend(t);
  const gateway = await gatewayFor(t, greedy(backend.url));
  const body = Buffer.from([0, 255, 10, 13, 128]);
  const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
  for (const method of methods) await send(gateway, { method, path: '/x', body });
  t.deepEqual(
    backend.received.map(({ method }) => method),
    methods,
  );
  for (const request of backend.received) t.deepEqual(request.body, body);
});

test('a body that comes in chunks goes on whole, with its length', async (t) => {
  const backend = await startBackend(t);
  const gateway = await gatewayFor(t, greedy(backend.url));
  const head = 'POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
  await converse(gateway, head, '3\r\nabc\r\n', '2\r\nde\r\n', '0\r\n\r\n');
  t.is(backend.received[0]?.body.toString(), 'abcde');
  t.is(backend.received[0]?.headers['content-length'], '5');
  t.is(backend.received[0]?.headers['transfer-encoding'], undefined);
});

test('path, query, header and text are mapped to path, query and header', async (t) => {
  const backend = await startBackend(t);
  const gateway = await gatewayFor(t, {
    '/{kind}/{name}': {
      put: {
        uri: `${backend.url}/topics/{topic}/{id}?fixed=1`,
        httpMethod: 'POST',
        requestParameters: {
          'integration.request.path.topic': 'method.request.path.name',
          'integration.request.path.id': 'method.request.querystring.id',
          'integration.request.querystring.kind': 'method.request.path.kind',
          'integration.request.querystring.text': "'a b'",
          'integration.request.header.X-From': 'method.request.header.x-source',
          'integration.request.header.Content-Type': "'application/vnd.kafka.json.v2+json'",
          'integration.request.header.X-Absent': 'method.request.header.x-absent',
        },
      },
    },
  });
  await send(gateway, {
    method: 'PUT',
    path: '/a%2Fb/demo.pin?id=x%2Fy&id=7',
    headers: ['Content-Type', 'text/plain', 'X-Source', 'test', 'x-other', 'kept'],
    body: '{}',
  });
  const [received] = backend.received;
  t.is(received?.method, 'POST');
  t.is(received?.url, '/topics/demo.pin/7?fixed=1&id=x%2Fy&id=7&kind=a%252Fb&text=a%20b');
  t.is(received?.headers['content-type'], 'application/vnd.kafka.json.v2+json');
  t.is(received?.headers['x-from'], 'test');
  t.is(received?.headers['x-other'], 'kept');
  t.false('x-absent' in (received?.headers ?? {}));
});
