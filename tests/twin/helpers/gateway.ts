import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { anyMethod, type HttpProxyIntegration, type OpenApiDocument } from '../../../runtime/blueprint/index.ts';
import { startGateway } from '../../../runtime/twin/gateway/server.ts';

/** What an integration's endpoint received. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** An endpoint for integrations that keeps what it receives. */
export interface Backend {
  readonly url: string;
  readonly received: Received[];
}

/** Starts a backend; it says `ok` unless told how to answer. */
export async function startBackend(
  t: ExecutionContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('ok'),
): Promise<Backend> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', rawHeaders, headers } = request;
    received.push({ method, url, rawHeaders, headers, body: Buffer.concat(await request.toArray()) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

type Paths = Record<string, Record<string, Partial<HttpProxyIntegration> & { uri: string }>>;

/** A document with these integrations, by path and method; `ANY` stands for all methods. */
export function documentOf(paths: Paths): OpenApiDocument {
  const operations = (methods: Paths[string]) =>
    Object.entries(methods).map(([method, integration]) => [
      method === 'ANY' ? anyMethod : method,
      {
        responses: {},
        'x-amazon-apigateway-integration': {
          type: 'http_proxy',
          httpMethod: 'ANY',
          requestParameters: {},
          passthroughBehavior: 'when_no_match',
          timeoutInMillis: 29_000,
          ...integration,
        },
      },
    ]);
  return {
    openapi: '3.0.1',
    info: { title: 'test', description: 'test', version: '1' },
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, methods]) => [path, Object.fromEntries(operations(methods))]),
    ),
  };
}

/** The integration of the ingest API: all that is left of the path goes to the backend. */
export function greedy(backendUrl: string, timeoutInMillis = 29_000): Paths {
  const requestParameters = { 'integration.request.path.proxy': 'method.request.path.proxy' };
  return { '/{proxy+}': { ANY: { uri: `${backendUrl}/{proxy}`, requestParameters, timeoutInMillis } } };
}

/** Starts a gateway and returns its URL; it is gone when the test ends. */
export async function gatewayFor(t: ExecutionContext, paths: Paths): Promise<string> {
  const { url, close } = await startGateway(documentOf(paths), { host: '127.0.0.1', port: 0 });
  t.teardown(close);
  return url;
}
