import type { Stage } from './stage.ts';

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
}

/** An operation of the document. */
export interface Operation {
  readonly parameters?: readonly { name: string; in: 'path'; required: true; schema: { type: 'string' } }[];
  readonly responses: Readonly<Record<string, { description: string }>>;
  readonly 'x-amazon-apigateway-integration': HttpProxyIntegration;
}

/** The method key that API Gateway reads as ANY. */
export const anyMethod = 'x-amazon-apigateway-any-method';

/** An OpenAPI document as API Gateway imports it. */
export interface OpenApiDocument {
  readonly openapi: '3.0.1';
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Limits of API Gateway REST APIs (AWS documentation, "Amazon API Gateway quotas and important notes"). */
export const gatewayLimits = { bodyBytes: 10 * 1024 * 1024, timeoutMs: 29_000 } as const;

/** The ingest API of a stage: every path goes to the REST proxy at `restProxyUrl` (`http://host:port`, without a last slash). */
export function ingestApi(stage: Stage, { restProxyUrl }: { restProxyUrl: string }): OpenApiDocument {
  return {
    openapi: '3.0.1',
    info: { title: `${stage.userId}-ingest`, version: '1' },
    paths: {
      '/{proxy+}': {
        [anyMethod]: {
          parameters: [{ name: 'proxy', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { default: { description: 'The answer of the REST proxy, unchanged' } },
          'x-amazon-apigateway-integration': {
            type: 'http_proxy',
            httpMethod: 'ANY',
            uri: `${restProxyUrl}/{proxy}`,
            requestParameters: { 'integration.request.path.proxy': 'method.request.path.proxy' },
            passthroughBehavior: 'when_no_match',
            timeoutInMillis: gatewayLimits.timeoutMs,
          },
        },
      },
    },
  };
}
