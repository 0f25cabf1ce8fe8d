import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PinflowError } from '../errors.ts';
import { takeHttp2 } from './http2.ts';

/** A request that has arrived whole. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** An answer; `headers` are names and values in turn. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Uint8Array | string;
}

/** A server that listens. */
export interface HttpService {
  /** `http://host:port`, without a last slash. */
  readonly url: string;
  /** Stops listening, answers what has arrived, and closes every connection. */
  close(): Promise<void>;
}

/** How a service answers. */
export interface HttpHandler {
  handle(request: HttpRequest): HttpAnswer | Promise<HttpAnswer>;
  /** The answer when `handle` fails. */
  failed(error: unknown): HttpAnswer;
  /** Whether it answers clients too that speak HTTP/2 from their first byte on (RFC 9113, 3.3), on the same port. */
  readonly speaksHttp2?: boolean;
  /** The longest body, in bytes, and the answer to a longer one. */
  readonly limit?: { readonly bytes: number; readonly answer: () => HttpAnswer };
}

/**
 * Listens on a port; 0 takes a free one.
 * @throws {PinflowError} `PORT_TAKEN`
 */
export async function listen(
  name: string,
  at: { host: string; port: number },
  handler: HttpHandler,
): Promise<HttpService> {
  const open = new Set<Promise<void>>();
  let closing = false;
  // Longer than a client keeps an idle connection, so that the client is who closes it and never sends into a closed one.
  const server = createServer({ keepAliveTimeout: 75_000 });
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    receive(request, handler, (answer) => {
      // Or a busy client would send on and on over the connections that it has.
      if (closing) response.shouldKeepAlive = false;
      const sent = send(response, answer, handler).finally(() => open.delete(sent));
      open.add(sent);
    });
  };
  server.on('request', onRequest);
  const http2 = handler.speaksHttp2 ? takeHttp2(server, onRequest) : undefined;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new PinflowError('PORT_TAKEN', `${name}: cannot listen on ${at.host}:${at.port}: ${cause.message}`, { cause }),
      ),
    );
    server.listen(at.port, at.host, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: async () => {
      closing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      http2?.drain();
      while (open.size > 0) await Promise.all(open);
      http2?.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Calls `answer` once the body has arrived. One that is too long is read and dropped to its end: a client that is answered and closed
 * on while it sends would not see the answer. A client that goes away gets none.
 */
function receive(
  request: IncomingMessage,
  { handle, limit }: HttpHandler,
  answer: (make: () => HttpAnswer | Promise<HttpAnswer>) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (limit !== undefined && length > limit.bytes) chunks.length = 0;
    else chunks.push(chunk);
  });
  request.on('end', () => {
    if (limit !== undefined && length > limit.bytes) {
      answer(limit.answer);
      return;
    }
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length);
    const { method = '', url = '', headers, rawHeaders } = request;
    answer(() => handle({ method, url, headers, rawHeaders, body }));
  });
  request.on('error', () => undefined);
}

async function send(
  response: ServerResponse,
  make: () => HttpAnswer | Promise<HttpAnswer>,
  handler: HttpHandler,
): Promise<void> {
  let answer: HttpAnswer;
  try {
    answer = await make();
  } catch (error) {
    answer = handler.failed(error);
  }
  // A client that went away meanwhile: nothing would ever tell that the answer was sent.
  if (response.destroyed) return;
  const length = typeof answer.body === 'string' ? Buffer.byteLength(answer.body) : answer.body.length;
  response.writeHead(answer.status, [...answer.headers, 'Content-Length', String(length)]);
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.end(answer.body, resolve);
  });
}
