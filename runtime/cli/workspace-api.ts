import { z } from 'zod';
import { type ErrorCode, PinflowError } from '../errors.ts';
import { backoffMs, wait } from '../waiting.ts';

/** The REST API of a Databricks workspace. */
export interface WorkspaceApi {
  /**
   * Asks a path, by POST where there is a body and by GET otherwise.
   * @throws {PinflowError} `WORKSPACE_…` or `WAREHOUSE_MISSING`
   */
  ask<Answer>(path: string, shape: z.ZodType<Answer>, signal: AbortSignal, body?: object): Promise<Answer>;
}

/**
 * The API of a workspace, with the credentials of the environment as Databricks' own tools name them: `DATABRICKS_TOKEN`, or
 * `DATABRICKS_CLIENT_ID` and `DATABRICKS_CLIENT_SECRET` of a service principal (OAuth M2M).
 * @throws {PinflowError} `WORKSPACE_…`
 */
export async function openWorkspaceApi(host: string, signal: AbortSignal): Promise<WorkspaceApi> {
  const authorization = `Bearer ${await token(host, signal)}`;
  return {
    ask(path, shape, signal, body) {
      const headers = { Authorization: authorization, ...(body && { 'Content-Type': 'application/json' }) };
      const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
      return call(new URL(path, host), init, shape, signal);
    },
  };
}

const tokenShape = z.object({ access_token: z.string() });

async function token(host: string, signal: AbortSignal): Promise<string> {
  const { DATABRICKS_TOKEN, DATABRICKS_CLIENT_ID: id, DATABRICKS_CLIENT_SECRET: secret } = process.env;
  if (DATABRICKS_TOKEN) return sendable(DATABRICKS_TOKEN);
  if (!id || !secret) {
    const set = id ? 'DATABRICKS_CLIENT_SECRET is' : secret ? 'DATABRICKS_CLIENT_ID is' : 'DATABRICKS_TOKEN is';
    throw new PinflowError('WORKSPACE_CREDENTIALS_MISSING', `${host}: ${set} not set`);
  }
  // RFC 6749, 2.3.1: both are form-encoded before they become a user and a password.
  const basic = Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64');
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' });
  const init = { method: 'POST', headers: { Authorization: `Basic ${basic}` }, body };
  return sendable((await call(new URL('/oidc/v1/token', host), init, tokenShape, signal)).access_token);
}

/** What `fetch` says of a header that it cannot send would show the token. */
function sendable(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new PinflowError('WORKSPACE_CREDENTIALS_REFUSED', 'the token has characters that no token has');
}

async function call<Answer>(
  url: URL,
  init: RequestInit,
  shape: z.ZodType<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const { status, text } = await send(url, init, signal);
  const told = parse(text);
  if (status !== 200) throw refused(url, status, told);
  const answer = shape.safeParse(told);
  if (answer.success) return answer.data;
  // Neither the answer nor a part of it: it may be a token.
  const why = told === undefined ? 'it is not JSON' : z.prettifyError(answer.error);
  throw unreachable(url, `its answer is not as documented: ${why}`);
}

const attempts = 5;
/** A statement is waited for at most half of it. */
const answerMs = 60_000;
const longestPauseS = 60;

/** Sends a request again while the workspace has no time for it. */
async function send(url: URL, init: RequestInit, signal: AbortSignal): Promise<{ status: number; text: string }> {
  for (let attempt = 1; ; attempt++) {
    try {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
      // A redirect would take the credentials elsewhere.
      const response = await fetch(url, { ...init, redirect: 'manual', signal: limited });
      const [{ status }, text] = [response, await response.text()];
      if (attempt === attempts || (status !== 429 && status !== 503)) return { status, text };
      const pause = response.headers.get('Retry-After') ?? '';
      const pauseMs = /^\d+$/.test(pause) ? Math.min(Number(pause), longestPauseS) * 1000 : undefined;
      await wait(pauseMs ?? backoffMs(attempt, Math.random), signal);
    } catch (cause) {
      const { message, cause: below } = cause as Error & { cause?: Error };
      throw unreachable(url, below?.message ?? message, cause);
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refusals: Readonly<Record<number, ErrorCode>> = {
  401: 'WORKSPACE_CREDENTIALS_REFUSED',
  404: 'WAREHOUSE_MISSING',
  429: 'WORKSPACE_UNREACHABLE',
};

/** An error of the REST API, or of OAuth. */
const errorShape = z.object({
  error_code: z.string().optional(),
  message: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
});

function refused(url: URL, status: number, told: unknown): PinflowError {
  const { error_code, message, error, error_description } = errorShape.safeParse(told).data ?? {};
  const said = [error_code ?? error, message ?? error_description].filter((text) => text !== undefined).join(': ');
  const isRefusal = status >= 400 && status < 500;
  const code = refusals[status] ?? (isRefusal ? 'WORKSPACE_REFUSED' : 'WORKSPACE_UNREACHABLE');
  return new PinflowError(code, `${url}: it answered ${status}${said && `, ${said}`}`);
}

function unreachable(url: URL, why: string, cause?: unknown): PinflowError {
  return new PinflowError('WORKSPACE_UNREACHABLE', `${url}: ${why}`, { cause });
}
