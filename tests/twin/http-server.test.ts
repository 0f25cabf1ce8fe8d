import { once } from 'node:events';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { type HttpAnswer, type HttpHandler, listen } from '../../runtime/twin/http-server.ts';
import { converse } from './helpers/converse.ts';
import { send } from './helpers/http.ts';

const ok = (body = 'ok'): HttpAnswer => ({ status: 200, headers: ['X-A', '1'], body });
const loopback = { host: '127.0.0.1', port: 0 };

async function service(t: ExecutionContext, handle: HttpHandler['handle'], limit?: HttpHandler['limit']) {
  const failed = (error: unknown) => ({ status: 500, headers: [], body: `failed: ${(error as Error).message}` });
  const listening = await listen('test', loopback, { handle, failed, ...(limit && { limit }) });
  t.teardown(() => listening.close());
  return listening;
}

/** A promise and what settles it. */
interface Signal {
  readonly given: Promise<void>;
  readonly give: () => void;
}

function signal(): Signal {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { given: promise, give: resolve };
}

test('a request arrives as it was sent, and the answer goes out with its length', async (t) => {
  const { url } = await service(t, ({ method, url, body, headers, rawHeaders }) =>
    ok(`${method} ${url} ${body} ${headers['x-last']} ${rawHeaders.includes('X-Last')}`),
  );
  const answer = await send(url, { method: 'PUT', path: '/a//b/?c=%2F', headers: ['X-Last', 'z'], body: 'é' });
  t.is(answer.text, 'PUT /a//b/?c=%2F é z true');
  t.is(answer.headers['content-length'], String(answer.body.length));
});

test('a taken port is told with the service and the address; a free one is found for 0', async (t) => {
  const { url } = await service(t, () => ok());
  const port = Number(new URL(url).port);
  t.true(port > 0);
  const handler = { handle: () => ok(), failed: () => ok() };
  const error = await t.throwsAsync(listen('gateway', { host: '127.0.0.1', port }, handler), { code: 'PORT_TAKEN' });
  t.true(error?.message.startsWith(`gateway: cannot listen on 127.0.0.1:${port}: `), error?.message);
});

test('a handler that fails, at once or later, does not end the service', async (t) => {
  const { url } = await service(t, ({ url }) => {
    if (url === '/now') throw new Error('now');
    return url === '/later' ? Promise.reject(new Error('later')) : ok();
  });
  t.is((await send(url, { path: '/now' })).text, 'failed: now');
  t.is((await send(url, { path: '/later' })).text, 'failed: later');
  t.is((await send(url)).text, 'ok');
});

test('requests on one connection are answered in their order', async (t) => {
  const first = signal();
  const { url } = await service(t, async (request) => {
    if (request.url === '/1') await first.given;
    else first.give();
    return ok(request.url);
  });
  const request = (path: string, close = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${close}\r\n`;
  const came = await converse(url, request('/1'), request('/2', 'Connection: close\r\n'));
  t.deepEqual(came.match(/\r\n\r\n\/./g), ['\r\n\r\n/1', '\r\n\r\n/2']);
});

test('closing answers what has arrived and takes nothing new', async (t) => {
  const [arrived, release] = [signal(), signal()];
  const { url, close } = await service(t, async () => {
    arrived.give();
    await release.given;
    return ok('late');
  });
  const answer = send(url);
  await arrived.given;
  const closed = close();
  await t.throwsAsync(send(url), { code: 'ECONNREFUSED' });
  release.give();
  t.is((await answer).text, 'late');
  await closed;
});

test('a request that was being sent when the service began to close is answered too, as the last of its connection', async (t) => {
  const requests: Record<string, { came: Signal; release: Signal }> = {
    '/1': { came: signal(), release: signal() },
    '/2': { came: signal(), release: signal() },
  };
  const { url, close } = await service(t, async (request) => {
    requests[request.url]?.came.give();
    await requests[request.url]?.release.given;
    return ok(request.url);
  });
  const answer = send(url, { path: '/1' });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const came = socket.toArray();
  socket.write('POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nha');
  await requests['/1']?.came.given;
  const closed = close();
  socket.write('lf');
  await requests['/2']?.came.given;
  requests['/1']?.release.give();
  t.is((await answer).text, '/1');
  requests['/2']?.release.give();
  const text = Buffer.concat(await came).toString();
  t.regex(text, /\r\nConnection: close\r\n/);
  t.true(text.endsWith('\r\n\r\n/2'), text);
  await closed;
});

test('a client that goes away before its body has come is not handled', async (t) => {
  const handled: string[] = [];
  const { url } = await service(t, (request) => {
    handled.push(request.url);
    return ok();
  });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end('POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345');
  await once(socket.resume(), 'close');
  await send(url, { path: '/whole' });
  t.deepEqual(handled, ['/whole']);
});

test('a client that goes away before its answer, or within it, does not hold up the closing', async (t) => {
  const [arrived, gone] = [signal(), signal()];
  const { url, close } = await service(t, async (request) => {
    if (request.url === '/before') {
      arrived.give();
      await gone.given;
    }
    return ok('x'.repeat(20_000_000));
  });
  const client = (path: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return socket;
  };
  const before = client('/before');
  await arrived.given;
  before.destroy();
  const within = client('/within');
  await once(within, 'data');
  within.destroy();
  gone.give();
  await t.notThrowsAsync(close());
});
