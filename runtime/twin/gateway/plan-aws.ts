import { Ajv } from 'ajv';
import type { AwsIntegration, OpenApiDocument } from '../../blueprint/index.ts';
import { type Planning, planMappings } from './mappings.ts';
import type { AwsTarget, ServiceResponse, Templates } from './targets.ts';
import { Template } from './template/template.ts';

/** Where the services of AWS are. */
export interface Services {
  /** `http://host:port`, without a last slash. */
  readonly kinesisUrl?: string | undefined;
}

/** The service that integrations can call, with what its actions are called in `X-Amz-Target`. */
const kinesisTarget = 'Kinesis_20131202';

/** Checks of a body by the model that a `$ref` names. */
export type Models = (ref: string) => (body: unknown) => boolean;

/** The models of a document. API Gateway reads them as JSON Schema, draft 4; what is written in all drafts alike is meant. */
export function modelsOf({ components }: OpenApiDocument): Models {
  const ajv = new Ajv({ strict: false });
  ajv.addSchema({ components: { schemas: components?.schemas ?? {} } }, 'document');
  return (ref) => ajv.compile({ $ref: `document${ref}` });
}

/** Plans an operation that calls an action of a service; undefined when it cannot be run. */
export function planAws(
  planning: Planning,
  integration: AwsIntegration,
  { kinesisUrl }: Services,
  models: Models,
): AwsTarget | undefined {
  const { uri, passthroughBehavior, requestParameters, requestTemplates, responses, timeoutInMillis } = integration;
  const { path, operation, fault } = planning;
  const action = /^arn:[^:]+:apigateway:[^:]+:kinesis:action\/(\w+)$/.exec(uri)?.[1];
  if (action === undefined) fault(`integration with ${uri}; supported: actions of kinesis`);
  if (kinesisUrl === undefined) fault(`integration with ${uri}, but no Kinesis runs here`);
  if (passthroughBehavior?.toLowerCase() !== 'never')
    fault(`passthroughBehavior ${passthroughBehavior}; supported: never`);
  const target = {
    headers: planHeaders(requestParameters, planning),
    templates: planTemplates(requestTemplates, planning),
    responses: Object.entries(responses).map(([pattern, response]) => planResponse(pattern, response, planning)),
  };
  if (action === undefined || kinesisUrl === undefined) return undefined;
  const ref = operation.requestBody?.content['application/json'].schema.$ref;
  return {
    type: 'aws',
    origin: kinesisUrl,
    action: `${kinesisTarget}.${action}`,
    resourcePath: path,
    takes: ref === undefined ? () => true : takesBody(models(ref)),
    timeoutMs: timeoutInMillis,
    ...target,
  };
}

function planHeaders(requestParameters: AwsIntegration['requestParameters'], planning: Planning): string[] {
  return planMappings(requestParameters, planning).flatMap(({ to, name, source }) => {
    if (to === 'header' && 'text' in source) return [name, source.text];
    planning.fault(`mapping to ${to} ${name}; supported with type aws: texts in quotes to headers`);
    return [];
  });
}

function planTemplates(texts: Readonly<Record<string, string>>, { fault }: Planning): Templates {
  const planned = Object.entries(texts).flatMap(([mediaType, text]): [string, Template][] => {
    try {
      return [[mediaType, new Template(text)]];
    } catch (error) {
      fault(`template for ${mediaType}: ${(error as Error).message}`);
      return [];
    }
  });
  return new Map(planned);
}

function planResponse(
  pattern: string,
  response: AwsIntegration['responses'][string],
  planning: Planning,
): ServiceResponse {
  const { statusCode, responseTemplates = {}, ...rest } = response;
  for (const key of Object.keys(rest)) planning.fault(`response ${pattern}: ${key} is not supported`);
  return {
    pattern: pattern === 'default' ? undefined : new RegExp(`^(?:${pattern})$`),
    status: Number(statusCode),
    templates: planTemplates(responseTemplates, planning),
  };
}

/** A body that is not there is an empty object to API Gateway. */
function takesBody(matches: (body: unknown) => boolean): (body: Buffer) => boolean {
  return (body) => {
    try {
      return matches(body.length === 0 ? {} : JSON.parse(body.toString()));
    } catch {
      return false;
    }
  };
}
