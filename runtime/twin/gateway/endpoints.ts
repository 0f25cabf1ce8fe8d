import { type Dispatcher, Pool } from 'undici';
import { type OwnAnswer, ownAnswers } from './answers.ts';

/** A request to an integration's endpoint. */
export interface EndpointRequest extends Dispatcher.DispatchOptions {
  readonly origin: string;
}

/** What an endpoint answered; `headers` are names and values in turn. */
export interface EndpointAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Connections to the endpoints of integrations, which are kept open. */
export class Endpoints {
  readonly #pools = new Map<string, Pool>();

  /** Sends a request; what comes of an endpoint that does not answer is an answer of the gateway. */
  exchange(request: EndpointRequest, timeoutMs: number): Promise<EndpointAnswer | OwnAnswer> {
    const pool = this.#pools.get(request.origin) ?? new Pool(request.origin, poolOptions);
    this.#pools.set(request.origin, pool);
    return exchange(pool, request, timeoutMs);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}

/** The gateway's own limit is the only one. */
const poolOptions: Pool.Options = { connections: 256, headersTimeout: 0, bodyTimeout: 0 };

function exchange(pool: Pool, request: EndpointRequest, timeoutMs: number): Promise<EndpointAnswer | OwnAnswer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let head = { status: 0, headers: [] as string[] };
    let stop = () => {};
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      resolve(ownAnswers.timedOut);
      stop();
    }, timeoutMs);
    pool.dispatch(request, {
      onRequestStart: (controller) => {
        stop = () => controller.abort(new Error('the integration took too long'));
        if (late) stop();
      },
      onResponseStart: ({ rawHeaders }, status) => {
        head = { status, headers: (rawHeaders as (Buffer | string)[]).map(latin1) };
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
        resolve(isBadAddress(error) ? ownAnswers.internal : ownAnswers.unreachable);
      },
    });
  });
}

function latin1(value: Buffer | string): string {
  return typeof value === 'string' ? value : value.toString('latin1');
}

/** API Gateway answers 500 for an address that cannot be one or leads nowhere, 504 for one where nobody answers. */
function isBadAddress(error: Error): boolean {
  return ['ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_INVALID_ARG'].includes((error as NodeJS.ErrnoException).code ?? '');
}
