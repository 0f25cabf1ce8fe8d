import { gatewayLimits, type OpenApiDocument } from '../../blueprint/index.ts';
import { type HttpRequest, type HttpService, listen } from '../http-server.ts';
import { ownAnswer, ownAnswers } from './answers.ts';
import { openHttpProxy } from './http-proxy.ts';
import { planGateway } from './plan.ts';
import { router } from './routes.ts';

/**
 * Runs an API document as Amazon API Gateway runs it: routing, parameter mapping, integrations, limits, and API Gateway's own answers.
 * @throws {PinflowError} `API_UNSUPPORTED` or `PORT_TAKEN`
 */
export async function startGateway(
  document: OpenApiDocument,
  at: { host: string; port: number },
): Promise<HttpService> {
  const route = router(planGateway(document));
  const proxy = openHttpProxy('local');
  const service = await listen('gateway', at, {
    handle: (request) => {
      const match = route(request.method, pathOf(request));
      return match === undefined ? ownAnswer(ownAnswers.noRoute) : proxy.run(match, request);
    },
    failed: () => ownAnswer(ownAnswers.internal),
    limit: { bytes: gatewayLimits.bodyBytes, answer: () => ownAnswer(ownAnswers.tooLarge) },
  });
  return {
    url: service.url,
    close: async () => {
      await service.close();
      await proxy.close();
    },
  };
}

function pathOf({ url }: HttpRequest): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
