import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PinflowError } from '../errors.ts';
import { wait } from '../waiting.ts';
import type { LiveReport } from './data.ts';
import { eventsPath } from './follow.ts';
import { isLast } from './live.ts';
import { renderPage } from './page.ts';

/** A live page that is served. */
export interface Dashboard {
  /** `http://127.0.0.1:port`, without a last slash. */
  readonly url: string;
  /** Shows a newer report to every reader, at most four times a second: of reports in between only the newest is drawn, and none when nobody looks. */
  update(report: LiveReport): void;
  /** Resolves when a reader has got the last report of the run; a page that has it needs the server no more. */
  readonly shown: Promise<void>;
  /** Gives every reader the newest report and ends its connection. */
  close(): Promise<void>;
}

/** What a live page begins with, and where it is served. */
export interface DashboardOptions {
  readonly report: LiveReport;
  /** 0, the default, takes a free one. */
  readonly port?: number;
}

/** The page cannot be reached from another machine. */
const host = '127.0.0.1';

/** Names under which a browser of this machine asks; any other is a foreign page that had its own name point here (DNS rebinding). */
const loopbackNames: ReadonlySet<string> = new Set([host, 'localhost', '[::1]']);

const everyMs = 250;

/** A reader that has not taken the last page within this is left alone. */
const farewellMs = 1000;

const headers = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Serves the page of a run on loopback while the run goes on: the page itself, and newer ones as server-sent events.
 * @throws {PinflowError} `PORT_TAKEN`
 */
export async function openDashboard({ report: first, port = 0 }: DashboardOptions): Promise<Dashboard> {
  let report = first;
  let drawn: { readonly report: LiveReport; readonly page: string } | undefined;
  const draw = (): string => {
    if (drawn?.report !== report) drawn = { report, page: renderPage(report) };
    return drawn.page;
  };
  const readers = new Set<Reader>();
  const { promise: shown, resolve: show } = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) {
      response.writeHead(refusal.status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`${refusal.says}\n`);
    } else if (request.url === eventsPath) {
      const reader = new Reader(response, draw, show);
      readers.add(reader);
      response.once('close', () => readers.delete(reader));
      reader.tell(report);
    } else {
      const last = isLast(report);
      response.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8' });
      response.end(draw(), () => last && show());
    }
  });
  await listen(server, port);
  let timer: NodeJS.Timeout | undefined;
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    shown,
    update: (next) => {
      report = next;
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const reader of readers) reader.tell(report);
      }, everyMs);
    },
    close: async () => {
      clearTimeout(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      const farewell = new AbortController();
      const left = Promise.all([...readers].map((reader) => reader.end(report)));
      await Promise.race([left.finally(() => farewell.abort()), wait(farewellMs, farewell.signal)]);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A page that is open somewhere. */
class Reader {
  readonly #response: ServerResponse;
  readonly #draw: () => string;
  readonly #show: () => void;
  #told: LiveReport | undefined;
  #missed: LiveReport | undefined;

  constructor(response: ServerResponse, draw: () => string, show: () => void) {
    this.#response = response;
    this.#draw = draw;
    this.#show = show;
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
    response.on('drain', () => this.#missed && this.tell(this.#missed));
  }

  /** Sends the page of a report. A reader that is slow misses what is overtaken meanwhile. */
  tell(report: LiveReport): void {
    this.#missed = this.#response.writableNeedDrain ? report : undefined;
    if (this.#missed === undefined) this.#send(report);
  }

  /** Sends what it has not yet got; resolves when the connection has ended. */
  async end(report: LiveReport): Promise<void> {
    this.#send(report);
    this.#response.end();
    if (!this.#response.closed) await once(this.#response, 'close');
  }

  #send(report: LiveReport): void {
    if (this.#told === report || this.#response.writableEnded) return;
    this.#told = report;
    // A line break would end the data of an event.
    const event = `event: page\ndata: ${JSON.stringify(this.#draw())}\n\n`;
    if (isLast(report)) this.#response.end(event, this.#show);
    else this.#response.write(event);
  }
}

/** Why a request is not answered with the page, if so. */
function refusalOf({ method = '', url = '', headers: { host: name = '' } }: IncomingMessage) {
  if (!loopbackNames.has(name.replace(/:\d*$/, '')))
    return { status: 421, says: `This server is not ${name}. Ask for 127.0.0.1 or localhost.` };
  if (url !== '/' && url !== eventsPath) return { status: 404, says: 'There is one page: /' };
  if (method !== 'GET') return { status: 405, says: 'The page can only be read: GET.' };
  return undefined;
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const { message } = cause as Error;
    throw new PinflowError('PORT_TAKEN', `dashboard: cannot listen on ${host}:${port}: ${message}`, { cause });
  }
}
