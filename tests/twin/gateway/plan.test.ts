import test from 'ava';
import { ingestApi, localStage, type OpenApiDocument } from '../../../runtime/blueprint/index.ts';
import { planGateway } from '../../../runtime/twin/gateway/plan.ts';
import { documentOf } from '../helpers/gateway.ts';

test('what is not of the streams in the ingest API of a stage is one route to the REST proxy', (t) => {
  const document = ingestApi(
    { ...localStage('demo'), streams: { type: 'none' } },
    { restProxyUrl: 'http://127.0.0.1:8082' },
  );
  const [route, ...others] = planGateway(document, {});
  t.deepEqual(others, []);
  t.deepEqual(route?.segments, [{ parameter: 'proxy', greedy: true }]);
  const target = {
    type: 'http_proxy',
    httpMethod: 'ANY',
    uri: 'http://127.0.0.1:8082/{proxy}',
    mappings: [{ to: 'path', name: 'proxy', source: { from: 'path', name: 'proxy' } }],
    timeoutMs: 29_000,
  };
  t.deepEqual([...(route?.methods ?? [])], [['ANY', target]] as never);
});

test('a document that asks for more than the twin runs is refused with every fault and its place', (t) => {
  const uri = 'http://127.0.0.1/';
  const document = documentOf({
    '/a+b/{x+}/c': { get: { uri } },
    '/lambda': { post: { uri, type: 'aws_proxy' as 'http_proxy' } },
    '/open': {
      ANY: { uri: 'http://127.0.0.1/{name}/{id}', requestParameters: mapping('path.id', 'method.request.path.id') },
    },
    '/body': { get: { uri, requestParameters: mapping('querystring.a', 'method.request.body.a') } },
    '/multi': { get: { uri, requestParameters: mapping('body.a', "'text'") } },
  });
  const bare = {
    ...document,
    paths: { ...document.paths, '/none': { get: { responses: {}, security: [{ iam: [] }] } } },
  } as unknown as OpenApiDocument;
  const error = t.throws(() => planGateway(bare, {}), { code: 'API_UNSUPPORTED' });
  t.deepEqual(error?.message.split('\n'), [
    'the API document cannot be run here:',
    '  /a+b/{x+}/c: not a path of literals and {names}, with {name+} only at its end',
    '  post /lambda: integration type aws_proxy; supported: http_proxy and aws',
    '  x-amazon-apigateway-any-method /open: nothing is mapped to {name} of http://127.0.0.1/{name}/{id}',
    '  get /body: mapping integration.request.querystring.a from method.request.body.a; supported: path, querystring and header, and texts in quotes',
    "  get /multi: mapping integration.request.body.a from 'text'; supported: path, querystring and header, and texts in quotes",
    '  get /none: security: callers are not checked here; use a document without it',
    '  get /none: integration type (none); supported: http_proxy and aws',
  ]);
});

function mapping(target: string, source: string): Record<string, string> {
  return { [`integration.request.${target}`]: source };
}
