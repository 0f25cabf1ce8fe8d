import { type Dispatcher, Pool } from 'undici';
import type { HttpAnswer, HttpRequest } from '../http-server.ts';
import { gatewayHeaders, ownAnswer, ownAnswers } from './answers.ts';
import type { HttpProxyTarget } from './plan.ts';
import { proxiedRequest } from './proxied-request.ts';
import { randomId } from './random.ts';
import type { Match } from './routes.ts';

/** Runs `http_proxy` integrations over connections that are kept open. */
export interface HttpProxy {
  run(match: Match<HttpProxyTarget>, request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** @param apiId the id of the API, which every integration is told. */
export function openHttpProxy(apiId: string): HttpProxy {
  const pools = new Map<string, Pool>();
  return {
    run: ({ target, parameters }, request) => {
      const trace = traceId();
      const proxied = proxiedRequest(target, parameters, request, [
        'X-Amzn-Trace-Id',
        trace,
        'X-Amzn-Apigateway-Api-Id',
        apiId,
      ]);
      if (proxied === undefined) return Promise.resolve(ownAnswer(ownAnswers.internal));
      const pool = pools.get(proxied.origin) ?? new Pool(proxied.origin, poolOptions);
      pools.set(proxied.origin, pool);
      return exchange(pool, proxied, target.timeoutMs, trace);
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

/** The gateway's own limit is the only one. */
const poolOptions: Pool.Options = { connections: 256, headersTimeout: 0, bodyTimeout: 0 };

/** Headers of a backend's answer that belong to the gateway's own: they come back under another name. */
const remapped = new Set(['connection', 'content-length', 'date', 'server', 'x-amzn-requestid']);
/** Headers of one connection. */
const dropped = new Set(['keep-alive', 'transfer-encoding', 'trailer', 'upgrade']);

function exchange(
  pool: Pool,
  proxied: Dispatcher.DispatchOptions,
  timeoutMs: number,
  trace: string,
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let head = { status: 0, headers: [] as string[] };
    let stop = () => {};
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      resolve(ownAnswer(ownAnswers.timedOut));
      stop();
    }, timeoutMs);
    pool.dispatch(proxied, {
      onRequestStart: (controller) => {
        stop = () => controller.abort(new Error('the integration took too long'));
        if (late) stop();
      },
      onResponseStart: ({ rawHeaders }, status) => {
        head = { status, headers: answerHeaders(rawHeaders as (Buffer | string)[], trace) };
      },
      onResponseData: (_, chunk) => {
        chunks.push(chunk);
      },
      onResponseEnd: () => {
        clearTimeout(timer);
        resolve({ ...head, body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) });
      },
      onResponseError: (_, error) => {
        clearTimeout(timer);
        resolve(ownAnswer(isBadAddress(error) ? ownAnswers.internal : ownAnswers.unreachable));
      },
    });
  });
}

function answerHeaders(raw: readonly (Buffer | string)[], trace: string): string[] {
  const headers = gatewayHeaders();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]);
    const lower = name.toLowerCase();
    if (!dropped.has(lower)) headers.push(remapped.has(lower) ? `x-amzn-Remapped-${name}` : name, latin1(raw[i + 1]));
  }
  headers.push('X-Amzn-Trace-Id', trace);
  return headers;
}

function latin1(value: Buffer | string | undefined): string {
  return typeof value === 'string' ? value : (value?.toString('latin1') ?? '');
}

/** API Gateway answers 500 for an address that cannot be one or leads nowhere, 504 for one where nobody answers. */
function isBadAddress(error: Error): boolean {
  return ['ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_INVALID_ARG'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** AWS X-Ray's form: version, seconds since 1970 in hexadecimal, 96 random bits. */
function traceId(): string {
  return `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomId(12).toString('hex')}`;
}
