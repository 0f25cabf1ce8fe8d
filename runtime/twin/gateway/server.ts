import { gatewayLimits, type OpenApiDocument } from '../../blueprint/index.ts';
import { type HttpRequest, type HttpService, listen } from '../http-server.ts';
import { ownAnswer, ownAnswers } from './answers.ts';
import { callService } from './aws.ts';
import { Endpoints } from './endpoints.ts';
import { proxyHttp } from './http-proxy.ts';
import { planGateway } from './plan.ts';
import type { Services } from './plan-aws.ts';
import { router } from './routes.ts';

/**
 * Runs an API document as Amazon API Gateway runs it: routing, models, parameter mapping, mapping templates, integrations, limits, and API
 * Gateway's own answers.
 * @throws {PinflowError} `API_UNSUPPORTED` or `PORT_TAKEN`
 */
export async function startGateway(
  document: OpenApiDocument,
  at: { host: string; port: number },
  services: Services = {},
): Promise<HttpService> {
  const route = router(planGateway(document, services));
  const gateway = { endpoints: new Endpoints(), apiId: 'local' };
  const service = await listen('gateway', at, {
    handle: (request) => {
      const match = route(request.method, pathOf(request));
      if (match === undefined) return ownAnswer(ownAnswers.noRoute);
      const { target, parameters } = match;
      return target.type === 'aws'
        ? callService(target, parameters, request, gateway)
        : proxyHttp(target, parameters, request, gateway);
    },
    failed: () => ownAnswer(ownAnswers.internal),
    limit: { bytes: gatewayLimits.bodyBytes, answer: () => ownAnswer(ownAnswers.tooLarge) },
  });
  return {
    url: service.url,
    close: async () => {
      await service.close();
      await gateway.endpoints.close();
    },
  };
}

function pathOf({ url }: HttpRequest): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
