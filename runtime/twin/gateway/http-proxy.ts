import type { HttpAnswer, HttpRequest } from '../http-server.ts';
import { gatewayHeaders, ownAnswer, ownAnswers } from './answers.ts';
import type { Endpoints } from './endpoints.ts';
import { proxiedRequest } from './proxied-request.ts';
import { randomId } from './random.ts';
import type { HttpProxyTarget } from './targets.ts';

/**
 * Runs an `http_proxy` integration: the request goes to its endpoint, and the endpoint's answer comes back.
 * @param parameters those of the path
 */
export async function proxyHttp(
  target: HttpProxyTarget,
  parameters: ReadonlyMap<string, string>,
  request: HttpRequest,
  { endpoints, apiId }: { endpoints: Endpoints; apiId: string },
): Promise<HttpAnswer> {
  const trace = traceId();
  const told = ['X-Amzn-Trace-Id', trace, 'X-Amzn-Apigateway-Api-Id', apiId];
  const proxied = proxiedRequest(target, parameters, request, told);
  if (proxied === undefined) return ownAnswer(ownAnswers.internal);
  const answer = await endpoints.exchange(proxied, target.timeoutMs);
  return 'errorType' in answer ? ownAnswer(answer) : { ...answer, headers: answerHeaders(answer.headers, trace) };
}

/** Headers of a backend's answer that belong to the gateway's own: they come back under another name. */
const remapped = new Set(['connection', 'content-length', 'date', 'server', 'x-amzn-requestid']);
/** Headers of one connection. */
const dropped = new Set(['keep-alive', 'transfer-encoding', 'trailer', 'upgrade']);

function answerHeaders(raw: readonly string[], trace: string): string[] {
  const headers = gatewayHeaders();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const lower = name.toLowerCase();
    if (dropped.has(lower)) continue;
    headers.push(remapped.has(lower) ? `x-amzn-Remapped-${name}` : name, raw[i + 1] as string);
  }
  headers.push('X-Amzn-Trace-Id', trace);
  return headers;
}

/** AWS X-Ray's form: version, seconds since 1970 in hexadecimal, 96 random bits. */
function traceId(): string {
  return `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomId(12).toString('hex')}`;
}
