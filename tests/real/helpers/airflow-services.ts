import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { z } from 'zod';
import { type Answer, openJobs, type RunScript, refused } from './airflow-jobs.ts';
import { type JobsCall, jobsRequests, publishRequest, tokenRequest } from './airflow-jobs-requests.ts';

/** The client that the tests' connection names. */
export const client = { id: 'client', secret: 'a-secret-of-nobody' };

/** What goes wrong, and how the runs of the job end. */
export interface Scenario {
  /** By the order in which they are started. */
  readonly runs: readonly RunScript[];
  /** What becomes of the first calls of run-now: refused, or taken with the answer lost. */
  readonly runNow?: readonly ('503' | '503 after it was taken' | 'no answer' | 'taken')[];
  /** How many requests each access token is good for, whatever its age; those after them have no limit. */
  readonly tokenRequests?: readonly number[];
  /** How long an access token says it lives, in seconds. */
  readonly tokenSeconds?: number;
  /** SNS refuses every message. */
  readonly snsRefuses?: boolean;
}

/** Databricks and SNS on loopback, as far as the DAG needs them; they record what they were asked. */
export interface Services {
  readonly url: string;
  /** Requests that the documentation does not allow, a sentence each. */
  readonly violations: readonly string[];
  /** Calls of the Jobs API, with the version that was called. */
  readonly calls: readonly { readonly version: string; readonly call: JobsCall; readonly body: unknown }[];
  readonly runs: ReturnType<typeof openJobs>['runs'];
  readonly messages: readonly z.infer<typeof publishRequest>[];
  /** How many access tokens were given. */
  tokens(): number;
  close(): Promise<void>;
}

/** Serves a scenario until it is closed. */
export async function openServices(scenario: Scenario): Promise<Services> {
  const violations: string[] = [];
  const calls: Services['calls'][number][] = [];
  const messages: z.infer<typeof publishRequest>[] = [];
  const requestsLeft = new Map<string, number>();
  const faults = [...(scenario.runNow ?? [])];
  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => {
      violations.push(error.stack ?? error.message);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const jobs = openJobs(url, scenario.runs);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const body = await text(request);
    const api = /^\/api\/(2\.[12])\/jobs\/(.+)$/.exec(pathname);
    let answer: Answer | 'none';
    if (api) {
      // Airflow's triggerer sends the parameters of a GET as its body, which Databricks takes.
      const given = body === '' ? Object.fromEntries(searchParams) : JSON.parse(body);
      answer = serveJobs(request, api[1] as string, `${request.method} ${api[2]}` as JobsCall, given);
    } else if (pathname === '/oidc/v1/token')
      answer = giveToken(request, Object.fromEntries(new URLSearchParams(body)));
    else if (pathname === '/') answer = publish(request, Object.fromEntries(new URLSearchParams(body)));
    else answer = wrong(`${request.method} ${pathname}: there is no such call`);
    if (answer === 'none') response.destroy();
    else {
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      response.writeHead(answer.status, {
        'content-type': typeof answer.body === 'string' ? 'text/xml' : 'application/json',
      });
      response.end(text);
    }
  }

  function wrong(violation: string): Answer {
    violations.push(violation);
    return refused('INVALID_PARAMETER_VALUE', violation);
  }

  function serveJobs(request: IncomingMessage, version: string, call: JobsCall, body: unknown): Answer | 'none' {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const left = requestsLeft.get(token);
    if (left === undefined) return wrong(`${call}: no access token that was given`);
    if (left === 0) return refused('403', 'Invalid access token.', 403);
    requestsLeft.set(token, left - 1);
    if (!(call in jobsRequests)) return wrong(`${call}: there is no such call`);
    const checked = jobsRequests[call].safeParse(body);
    if (!checked.success) return wrong(`${call} ${JSON.stringify(body)}: ${checked.error.message}`);
    calls.push({ version, call, body });
    const fault = call === 'POST run-now' ? faults.shift() : undefined;
    if (fault === '503') return refused('TEMPORARILY_UNAVAILABLE', 'The service is temporarily unavailable.', 503);
    const answer = jobs.answer(call, checked.data);
    if (fault === '503 after it was taken') return refused('TEMPORARILY_UNAVAILABLE', 'Try again.', 503);
    return fault === 'no answer' ? 'none' : answer;
  }

  function giveToken(request: IncomingMessage, body: unknown): Answer {
    const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    if (request.headers.authorization !== basic) return wrong('token: not the client of the connection');
    const checked = tokenRequest.safeParse(body);
    if (!checked.success) return wrong(`token ${JSON.stringify(body)}: ${checked.error.message}`);
    const token = `token-${requestsLeft.size + 1}`;
    requestsLeft.set(token, scenario.tokenRequests?.[requestsLeft.size] ?? Number.POSITIVE_INFINITY);
    const expires_in = scenario.tokenSeconds ?? 3600;
    return { status: 200, body: { access_token: token, scope: 'all-apis', token_type: 'Bearer', expires_in } };
  }

  function publish(request: IncomingMessage, body: unknown): Answer {
    const checked = publishRequest.safeParse(body);
    if (!checked.success) return wrong(`SNS ${JSON.stringify(body)}: ${checked.error.message}`);
    const region = checked.data.TopicArn.split(':')[3];
    if (!request.headers.authorization?.includes(`/${region}/sns/aws4_request`))
      return wrong('SNS: signed for elsewhere');
    if (scenario.snsRefuses) {
      const error = '<Type>Sender</Type><Code>AuthorizationError</Code><Message>not authorized</Message>';
      return { status: 403, body: `<ErrorResponse><Error>${error}</Error></ErrorResponse>` };
    }
    messages.push(checked.data);
    const result = `<PublishResult><MessageId>${messages.length}</MessageId></PublishResult>`;
    return { status: 200, body: `<PublishResponse>${result}</PublishResponse>` };
  }

  return {
    url,
    violations,
    calls,
    runs: jobs.runs,
    messages,
    tokens: () => requestsLeft.size,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
