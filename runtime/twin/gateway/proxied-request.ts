import type { Dispatcher } from 'undici';
import type { HttpRequest } from '../http-server.ts';
import type { EndpointRequest } from './endpoints.ts';
import type { HttpProxyTarget, Mapping } from './targets.ts';

/**
 * The request that an `http_proxy` integration sends: the client's method, query, headers and body, and what the parameter mappings
 * say. Undefined when the address that comes out is none.
 */
export function proxiedRequest(
  target: HttpProxyTarget,
  parameters: ReadonlyMap<string, string>,
  request: HttpRequest,
  gatewayHeaders: readonly string[],
): EndpointRequest | undefined {
  const read = ({ source }: Mapping) => {
    if ('text' in source) return source.text;
    if (source.from === 'path') return parameters.get(source.name);
    return source.from === 'header' ? headerOf(request, source.name) : queryOf(request, source.name);
  };
  const values = target.mappings.flatMap((mapping) => {
    const value = read(mapping);
    return value === undefined ? [] : [{ to: mapping.to, name: mapping.name, value }];
  });
  const address = split(
    fill(
      target.uri,
      values.filter(({ to }) => to === 'path'),
    ),
  );
  if (address === undefined) return undefined;
  return {
    origin: address.origin,
    path: withQuery(
      address.path,
      request,
      values.filter(({ to }) => to === 'querystring'),
    ),
    method: (target.httpMethod === 'ANY' ? request.method : target.httpMethod) as Dispatcher.HttpMethod,
    headers: [
      ...clientHeaders(
        request,
        values.filter(({ to }) => to === 'header'),
      ),
      ...gatewayHeaders,
    ],
    body: request.body.length > 0 ? request.body : null,
  };
}

interface Value {
  readonly name: string;
  readonly value: string;
}

/** What is of the client's connection, or is said anew to the endpoint. AWS drops Content-Encoding too. */
const notPassedOn = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-amzn-apigateway-api-id',
  'x-amzn-trace-id',
]);

function fill(uri: string, values: readonly Value[]): string {
  // A function, since `$&` in a path would otherwise be read as a pattern.
  return values.reduce((filled, { name, value }) => filled.replace(`{${name}}`, () => value), uri);
}

/** Path parameters go into the address as they came: a URL object would decode and normalise them. */
function split(uri: string): { origin: string; path: string } | undefined {
  const [, origin = '', path = ''] = /^(https?:\/\/[^/?#]*)([^#]*)$/.exec(uri) ?? [];
  if (!URL.canParse(origin) || /[^\x21-\x7e]/.test(path)) return undefined;
  return { origin, path: path.startsWith('/') ? path : `/${path}` };
}

function withQuery(path: string, request: HttpRequest, values: readonly Value[]): string {
  const start = request.url.indexOf('?');
  const parts = start === -1 ? [] : [request.url.slice(start + 1)];
  for (const { name, value } of values) parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  if (parts.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${parts.join('&')}`;
}

function clientHeaders({ rawHeaders }: HttpRequest, mapped: readonly Value[]): string[] {
  const replaced = new Set(mapped.map(({ name }) => name.toLowerCase()));
  const headers: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    const lower = name.toLowerCase();
    if (!notPassedOn.has(lower) && !replaced.has(lower)) headers.push(name, rawHeaders[i + 1] as string);
  }
  for (const { name, value } of mapped) headers.push(name, value);
  return headers;
}

function headerOf({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.at(-1) : value;
}

function queryOf({ url }: HttpRequest, name: string): string | undefined {
  const start = url.indexOf('?');
  return start === -1 ? undefined : (new URLSearchParams(url.slice(start)).getAll(name).at(-1) ?? undefined);
}
