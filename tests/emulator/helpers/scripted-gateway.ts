import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A record as it came in a request. */
export interface SentRecord {
  readonly key: number;
  readonly value: { readonly [field: string]: unknown };
}

/** A place in a topic, as the documented answer names it. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** One request, and what can be done with it. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly topic: string;
  readonly body: string;
  readonly records: readonly SentRecord[];
  /** Stores some of the records, all unless told otherwise, and returns their places. */
  store(records?: readonly SentRecord[]): Place[];
  /** Stores all records and answers as documented. */
  accept(): void;
  answer(status: number, body: unknown, headers?: Record<string, string>): void;
  /** Breaks the connection off. */
  reset(): void;
}

/** A gateway that does with the n-th request what it is told; of a request it does nothing with, the client never hears. */
export interface ScriptedGateway {
  readonly url: string;
  readonly port: number;
  readonly calls: readonly Call[];
  /** What it stored, in order. */
  readonly stored: readonly (SentRecord & Place & { readonly topic: string })[];
}

const partitions = 3;

/** @param script is called with each request and its number, from 0 on */
export async function scriptedGateway(
  t: ExecutionContext,
  script: (call: Call, number: number) => void = (call) => call.accept(),
  port = 0,
): Promise<ScriptedGateway> {
  const calls: Call[] = [];
  const stored: (SentRecord & Place & { topic: string })[] = [];
  const ends = new Map<string, number>();
  const put = (topic: string, record: SentRecord): Place => {
    const partition = record.key % partitions;
    const offset = ends.get(`${topic}-${partition}`) ?? 0;
    ends.set(`${topic}-${partition}`, offset + 1);
    stored.push({ ...record, topic, partition, offset });
    return { partition, offset };
  };
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray().catch(() => undefined);
    if (chunks === undefined) return;
    const call = asCall(request, response, Buffer.concat(chunks).toString(), put);
    script(call, calls.push(call) - 1);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, calls, stored };
}

/** A result inside a 200, for a stored and for a refused record. */
export const named = ({ partition, offset }: Place) => ({ partition, offset, error_code: null, error: null });
export const refused = (error_code: number, error = 'refused') => ({
  partition: null,
  offset: null,
  error_code,
  error,
});

/** The documented answer to a produce request. */
export function produced(offsets: readonly object[]): object {
  return { offsets, key_schema_id: null, value_schema_id: null };
}

function asCall(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  put: (topic: string, record: SentRecord) => Place,
): Call {
  const { method = '', url = '', headers } = request;
  const topic = url.split('/').at(-1) ?? '';
  const { records } = JSON.parse(body) as { records: SentRecord[] };
  const store = (some: readonly SentRecord[] = records) => some.map((record) => put(topic, record));
  const answer = (status: number, content: unknown, more: Record<string, string> = {}) => {
    response.writeHead(status, { 'Content-Type': 'application/vnd.kafka.v2+json', ...more });
    response.end(typeof content === 'string' ? content : JSON.stringify(content));
  };
  return {
    method,
    url,
    headers,
    topic,
    body,
    records,
    store,
    accept: () => answer(200, produced(store().map(named))),
    answer,
    reset: () => request.socket.resetAndDestroy(),
  };
}
