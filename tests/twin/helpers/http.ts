import { Agent, type IncomingHttpHeaders, request } from 'node:http';

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly text: string;
}

/** What is sent; the path goes out as it is, unlike `fetch`'s. */
export interface Sent {
  readonly method?: string;
  readonly path?: string;
  /** Names and values in turn. */
  readonly headers?: readonly string[];
  readonly body?: string | Uint8Array;
  readonly agent?: Agent;
}

/** Sends one request, over a connection of its own unless an agent is given. */
export function send(
  url: string,
  { method = 'GET', path = '/', headers = [], body, agent }: Sent = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, agent: agent ?? new Agent(), setHost: false };
    const sent = request({ ...options, headers: ['Host', `${hostname}:${port}`, ...length, ...headers] });
    sent.on('error', reject);
    sent.on('response', async (response) => {
      try {
        const bytes = Buffer.concat(await response.toArray());
        const { statusCode = 0, rawHeaders } = response;
        resolve({ status: statusCode, headers: response.headers, rawHeaders, body: bytes, text: bytes.toString() });
      } catch (error) {
        reject(error);
      }
    });
    sent.end(body);
  });
}
