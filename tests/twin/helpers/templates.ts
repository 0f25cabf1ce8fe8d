import { type AwsIntegration, ingestApi, localStage } from '../../../runtime/blueprint/index.ts';
import { TemplateInput } from '../../../runtime/twin/gateway/template/input.ts';
import { Template, type TemplateContext } from '../../../runtime/twin/gateway/template/template.ts';
import { utf8 } from '../../../runtime/twin/gateway/template/util.ts';

const stage = localStage('demo');

/** An API with every route of the streams, as it could run on AWS alone: there callers are known. */
export const everyRoute = ingestApi(
  { ...stage, ingest: { ...stage.ingest, streamRoutes: 'all' } as typeof stage.ingest },
  {},
);

/** The integrations of the streams by the action that they call. */
const integrations: Readonly<Record<string, AwsIntegration>> = Object.fromEntries(
  Object.values(everyRoute.paths)
    .flatMap((methods) => Object.values(methods))
    .map((operation) => operation['x-amazon-apigateway-integration'] as AwsIntegration)
    .map((integration) => [integration.uri.split('/').at(-1), integration]),
);

/** The template of the request for an action. */
export function requestTemplate(action: string): string {
  return integrations[action]?.requestTemplates['application/json'] as string;
}

/** The template of the answer to a caller's fault. */
export const errorTemplate = Object.values(integrations.PutRecord?.responses ?? {}).flatMap(({ responseTemplates }) =>
  Object.values(responseTemplates ?? {}),
)[0] as string;

/** What a template is rendered with. */
export interface Given {
  readonly template: string;
  readonly body: string;
  readonly stream?: string;
}

/** What came of it. */
export interface Rendered {
  readonly bytes: Buffer;
  readonly responseOverride: TemplateContext['responseOverride'];
}

/** Renders as the twin's gateway does. */
export function renderHere({ template, body, stream = 'streaming-demo-pin' }: Given): Rendered {
  const context = { requestId: 'id', responseOverride: { header: {} } };
  const input = new TemplateInput(utf8(body), { path: [['stream-name', stream]], querystring: [], header: [] });
  const bytes = utf8(new Template(template).render(input, context));
  return { bytes, responseOverride: context.responseOverride };
}
