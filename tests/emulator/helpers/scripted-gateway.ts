import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { type Dialect, dialects, type Place, type SentRecord } from './dialects.ts';

/** One request, and what can be done with it. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** The topic or stream. */
  readonly topic: string;
  readonly body: string;
  readonly records: readonly SentRecord[];
  /** Stores some of the records, all unless told otherwise, and returns their places. */
  store(records?: readonly SentRecord[]): Place[];
  /** Stores all records and answers as documented. */
  accept(): void;
  /** Stores the records that the test lets through, and answers of the others that they are refused for now. */
  acceptSome(isAccepted: (record: SentRecord, index: number) => boolean): void;
  /** Refuses the request for now. */
  throttle(): void;
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

/** What a request asks for: the topic or stream, and how it is put. */
function target({ url = '', headers }: IncomingMessage, body: string): { topic: string; dialect: Dialect } {
  const action = headers['x-amz-target']?.toString().split('.')[1] as 'PutRecord' | 'PutRecords' | undefined;
  if (action !== undefined) {
    return { topic: (JSON.parse(body) as { StreamName: string }).StreamName, dialect: dialects[action] };
  }
  const [, route, topic = '', request = ''] = /\/(topics|streams)\/([^/]+)(?:\/(records?))?$/.exec(url) ?? [];
  return { topic, dialect: route === 'topics' ? dialects.topics : dialects[request as 'record' | 'records'] };
}

function asCall(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  put: (topic: string, record: SentRecord) => Place,
): Call {
  const { method = '', url = '', headers } = request;
  const { topic, dialect } = target(request, body);
  const records = dialect.records(JSON.parse(body) as never);
  const store = (some: readonly SentRecord[] = records) => some.map((record) => put(topic, record));
  const answer = (status: number, content: unknown, more: Record<string, string> = {}) => {
    response.writeHead(status, { 'Content-Type': dialect.contentType, ...more });
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
    accept: () => answer(200, dialect.answer(store())),
    acceptSome: (isAccepted) => {
      const results = records.map((record, index) => (isAccepted(record, index) ? store([record])[0] : undefined));
      answer(200, dialect.answer(results));
    },
    throttle: () => answer(...dialect.throttled),
    answer,
    reset: () => request.socket.resetAndDestroy(),
  };
}
