/** A path of an API: literals, `{name}` for one segment and, last, `{name+}` for all that is left. */
export interface Route<T> {
  readonly segments: readonly RouteSegment[];
  /** Method in upper case, or {@link anyMethods}, to what it does. */
  readonly methods: ReadonlyMap<string, T>;
}

export type RouteSegment = { readonly literal: string } | { readonly parameter: string; readonly greedy: boolean };

/** What a request leads to; parameters stay percent-encoded, as API Gateway passes them on. */
export interface Match<T> {
  readonly target: T;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The key of a method that stands for all of {@link methods}. */
export const anyMethods = 'ANY';

/** The methods of API Gateway's ANY. HEAD is not served by GET. */
const methods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** Reads a path of an OpenAPI document; undefined when it is not one that API Gateway takes. */
export function parseRoutePath(path: string): RouteSegment[] | undefined {
  if (!path.startsWith('/')) return undefined;
  if (path === '/') return [];
  const segments = path.slice(1).split('/').map(parseSegment);
  const valid = segments.every(
    (segment, index) =>
      segment !== undefined && !('greedy' in segment && segment.greedy && index < segments.length - 1),
  );
  return valid ? (segments as RouteSegment[]) : undefined;
}

/**
 * Makes the search for a request's route. A literal beats `{x}`, which beats `{x+}`, from the left; a branch that lacks the rest of the
 * path or the method leaves the request to the next one. A `/` at the end is ignored.
 */
export function router<T>(routes: readonly Route<T>[]): (method: string, path: string) => Match<T> | undefined {
  const ordered = [...routes].sort((a, b) => compare(a.segments, b.segments));
  return (method, path) => {
    const segments = split(path);
    for (const route of ordered) {
      const target = targetOf(route, method);
      const parameters = target === undefined ? undefined : bind(route.segments, segments);
      if (target !== undefined && parameters !== undefined) return { target, parameters };
    }
    return undefined;
  };
}

function parseSegment(text: string): RouteSegment | undefined {
  const parameter = /^\{([^{}+]+)(\+?)\}$/.exec(text);
  if (parameter !== null) return { parameter: parameter[1] as string, greedy: parameter[2] === '+' };
  return text !== '' && !/[{}]/.test(text) ? { literal: text } : undefined;
}

function targetOf<T>(route: Route<T>, method: string): T | undefined {
  return route.methods.get(method) ?? (methods.has(method) ? route.methods.get(anyMethods) : undefined);
}

function split(path: string): string[] {
  const end = path.endsWith('/') ? -1 : undefined;
  const inner = path.slice(1, end);
  return inner === '' ? [] : inner.split('/');
}

function bind(route: readonly RouteSegment[], path: readonly string[]): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const [index, segment] of route.entries()) {
    if ('literal' in segment) {
      if (path[index] !== segment.literal) return undefined;
      continue;
    }
    const value = segment.greedy ? path.slice(index).join('/') : path[index];
    if (value === undefined || value === '') return undefined;
    parameters.set(segment.parameter, value);
    if (segment.greedy) return parameters;
  }
  return path.length === route.length ? parameters : undefined;
}

function compare(a: readonly RouteSegment[], b: readonly RouteSegment[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(a[index]) - rank(b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rank(segment: RouteSegment | undefined): number {
  if (segment === undefined) return 0;
  if ('literal' in segment) return 1;
  return segment.greedy ? 3 : 2;
}
