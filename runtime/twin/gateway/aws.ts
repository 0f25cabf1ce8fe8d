import { randomUUID } from 'node:crypto';
import type { HttpAnswer, HttpRequest } from '../http-server.ts';
import { gatewayHeaders, ownAnswer, ownAnswers, unreadableBody } from './answers.ts';
import type { EndpointAnswer, EndpointRequest, Endpoints } from './endpoints.ts';
import type { AwsTarget, ServiceResponse, Templates } from './targets.ts';
import { type Parameters, TemplateInput, UnreadableBodyError } from './template/input.ts';
import type { TemplateContext } from './template/template.ts';
import { utf8 } from './template/util.ts';

const json = 'application/json';

/**
 * Runs an `aws` integration: a template makes the service's request, and the service's status chooses what becomes of its answer.
 * @param path the parameters of the path
 */
export async function callService(
  target: AwsTarget,
  path: ReadonlyMap<string, string>,
  request: HttpRequest,
  { endpoints, apiId }: { endpoints: Endpoints; apiId: string },
): Promise<HttpAnswer> {
  const template = target.templates.get(mediaType(request.headers['content-type']));
  if (template === undefined) return ownAnswer(ownAnswers.unsupportedMediaType);
  if (!target.takes(request.body)) return ownAnswer(ownAnswers.invalidBody);
  const context = contextOf(target, request, apiId);
  const parameters = parametersOf(path, request);
  let body: string;
  try {
    body = template.render(new TemplateInput(request.body, parameters), context);
  } catch (error) {
    if (error instanceof UnreadableBodyError) return ownAnswer(unreadableBody(error.why));
    throw error;
  }
  const answer = await endpoints.exchange(serviceRequest(target, body), target.timeoutMs);
  if ('errorType' in answer) return ownAnswer(answer);
  const response = responseTo(answer.status, target.responses);
  if (response === undefined) return ownAnswer(ownAnswers.internal);
  return respond(response, answer, { parameters, context, accept: request.headers.accept });
}

/** A request without a type is taken for JSON. */
function mediaType(contentType = json): string {
  return (contentType.split(';')[0] as string).trim().toLowerCase();
}

/** What of the documented `$context` is known here. */
function contextOf({ resourcePath }: AwsTarget, { method, url, headers }: HttpRequest, apiId: string): TemplateContext {
  return {
    apiId,
    httpMethod: method,
    identity: { sourceIp: '127.0.0.1', userAgent: headers['user-agent'] },
    path: url.split('?')[0],
    protocol: 'HTTP/1.1',
    requestId: randomUUID(),
    resourcePath,
    stage: 'local',
    responseOverride: { header: {} },
  };
}

function parametersOf(path: ReadonlyMap<string, string>, { url, rawHeaders }: HttpRequest): Parameters {
  const header = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] as string]] : [],
  );
  return { path, querystring: new URLSearchParams(url.split('?')[1]), header };
}

function serviceRequest({ origin, headers, action }: AwsTarget, body: string): EndpointRequest {
  return {
    origin,
    path: '/',
    method: 'POST',
    headers: [...headers, 'X-Amz-Target', action],
    body: utf8(body),
  };
}

function responseTo(status: number, responses: readonly ServiceResponse[]): ServiceResponse | undefined {
  return (
    responses.find(({ pattern }) => pattern?.test(String(status))) ??
    responses.find(({ pattern }) => pattern === undefined)
  );
}

/** Of a service's answer only the body passes, as it is or as a template makes it. */
function respond(
  { status, templates }: ServiceResponse,
  answer: EndpointAnswer,
  { parameters, context, accept }: { parameters: Parameters; context: TemplateContext; accept: string | undefined },
): HttpAnswer {
  const type = acceptedType(templates, accept);
  const body = templates.get(type)?.render(new TemplateInput(answer.body, parameters), context);
  const { status: overridden, header } = context.responseOverride;
  const headers = Object.entries({ 'Content-Type': type, ...header }).flatMap(([name, value]) => [name, String(value)]);
  return {
    status: isStatus(overridden) ? overridden : status,
    headers: [...headers, ...gatewayHeaders(context.requestId)],
    body: body === undefined ? answer.body : utf8(body),
  };
}

/** The type that the caller accepts when there is a template for it, else JSON, else that of the first template. */
function acceptedType(templates: Templates, accept: string | undefined): string {
  const first = templates.keys().next().value ?? json;
  return [mediaType(accept), json].find((type) => templates.has(type)) ?? first;
}

/** What API Gateway takes for a status; it ignores everything else. */
function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && 100 <= (value as number) && (value as number) <= 599;
}
