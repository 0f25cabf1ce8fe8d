import { type Dispatcher, Pool } from 'undici';
import type { Clock } from '../clock.ts';
import type { Authorize, Unauthorized } from './authorize.ts';
import { retryAfterMs } from './retry-after.ts';

/** What came back for a request: an answer, or that none came. */
export type Reply =
  | { readonly status: number; readonly body: string; readonly retryAfterMs?: number | undefined }
  /** `sent` when the request may have arrived. */
  | { readonly status?: undefined; readonly sent: boolean; readonly why: string };

/** Sends requests over a number of connections that are kept open. */
export interface Connections {
  /** Never fails: whatever goes wrong is a {@link Reply}. Give it no more requests at a time than there are connections. */
  send(path: string, body: string, timeoutMs: number): Promise<Reply>;
  /** Ends what is under way without an answer, and sends nothing from then on. */
  cut(): void;
  close(): Promise<void>;
}

/** How requests are sent. */
export interface ConnectionOptions {
  readonly connections: number;
  readonly method: Unauthorized['method'];
  /** Of every request, names and values in turn. */
  readonly headers: string[];
  /** Further headers of each; absent where anyone may post. */
  readonly authorize?: Authorize | undefined;
  readonly clock: Clock;
}

/** Opens connections to the host of a URL; paths are below its path. */
export function openConnections(
  base: URL,
  { connections, method, headers, authorize, clock }: ConnectionOptions,
): Connections {
  const pool = new Pool(base.origin, { connections, headersTimeout: 0, bodyTimeout: 0 });
  const prefix = base.pathname.replace(/\/$/, '');
  const underWay = new Set<() => void>();
  let isCut = false;
  const send = (path: string, body: string, timeoutMs: number, headers: string[]): Promise<Reply> => {
    if (isCut) return Promise.resolve({ sent: false, why: 'the run had ended' });
    const request: Dispatcher.DispatchOptions = { method, path, headers, body };
    return new Promise((resolve) => exchange(pool, request, { timeoutMs, clock, underWay, resolve }));
  };
  const sendAuthorized = async (ask: Authorize, path: string, body: string, timeoutMs: number): Promise<Reply> => {
    try {
      const more = await ask({ method, url: new URL(path, base), headers, body });
      return await send(path, body, timeoutMs, [...headers, ...more]);
    } catch (cause) {
      return { sent: false, why: (cause as Error).message };
    }
  };
  return {
    send:
      authorize === undefined
        ? (path, body, timeoutMs) => send(prefix + path, body, timeoutMs, headers)
        : (path, body, timeoutMs) => sendAuthorized(authorize, prefix + path, body, timeoutMs),
    cut: () => {
      isCut = true;
      for (const end of underWay) end();
    },
    close: () => pool.destroy(),
  };
}

interface Exchange {
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Holds what ends the exchange, as long as it is under way. */
  readonly underWay: Set<() => void>;
  readonly resolve: (reply: Reply) => void;
}

function exchange(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, clock, underWay, resolve }: Exchange,
): void {
  let controller: Dispatcher.DispatchController | undefined;
  let isOver = false;
  const chunks: Buffer[] = [];
  let head: { status: number; retryAfterMs: number | undefined } | undefined;
  const end = (reply: Reply) => {
    isOver = true;
    callOff();
    underWay.delete(cut);
    resolve(reply);
  };
  const giveUp = (why: string) => {
    end({ sent: controller !== undefined, why });
    controller?.abort(new Error(why));
  };
  const cut = () => giveUp('no answer before the run ended');
  const callOff = clock.after(timeoutMs, () => giveUp(`no answer in ${Math.round(timeoutMs)} ms`));
  underWay.add(cut);
  pool.dispatch(request, {
    onRequestStart: (started) => {
      // One that was given up while it waited for its connection must not be sent any more: it would count as never sent.
      if (isOver) started.abort(new Error('given up before it was sent'));
      else controller = started;
    },
    onResponseStart: (_, status, headers) => {
      head = { status, retryAfterMs: retryAfterMs(headers['retry-after']?.toString(), Date.now()) };
    },
    onResponseData: (_, chunk) => {
      chunks.push(chunk);
    },
    onResponseEnd: () => {
      if (isOver || head === undefined) return;
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      end({ ...head, body: body.toString() });
    },
    onResponseError: (_, error) => {
      if (!isOver) end({ sent: controller !== undefined, why: error.message });
    },
  });
}
