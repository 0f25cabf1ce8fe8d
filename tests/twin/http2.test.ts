import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { type HttpRequest, type HttpService, listen } from '../../runtime/twin/http-server.ts';
import { send } from './helpers/http.ts';

/** A service that gives back what it is sent, over both protocols. */
async function open(t: ExecutionContext, handle = echo): Promise<HttpService> {
  const failed = () => ({ status: 500, headers: [], body: 'failed' });
  const service = await listen('echo', { host: '127.0.0.1', port: 0 }, { handle, failed, speaksHttp2: true });
  t.teardown(() => service.close());
  return service;
}

async function echo({ method, url, body }: HttpRequest) {
  return { status: 200, headers: ['X-Told', `${method} ${url}`], body };
}

function session(t: ExecutionContext, url: string): ClientHttp2Session {
  const client = connectHttp2(url);
  client.on('error', () => undefined);
  t.teardown(() => client.destroy());
  return client;
}

async function post(client: ClientHttp2Session, path: string, body: string) {
  const request = client.request({ ':method': 'POST', ':path': path });
  request.end(body);
  const [headers] = await once(request, 'response');
  const text = Buffer.concat(await request.toArray()).toString();
  return { status: headers[':status'], told: headers['x-told'], text };
}

/** All bytes that a connection which has begun as HTTP/2 sends first: the preface and empty settings. */
const opening = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);

function rawSocket(t: ExecutionContext, { url }: HttpService) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setNoDelay();
  socket.on('error', () => undefined);
  t.teardown(() => socket.destroy());
  return socket;
}

/** Lets the service see what was sent so far as a piece of its own. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 2));

test('one port answers both protocols, with bodies of any length', async (t) => {
  const { url } = await open(t);
  const client = session(t, url);
  for (const body of ['', 'body', 'x'.repeat(3_000_000)]) {
    const second = await post(client, '/two?x=%2F', body);
    t.deepEqual([second.status, second.told, second.text === body], [200, 'POST /two?x=%2F', true]);
    const first = await send(url, { method: 'POST', path: '/one', body });
    t.deepEqual([first.status, first.headers['x-told'], first.text === body], [200, 'POST /one', true]);
  }
  const many = await Promise.all(Array.from({ length: 50 }, (_, index) => post(client, '/', String(index))));
  t.deepEqual(
    many.map(({ text }) => text),
    Array.from({ length: 50 }, (_, index) => String(index)),
  );
});

test('a preface that arrives byte by byte is understood', async (t) => {
  const service = await open(t);
  const socket = rawSocket(t, service);
  for (const byte of opening) {
    socket.write(Buffer.of(byte));
    await pause();
  }
  const [answer] = (await once(socket, 'data')) as [Buffer];
  t.is(answer[3], 4, 'the settings of the server');
});

test('a request that begins like the preface and arrives byte by byte is one of HTTP/1.1', async (t) => {
  const service = await open(t);
  const socket = rawSocket(t, service);
  for (const letter of 'PROPFIND /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n') {
    socket.write(letter);
    await pause();
  }
  const text = Buffer.concat(await socket.toArray()).toString();
  t.regex(text, /^HTTP\/1\.1 200 OK\r\n/);
  t.regex(text, /X-Told: PROPFIND \/x/);
});

test('a connection that has not said what it is neither keeps the service busy nor open', async (t) => {
  const service = await open(t);
  const silent = rawSocket(t, service);
  const begun = rawSocket(t, service);
  begun.write('PRI * HT');
  const left = rawSocket(t, service);
  left.end('P');
  await once(left, 'close');
  t.is((await send(service.url, { path: '/' })).status, 200);
  const closed = [silent, begun].map((socket) => once(socket, 'close'));
  await service.close();
  await Promise.all(closed);
  t.deepEqual([silent.destroyed, begun.destroyed], [true, true]);
});

test('a connection whose client has ended ends on this side too', async (t) => {
  const socket = rawSocket(t, await open(t));
  const ended = once(socket, 'end');
  socket.resume().write(opening);
  await once(socket, 'data');
  socket.end();
  t.deepEqual(await ended, []);
});

test('closing answers what has come over HTTP/2, takes no more, and ends at once with a session open', async (t) => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const service = await open(t, async (request) => {
    if (request.url === '/held') {
      arrive();
      await held;
    }
    return echo(request);
  });
  const client = session(t, service.url);
  await post(client, '/', '');
  const answer = post(client, '/held', 'in time');
  await arrived;
  const away = once(client, 'goaway');
  const closed = service.close();
  await away;
  await t.throwsAsync(post(client, '/', 'too late'));
  release();
  t.is((await answer).text, 'in time');
  await closed;
});

test('a client that posts on and on over HTTP/2 does not keep the service open', async (t) => {
  const service = await open(t);
  const client = session(t, service.url);
  const busy = Array.from({ length: 8 }, async () => {
    for (;;) await post(client, '/', 'more');
  });
  await post(client, '/', '');
  await service.close();
  t.true((await Promise.allSettled(busy)).every(({ status }) => status === 'rejected'));
});
