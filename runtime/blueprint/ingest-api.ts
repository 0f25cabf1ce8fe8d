import { anyMethod, gatewayLimits, type OpenApiDocument, type SecurityScheme } from './openapi.ts';
import type { Authorization, Stage } from './stage/index.ts';
import { recordSchemas, streamPaths } from './stream-routes.ts';

/** What stands behind the ingest API. */
export interface IngestBackends {
  /** The REST proxy, `http://host:port` without a last slash; undefined where there is none. */
  readonly restProxyUrl?: string;
  /** How a private REST proxy is reached. */
  readonly vpcLink?: { readonly id: string; readonly loadBalancerArn: string };
}

/** The ingest API of a stage: the paths of its streams, where it has some, go to Kinesis and every other one to the REST proxy. */
export function ingestApi(
  stage: Pick<Stage, 'userId' | 'region' | 'ingest' | 'streams'>,
  backends: IngestBackends,
): OpenApiDocument {
  const authorization = stage.ingest.type === 'none' ? 'none' : stage.ingest.authorization;
  const streams = streamPaths(stage);
  const components = {
    ...(Object.keys(streams).length > 0 && { schemas: recordSchemas }),
    ...(authorization !== 'none' && { securitySchemes: { [authorization]: securitySchemes[authorization] } }),
  };
  return {
    openapi: '3.0.1',
    info: { title: `${stage.userId}-ingest`, description: `Takes the posts of ${stage.userId}`, version: '1' },
    paths: secured({ ...streams, ...restProxyPaths(backends) }, authorization),
    ...(Object.keys(components).length > 0 && { components }),
    'x-amazon-apigateway-request-validators': {
      all: { validateRequestBody: true, validateRequestParameters: true },
    },
    'x-amazon-apigateway-request-validator': 'all',
  };
}

function restProxyPaths({ restProxyUrl, vpcLink }: IngestBackends): OpenApiDocument['paths'] {
  if (restProxyUrl === undefined) return {};
  return {
    '/{proxy+}': {
      [anyMethod]: {
        parameters: [{ name: 'proxy', in: 'path', required: true, schema: { type: 'string' } }],
        // API Gateway takes statuses alone; a proxy integration passes on every other one too.
        responses: { 200: { description: 'The answer of the REST proxy, unchanged' } },
        'x-amazon-apigateway-integration': {
          type: 'http_proxy',
          httpMethod: 'ANY',
          uri: `${restProxyUrl}/{proxy}`,
          requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
          passthroughBehavior: 'when_no_match',
          timeoutInMillis: gatewayLimits.timeoutMs,
          ...(vpcLink && {
            connectionType: 'VPC_LINK',
            connectionId: vpcLink.id,
            integrationTarget: vpcLink.loadBalancerArn,
          }),
        },
      },
    },
  };
}

const securitySchemes: Readonly<Record<Exclude<Authorization, 'none'>, SecurityScheme>> = {
  iam: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  apiKey: { type: 'apiKey', name: 'x-api-key', in: 'header' },
};

/** Has every operation ask for the scheme. */
function secured(paths: OpenApiDocument['paths'], authorization: Authorization): OpenApiDocument['paths'] {
  if (authorization === 'none') return paths;
  const each = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
  return each(paths, (operations) =>
    each(operations, (operation) => ({ ...operation, security: [{ [authorization]: [] as const }] })),
  );
}
