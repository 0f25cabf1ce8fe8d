import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import { PinflowError } from '../../runtime/errors.ts';
import { type Dashboard, endedReport, type LiveReport, openDashboard } from '../../runtime/report/index.ts';
import { renderPage } from '../../runtime/report/page.ts';
import { bothPaths, sample, underWay } from './sample.ts';

const last = endedReport(bothPaths());

async function open(t: ExecutionContext, report: LiveReport = underWay(0.1)): Promise<Dashboard> {
  const dashboard = await openDashboard({ report });
  t.teardown(() => dashboard.close());
  return dashboard;
}

/** Asks with a header as it stands, which `fetch` would not send. */
async function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> {
  const request = get(url, { headers, method, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

/** The pages that the events hold, one by one, until the server ends them. */
async function* pagesOf(url: string): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of (await ask(`${url}/events`)).setEncoding('utf8')) {
    const events = `${text}${chunk}`.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const [, data = ''] = /^event: page\ndata: ([^\n\r]*)$/.exec(event) ?? [];
      yield JSON.parse(data) as string;
    }
  }
}

test('the page is that of the newest report, and says nothing of itself to other pages', async (t) => {
  const dashboard = await open(t);
  const response = await ask(dashboard.url);
  t.is(response.statusCode, 200);
  t.is(await textOf(response), renderPage(underWay(0.1)));
  t.is(response.headers['access-control-allow-origin'], undefined);
  t.is(response.headers['cross-origin-resource-policy'], 'same-origin');
  t.is(response.headers['cache-control'], 'no-store');
  t.is(response.headers['x-content-type-options'], 'nosniff');
  t.regex(String(response.headers['content-security-policy']), /frame-ancestors 'none'/);
  dashboard.update(underWay(0.5));
  t.is(await textOf(await ask(dashboard.url)), renderPage(underWay(0.5)));
});

test('a reader gets the page at once, each newer one, and the last, which ends the events', async (t) => {
  const dashboard = await open(t);
  const pages = pagesOf(dashboard.url);
  t.is((await pages.next()).value, renderPage(underWay(0.1)));
  dashboard.update(underWay(0.3));
  t.is((await pages.next()).value, renderPage(underWay(0.3)));
  dashboard.update(last);
  t.is((await pages.next()).value, renderPage(last));
  t.true((await pages.next()).done);
  await dashboard.shown;
});

test('of reports that come faster than they are drawn a reader gets the newest', async (t) => {
  const dashboard = await open(t);
  const pages = pagesOf(dashboard.url);
  await pages.next();
  for (let step = 2; step <= 9; step += 1) dashboard.update(underWay(step / 10));
  t.is((await pages.next()).value, renderPage(underWay(0.9)));
});

test('closing gives every reader the newest page and ends its connection', async (t) => {
  const dashboard = await open(t);
  const readers = [pagesOf(dashboard.url), pagesOf(dashboard.url)];
  for (const pages of readers) await pages.next();
  dashboard.update(last);
  await dashboard.close();
  for (const pages of readers) {
    t.is((await pages.next()).value, renderPage(last));
    t.true((await pages.next()).done);
  }
  await t.throwsAsync(ask(dashboard.url), { code: 'ECONNREFUSED' });
});

test('a reader that takes nothing does not hold up the end', async (t) => {
  const dashboard = await open(t);
  const socket = connect(Number(new URL(dashboard.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  socket.pause();
  socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  for (let step = 0; step < 3; step += 1) await textOf(await ask(dashboard.url));
  await dashboard.close();
  t.pass();
});

test('the page of a run that has ended is complete, and shown once it was handed over', async (t) => {
  const dashboard = await open(t, endedReport(sample()));
  let shown = false;
  const done = dashboard.shown.then(() => {
    shown = true;
  });
  t.false(shown);
  const page = await textOf(await ask(dashboard.url));
  await done;
  t.notRegex(page, /EventSource/);
  t.true(shown);
});

for (const host of ['127.0.0.1:80', 'localhost', 'localhost:9000', '[::1]:4000']) {
  test(`${host} is this machine`, async (t) => {
    t.is((await ask((await open(t)).url, { host })).statusCode, 200);
  });
}

for (const host of ['example.com', 'localhost.example.com', '127.0.0.1.example.com:80', '192.168.0.7', 'localhost.']) {
  test(`a page that asks for "${host}" gets nothing, also no events`, async (t) => {
    const { url } = await open(t);
    for (const path of ['/', '/events']) {
      const response = await ask(`${url}${path}`, { host });
      t.is(response.statusCode, 421);
      t.notRegex(await textOf(response), /<html/);
    }
  });
}

test('there is one page, and it can only be read', async (t) => {
  const { url } = await open(t);
  t.is((await ask(`${url}/other`)).statusCode, 404);
  t.is((await ask(`${url}/../etc/passwd`)).statusCode, 404);
  t.is((await ask(url, {}, 'POST')).statusCode, 405);
});

test('a port that is taken is named', async (t) => {
  const { url } = await open(t);
  const port = Number(new URL(url).port);
  const error = await t.throwsAsync(openDashboard({ report: last, port }), { instanceOf: PinflowError });
  t.is(error.code, 'PORT_TAKEN');
  t.true(error.message.includes(`127.0.0.1:${port}`));
});
