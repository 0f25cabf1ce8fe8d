import { deepStrictEqual } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { parseRoutePath, type Route, router } from '../../../runtime/twin/gateway/routes.ts';

/** A router over `METHOD /path` texts; each is its own target. */
function routerOf(...operations: string[]) {
  const pathOf = (operation: string) => operation.split(' ')[1] ?? '';
  const routes = Object.entries(Object.groupBy(operations, pathOf)).map(([path, ofPath = []]): Route<string> => {
    const methods = new Map(ofPath.map((operation) => [operation.split(' ')[0] ?? '', operation]));
    return { segments: parseRoutePath(path) ?? [], methods };
  });
  const route = router(routes);
  return (method: string, path: string) => {
    const match = route(method, path);
    return match && [match.target, Object.fromEntries(match.parameters)];
  };
}

const streams = routerOf(
  'ANY /{proxy+}',
  'GET /streams',
  'PUT /streams/{name}/record',
  'GET /streams/{name}',
  'GET /streams/list',
  'POST /streams/{name}/{rest+}',
  'GET /',
);

/** Requests with what API Gateway leads them to: a literal beats `{x}`, which beats `{x+}`; what lacks the child or method falls through. */
const requests: [method: string, path: string, target?: string, parameters?: Record<string, string>][] = [
  ['GET', '/streams', 'GET /streams', {}],
  ['GET', '/streams/', 'GET /streams', {}],
  ['GET', '/streams/list', 'GET /streams/list', {}],
  ['GET', '/streams/a', 'GET /streams/{name}', { name: 'a' }],
  ['PUT', '/streams/a/record', 'PUT /streams/{name}/record', { name: 'a' }],
  ['POST', '/streams/a/record', 'POST /streams/{name}/{rest+}', { name: 'a', rest: 'record' }],
  ['POST', '/streams/list/b/c', 'POST /streams/{name}/{rest+}', { name: 'list', rest: 'b/c' }],
  ['DELETE', '/streams', 'ANY /{proxy+}', { proxy: 'streams' }],
  ['DELETE', '/streams/a/record', 'ANY /{proxy+}', { proxy: 'streams/a/record' }],
  ['GET', '/streams/a/b', 'ANY /{proxy+}', { proxy: 'streams/a/b' }],
  ['GET', '/Streams', 'ANY /{proxy+}', { proxy: 'Streams' }],
  ['GET', '/', 'GET /', {}],
  ['POST', '/'],
  ['HEAD', '/streams', 'ANY /{proxy+}', { proxy: 'streams' }],
  ['TRACE', '/streams'],
  ['GET', '/topics/a%2Fb%20c/', 'ANY /{proxy+}', { proxy: 'topics/a%2Fb%20c' }],
  ['GET', '//topics//a', 'ANY /{proxy+}', { proxy: '/topics//a' }],
  ['GET', '/streams//', 'ANY /{proxy+}', { proxy: 'streams/' }],
];

for (const [method, path, target, parameters] of requests) {
  test(`${method} ${path} leads to ${target ?? 'nothing'}`, (t) => {
    t.deepEqual(streams(method, path), target === undefined ? undefined : [target, parameters]);
  });
}

test('HEAD is served by HEAD and ANY, never by GET', (t) => {
  t.is(routerOf('GET /{proxy+}')('HEAD', '/a'), undefined);
  t.deepEqual(routerOf('HEAD /a', 'ANY /{proxy+}')('HEAD', '/a'), ['HEAD /a', {}]);
});

for (const path of ['', 'a', '/{a+}/b', '/{a', '/a}', '/x{a}', '/a//b', '/{}', '/{+}', '/a/']) {
  test(`${JSON.stringify(path)} is not a path of an API`, (t) => t.is(parseRoutePath(path), undefined));
}

test('any API leads any request where walking down its tree leads it', (t) => {
  const part = fc.constantFrom('a', 'b', '{x}');
  const path = fc.tuple(fc.array(part, { maxLength: 3 }), fc.boolean()).map(([parts, isGreedy]) => {
    return `/${[...parts, ...(isGreedy ? ['{x+}'] : [])].join('/')}`;
  });
  const operation = fc.tuple(fc.constantFrom('GET', 'PUT', 'ANY'), path).map((words) => words.join(' '));
  const property = fc.property(
    fc.uniqueArray(operation, { maxLength: 8 }),
    fc.constantFrom('GET', 'PUT', 'HEAD'),
    fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 4 }),
    (operations, method, segments) => {
      const wanted = segments.at(-1) === '' ? segments.slice(0, -1) : segments;
      deepStrictEqual(routerOf(...operations)(method, `/${segments.join('/')}`)?.[0], walk('', wanted));

      function walk(above: string, [first, ...rest]: string[]): string | undefined {
        if (first === undefined) return at(above === '' ? '/' : above);
        const literal = walk(`${above}/${first}`, rest);
        const parameter = first === '' ? undefined : walk(`${above}/{x}`, rest);
        const all = [first, ...rest].join('/') === '' ? undefined : at(`${above}/{x+}`);
        return literal ?? parameter ?? all;
      }

      function at(path: string): string | undefined {
        return [`${method} ${path}`, `ANY ${path}`].find((name) => operations.includes(name));
      }
    },
  );
  t.notThrows(() => fc.assert(property, { numRuns: 2_000 }));
});
