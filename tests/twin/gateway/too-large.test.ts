import test from 'ava';
import { converse } from '../helpers/converse.ts';
import { gatewayFor, greedy, startBackend } from '../helpers/gateway.ts';
import { send } from '../helpers/http.ts';

const limit = 10 * 1024 * 1024;
const over = Buffer.alloc(limit + 1, 'x');

test('a body of 10 MB goes through', async (t) => {
  const backend = await startBackend(t);
  const gateway = await gatewayFor(t, greedy(backend.url));
  const answer = await send(gateway, { method: 'POST', path: '/x', body: over.subarray(1) });
  t.is(answer.status, 200);
  t.is(backend.received[0]?.body.length, limit);
});

/** How a client can send a body: its length told before, or not. */
const bodies: Record<string, Buffer[]> = {
  'a length': [Buffer.from(`Content-Length: ${over.length}\r\n\r\n`), over],
  'no length': [
    Buffer.from(`Transfer-Encoding: chunked\r\n\r\n${over.length.toString(16)}\r\n`),
    over,
    Buffer.from('\r\n0\r\n\r\n'),
  ],
};

for (const [how, body] of Object.entries(bodies)) {
  test(`one byte more, sent with ${how}, is 413, does not reach the backend, and the connection goes on`, async (t) => {
    const backend = await startBackend(t);
    const gateway = await gatewayFor(t, greedy(backend.url));
    const next = 'GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const came = await converse(gateway, 'POST /x HTTP/1.1\r\nHost: x\r\n', ...body, next);
    const [first = '', second = ''] = came.split(/(?=HTTP\/1\.1 200)/);
    t.regex(first, /^HTTP\/1\.1 413 Payload Too Large\r\n/);
    t.regex(first, /\r\nContent-Type: application\/json\r\n/);
    t.true(first.endsWith('\r\n\r\n{"message": "Request Too Long"}'), first);
    t.true(second.endsWith('\r\n\r\nok'), second);
    t.deepEqual(
      backend.received.map(({ url }) => url),
      ['/next'],
    );
  });
}

test('a client that waits to be asked for a body that is too long gets the 413 all the same', async (t) => {
  const backend = await startBackend(t);
  const gateway = await gatewayFor(t, greedy(backend.url));
  const head = `POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ${over.length}\r\n\r\n`;
  t.regex(await converse(gateway, head, over), /HTTP\/1\.1 413 /);
  t.deepEqual(backend.received, []);
});
