import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { artifacts } from '../../../runtime/blueprint/index.ts';

/** The content that the makers' stand-in sends for a file. */
export const bytesOf = (file: string) => Buffer.from(`the content of ${file}`);

/** A digest as `node:crypto` computes it. */
export const digestOf = (algorithm: string, bytes: Buffer, encoding: 'hex' | 'base64' = 'hex') =>
  createHash(algorithm).update(bytes).digest(encoding);

/** Serves on loopback until the test ends, and returns the URL. */
export async function serve(t: ExecutionContext, handle: RequestListener): Promise<string> {
  const server = createServer(handle).listen(0, '127.0.0.1');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The answer of a stand-in of the makers to a request for a URL's last part; undefined: as the makers would answer. */
export type Answer = (file: string, response: ServerResponse, request: IncomingMessage) => Buffer | 'done' | undefined;

/**
 * The makers' servers: every fetch goes to loopback, whatever its host.
 * They publish a SHA-256 beside the Confluent archive and a SHA-1 in the manifest of the S3 sink, as their makers do.
 */
export async function makers(t: ExecutionContext, answer: Answer = () => undefined) {
  const fetched: string[] = [];
  const url = await serve(t, (request, response) => {
    const file = request.url?.split('/').at(-1) ?? '';
    fetched.push(file);
    const bytes = answer(file, response, request) ?? usual(file);
    if (bytes !== 'done') response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  });
  const fetch: typeof globalThis.fetch = async (address, options) =>
    await globalThis.fetch(`${url}/${String(address).split('/').at(-1)}`, options);
  return { url, fetch, fetched };
}

/** Where the makers offer what is downloaded and its digests. */
const makerOrigins = Object.values(artifacts).flatMap((artifact) => [
  new URL(artifact.url).origin,
  ...('published' in artifact ? [new URL(artifact.published.url).origin] : []),
]);

/** `NODE_OPTIONS` of a process whose downloads come from a stand-in of the makers, and what it fetches from other origins from theirs. */
export function fetchesFrom(makersUrl: string, others: Readonly<Record<string, string>> = {}): string {
  const standIns = { ...Object.fromEntries(makerOrigins.map((origin) => [origin, makersUrl])), ...others };
  const code = `const { fetch } = globalThis;
    const standIns = ${JSON.stringify(standIns)};
    globalThis.fetch = (address, options) => {
      const { origin, hostname, pathname, search } = new URL(address);
      const standIn = hostname === '127.0.0.1' ? origin : standIns[origin];
      if (standIn === undefined) throw new Error('there is no stand-in of ' + origin);
      return fetch(standIn + pathname + search, options);
    };`;
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}

/** Answers with a status alone. */
export function status(code: number): Answer {
  return (_, response) => {
    response.writeHead(code).end();
    return 'done';
  };
}

/** Answers with a text. */
export const text =
  (content: string): Answer =>
  () =>
    Buffer.from(content);

/** Answers for one file alone. */
export const only =
  (name: string, answer: Answer): Answer =>
  (file, response, request) =>
    file === name ? answer(file, response, request) : undefined;

/** Promises a number of bytes and closes the connection after the first few. */
export const endsEarly: Answer = (_, response) => {
  response.writeHead(200, { 'content-length': 1000 });
  response.write('the first bytes', () => response.destroy());
  return 'done';
};

function usual(file: string): Buffer {
  const { confluent, 's3-sink': sink } = artifacts;
  if (file === `${confluent.file}.sha256.txt`) {
    return Buffer.from(`${digestOf('sha256', bytesOf(confluent.file))}  ${confluent.file}\n`);
  }
  if (file === sink.version) {
    const [md5, sha1] = ['md5', 'sha1'].map((algorithm) => digestOf(algorithm, bytesOf(sink.file)));
    return Buffer.from(JSON.stringify({ name: 'kafka-connect-s3', archive: { url: sink.url, md5, sha1 } }));
  }
  return bytesOf(file);
}
