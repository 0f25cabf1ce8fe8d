import {
  type AwsIntegration,
  anyMethod,
  type HttpProxyIntegration,
  type OpenApiDocument,
} from '../../blueprint/index.ts';
import { PinflowError } from '../../errors.ts';
import { type Planning, planMappings } from './mappings.ts';
import { type Models, modelsOf, planAws, type Services } from './plan-aws.ts';
import { anyMethods, parseRoutePath, type Route } from './routes.ts';
import type { HttpProxyTarget, Target } from './targets.ts';

/**
 * Reads from an OpenAPI document what the gateway is to do.
 * @throws {PinflowError} `API_UNSUPPORTED` with every operation that asks for something else than the twin runs.
 */
export function planGateway(document: OpenApiDocument, services: Services): Route<Target>[] {
  const faults: string[] = [];
  const models = modelsOf(document);
  const routes = Object.entries(document.paths).map(([path, operations]) => {
    const segments = parseRoutePath(path);
    if (segments === undefined)
      faults.push(`${path}: not a path of literals and {names}, with {name+} only at its end`);
    const methods = Object.entries(operations).flatMap(([key, operation]): [string, Target][] => {
      const fault = (message: string) => faults.push(`${key} ${path}: ${message}`);
      const target = planOperation({ path, operation, fault }, services, models);
      return target === undefined ? [] : [[key === anyMethod ? anyMethods : key.toUpperCase(), target]];
    });
    return { segments: segments ?? [], methods: new Map(methods) };
  });
  if (faults.length === 0) return routes;
  throw new PinflowError(
    'API_UNSUPPORTED',
    `the API document cannot be run here:\n${faults.map((f) => `  ${f}`).join('\n')}`,
  );
}

function planOperation(planning: Planning, services: Services, models: Models): Target | undefined {
  const { operation, fault } = planning;
  if (operation.security !== undefined) fault('security: callers are not checked here; use a document without it');
  const integration = operation['x-amazon-apigateway-integration'];
  const type = integration?.type?.toLowerCase();
  if (type === 'http_proxy') return planHttpProxy(planning, integration as HttpProxyIntegration);
  if (type === 'aws') return planAws(planning, integration as AwsIntegration, services, models);
  fault(`integration type ${integration?.type ?? '(none)'}; supported: http_proxy and aws`);
  return undefined;
}

function planHttpProxy(planning: Planning, integration: HttpProxyIntegration): HttpProxyTarget {
  const { httpMethod, uri, requestParameters, timeoutInMillis } = integration;
  const mappings = planMappings(requestParameters, planning);
  const filled = mappings.flatMap(({ to, name }) => (to === 'path' ? [name] : []));
  for (const [, name = ''] of uri.matchAll(/\{([^{}]*)\}/g)) {
    if (!filled.includes(name)) planning.fault(`nothing is mapped to {${name}} of ${uri}`);
  }
  return { type: 'http_proxy', httpMethod, uri, mappings, timeoutMs: timeoutInMillis };
}
