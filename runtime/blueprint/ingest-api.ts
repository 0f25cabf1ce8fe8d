import type { Authorization, Stage } from './stage/index.ts';

/** The part of an `x-amazon-apigateway-integration` that pinflow's documents use. */
export interface HttpProxyIntegration {
  readonly type: 'http_proxy';
  readonly httpMethod: string;
  /** `http://host:port/{name}`: a name in braces is a request path parameter of the integration. */
  readonly uri: string;
  /** Target, such as `integration.request.path.proxy`, to source, such as `method.request.path.proxy`. */
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly passthroughBehavior: 'when_no_match';
  readonly timeoutInMillis: number;
  /** Where the endpoint is in a private network: the VPC link (V2) that leads there, and the load balancer behind it. */
  readonly connectionType?: 'VPC_LINK';
  readonly connectionId?: string;
  readonly integrationTarget?: string;
}

/** An operation of the document. */
export interface Operation {
  readonly parameters?: readonly { name: string; in: 'path'; required: true; schema: { type: 'string' } }[];
  readonly responses: Readonly<Record<string, { description: string }>>;
  /** The scheme that callers answer to; absent where anyone may call. API Gateway reads it of each operation. */
  readonly security?: readonly Readonly<Record<string, readonly []>>[];
  readonly 'x-amazon-apigateway-integration': HttpProxyIntegration;
}

/** The method key that API Gateway reads as ANY. */
export const anyMethod = 'x-amazon-apigateway-any-method';

/** How callers prove who they are: an OpenAPI security scheme with API Gateway's extension. */
export interface SecurityScheme {
  readonly type: 'apiKey';
  readonly name: string;
  readonly in: 'header';
  readonly 'x-amazon-apigateway-authtype'?: 'awsSigv4';
}

/** An OpenAPI document as API Gateway imports it. */
export interface OpenApiDocument {
  readonly openapi: '3.0.1';
  readonly info: { readonly title: string; readonly description: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly securitySchemes: Readonly<Record<string, SecurityScheme>> };
  readonly 'x-amazon-apigateway-request-validators'?: Readonly<
    Record<string, { readonly validateRequestBody: boolean; readonly validateRequestParameters: boolean }>
  >;
  /** The validator of every operation. */
  readonly 'x-amazon-apigateway-request-validator'?: string;
}

/** Limits of API Gateway REST APIs (AWS documentation, "Amazon API Gateway quotas and important notes"). */
export const gatewayLimits = { bodyBytes: 10 * 1024 * 1024, timeoutMs: 29_000 } as const;

/** What stands behind the ingest API. */
export interface IngestBackends {
  /** The REST proxy, `http://host:port` without a last slash; undefined where there is none. */
  readonly restProxyUrl?: string;
  /** How a private REST proxy is reached. */
  readonly vpcLink?: { readonly id: string; readonly loadBalancerArn: string };
}

/** The ingest API of a stage: every path goes to the REST proxy. */
export function ingestApi(stage: Pick<Stage, 'userId' | 'ingest'>, backends: IngestBackends): OpenApiDocument {
  const authorization = stage.ingest.type === 'none' ? 'none' : stage.ingest.authorization;
  return {
    openapi: '3.0.1',
    info: { title: `${stage.userId}-ingest`, description: `Takes the posts of ${stage.userId}`, version: '1' },
    paths: secured(restProxyPaths(backends), authorization),
    ...(authorization !== 'none' && {
      components: { securitySchemes: { [authorization]: securitySchemes[authorization] } },
    }),
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
