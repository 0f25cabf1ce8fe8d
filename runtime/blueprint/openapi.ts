/** The part of an `x-amazon-apigateway-integration` that pinflow's documents use where an HTTP endpoint answers. */
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

/** The part of an `x-amazon-apigateway-integration` that pinflow's documents use where an action of an AWS service answers. */
export interface AwsIntegration {
  readonly type: 'aws';
  readonly httpMethod: 'POST';
  /** `arn:<partition>:apigateway:<region>:<service>:action/<Action>`. */
  readonly uri: string;
  /** The role by which API Gateway calls the service. */
  readonly credentials: string;
  /** Target, such as `integration.request.header.Content-Type`, to source, such as a text in quotes. */
  readonly requestParameters: Readonly<Record<string, string>>;
  /** The template of the service's request by the media type of the caller's; callers with another one are refused. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: 'never';
  readonly timeoutInMillis: number;
  /**
   * By a regular expression for the whole status of the service's answer, or `default`: the status that the caller gets, and the templates
   * of what it gets by media type; without templates it gets the service's body.
   */
  readonly responses: Readonly<Record<string, IntegrationResponse>>;
}

/** What becomes of an answer of a service. */
export interface IntegrationResponse {
  readonly statusCode: string;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** What stands behind an operation. */
export type Integration = HttpProxyIntegration | AwsIntegration;

/** An operation of the document. */
export interface Operation {
  readonly description?: string;
  readonly parameters?: readonly { name: string; in: 'path'; required: true; schema: { type: 'string' } }[];
  /** What a caller sends; API Gateway checks it. */
  readonly requestBody?: {
    readonly required: true;
    readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } };
  };
  readonly responses: Readonly<Record<string, { description: string }>>;
  /** The scheme that callers answer to; absent where anyone may call. API Gateway reads it of each operation. */
  readonly security?: readonly Readonly<Record<string, readonly []>>[];
  readonly 'x-amazon-apigateway-integration': Integration;
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
  readonly components?: {
    /** JSON Schemas by the names that request bodies refer to; API Gateway calls them models. */
    readonly schemas?: Readonly<Record<string, object>>;
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
  readonly 'x-amazon-apigateway-request-validators'?: Readonly<
    Record<string, { readonly validateRequestBody: boolean; readonly validateRequestParameters: boolean }>
  >;
  /** The validator of every operation. */
  readonly 'x-amazon-apigateway-request-validator'?: string;
}

/** Limits of API Gateway REST APIs (AWS documentation, "Amazon API Gateway quotas and important notes"). */
export const gatewayLimits = { bodyBytes: 10 * 1024 * 1024, timeoutMs: 29_000 } as const;
