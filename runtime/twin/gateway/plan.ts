import { anyMethod, type OpenApiDocument, type Operation } from '../../blueprint/index.ts';
import { PinflowError } from '../../errors.ts';
import { anyMethods, parseRoutePath, type Route } from './routes.ts';

/** Where a value of the integration's request comes from. */
export type Source =
  | { readonly from: 'path' | 'querystring' | 'header'; readonly name: string }
  | { readonly text: string };

/** Which part of the integration's request a value goes into. */
export interface Mapping {
  readonly to: 'path' | 'querystring' | 'header';
  readonly name: string;
  readonly source: Source;
}

/** What is done with a request: it goes to an HTTP endpoint, and the endpoint's answer comes back. */
export interface HttpProxyTarget {
  readonly httpMethod: string;
  /** May hold `{name}`, which a mapping to `path` fills. */
  readonly uri: string;
  readonly mappings: readonly Mapping[];
  readonly timeoutMs: number;
}

/**
 * Reads from an OpenAPI document what the gateway is to do.
 * @throws {PinflowError} `API_UNSUPPORTED` with every operation that asks for something else than the twin runs.
 */
export function planGateway({ paths }: OpenApiDocument): Route<HttpProxyTarget>[] {
  const faults: string[] = [];
  const routes = Object.entries(paths).map(([path, operations]) => planPath(path, operations, faults));
  if (faults.length === 0) return routes;
  throw new PinflowError(
    'API_UNSUPPORTED',
    `the API document cannot be run here:\n${faults.map((f) => `  ${f}`).join('\n')}`,
  );
}

function planPath(
  path: string,
  operations: Readonly<Record<string, Operation>>,
  faults: string[],
): Route<HttpProxyTarget> {
  const segments = parseRoutePath(path);
  if (segments === undefined) faults.push(`${path}: not a path of literals and {names}, with {name+} only at its end`);
  const methods = Object.entries(operations).map(([key, operation]): [string, HttpProxyTarget] => {
    const where = `${key} ${path}`;
    return [key === anyMethod ? anyMethods : key.toUpperCase(), planOperation(where, operation, faults)];
  });
  return { segments: segments ?? [], methods: new Map(methods) };
}

function planOperation(where: string, operation: Operation, faults: string[]): HttpProxyTarget {
  if (operation.security !== undefined)
    faults.push(`${where}: security: callers are not checked here; use a document without it`);
  const integration = operation['x-amazon-apigateway-integration'];
  if (integration?.type?.toLowerCase() !== 'http_proxy') {
    faults.push(`${where}: integration type ${integration?.type ?? '(none)'}; supported: http_proxy`);
    return { httpMethod: 'ANY', uri: '', mappings: [], timeoutMs: 0 };
  }
  const { httpMethod, uri, requestParameters, timeoutInMillis } = integration;
  const mappings = Object.entries(requestParameters ?? {}).map(([target, source]) =>
    mapping(where, target, source, faults),
  );
  const filled = mappings.flatMap((m) => (m?.to === 'path' ? [m.name] : []));
  for (const [, name = ''] of uri.matchAll(/\{([^{}]*)\}/g)) {
    if (!filled.includes(name)) faults.push(`${where}: nothing is mapped to {${name}} of ${uri}`);
  }
  return { httpMethod, uri, mappings: mappings.filter((m) => m !== undefined), timeoutMs: timeoutInMillis };
}

function mapping(where: string, target: string, source: string, faults: string[]): Mapping | undefined {
  const to = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(target);
  const from = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(source);
  const text = /^'(.*)'$/.exec(source);
  if (to === null || (from === null && text === null)) {
    faults.push(
      `${where}: mapping ${target} from ${source}; supported: path, querystring and header, and texts in quotes`,
    );
    return undefined;
  }
  return {
    to: to[1] as Mapping['to'],
    name: to[2] as string,
    source: from === null ? { text: text?.[1] as string } : { from: from[1] as Mapping['to'], name: from[2] as string },
  };
}
