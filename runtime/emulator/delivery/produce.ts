import type { Reply } from './connections.ts';

/*
 * The v2 produce request of Confluent REST Proxy, as it is answered through Amazon API Gateway, and what each answer says of each
 * record. The question is always the same: is the record stored, is it surely not, or can nobody say?
 */

/** The headers of a produce request, names and values in turn. */
export const produceHeaders = [
  'Content-Type',
  'application/vnd.kafka.json.v2+json',
  'Accept',
  'application/vnd.kafka.v2+json',
];

/** The path of a topic's produce requests, below the URL of the gateway. */
export function producePath(topic: string): string {
  return `/topics/${topic}`;
}

/** A record as a produce request holds it; `json` is the text of the row, which is not changed. */
export function produceEntry(key: number, json: string): string {
  return `{"key":${key},"value":${json}}`;
}

const opening = '{"records":[';
const closing = ']}';

/** The body of a request. */
export function produceBody(entries: readonly string[]): string {
  return `${opening}${entries.join(',')}${closing}`;
}

/** Bytes of a body whose entries have `bytes` bytes in all. */
export function produceBodyBytes(entries: number, bytes: number): number {
  return opening.length + bytes + Math.max(0, entries - 1) + closing.length;
}

/** What an attempt came to for one record. */
export type Result =
  | { readonly is: 'stored'; readonly partition: number; readonly offset: number }
  /** An answer said that it is not stored; `again` when another attempt may end better, `forAll` when no record of the run will fare better. */
  | { readonly is: 'refused'; readonly again: boolean; readonly forAll?: true; readonly refusal: Answered }
  /** No answer said anything of it; `lost` when it was sent, so that it may be stored. */
  | { readonly is: 'unanswered'; readonly lost: boolean; readonly why: string };

/** The answer that refused a record. */
export interface Answered {
  readonly status: number;
  readonly errorCode: number;
  readonly message: string;
}

/** What a reply says of each of the `count` records of its request, in their order. */
export function judge(reply: Reply, count: number): readonly Result[] {
  const all = (result: Result) => new Array<Result>(count).fill(result);
  if (reply.status === undefined) return all({ is: 'unanswered', lost: reply.sent, why: reply.why });
  const { status } = reply;
  const body = parse(reply.body);
  // REST Proxy answers 401 or 403 when a record was refused so, and 200 otherwise: the body tells of each record.
  if (status === 200 || status === 401 || status === 403) {
    const results = offsetResults(status, body, count);
    if (results !== undefined) return results;
  }
  const { errorCode, message } = errorOf(status, body);
  if (mayHaveStored(status)) return all({ is: 'unanswered', lost: true, why: `answer ${status}: ${message}` });
  const refusal = { status, errorCode, message };
  if (isOfGateway(status, body)) return all({ is: 'refused', again: false, forAll: true, refusal });
  return all({ is: 'refused', again: retriedStatuses.has(status), refusal });
}

/** Whether API Gateway itself does not know the caller or the path: it says so with 403, and without a code of the REST proxy's. */
function isOfGateway(status: number, body: unknown): boolean {
  return status === 403 && (body as { error_code?: unknown } | undefined)?.error_code === undefined;
}

/** Refusals that are over after a while: a request that came too slowly, or too many of them. */
const retriedStatuses = new Set([408, 429]);

/**
 * Whether an answer leaves it open if the records are stored. A success that does not name their places says nothing. Of the 5xx, API
 * Gateway's 504 and 500 come while its integration is still at work, or after it has been; 502 and 503 come from proxies on the way
 * that lost the connection to what is behind them; and the REST proxy's own 500 and 503 come after records went to the producer.
 */
function mayHaveStored(status: number): boolean {
  return status < 300 || status >= 500;
}

/** `error_code` of a record that the producer refused with a RetriableException; 50002 stands for all others. */
const retriable = 50003;

/**
 * Messages of RetriableExceptions after which the broker may have the record all the same (`org.apache.kafka.common.protocol.Errors`
 * and the producer's `Sender`): a batch that expired or lost its connection on the way, and one that was written to too few replicas.
 */
const unsureMessages = [
  /^Expiring /,
  /disconnected before a response/,
  /^Messages are written to the log/,
  /^The request timed out/,
];

/** The results of the documented answer; undefined for any other body. */
function offsetResults(status: number, body: unknown, count: number): Result[] | undefined {
  const offsets = (body as { offsets?: unknown } | null)?.offsets;
  if (!Array.isArray(offsets) || offsets.length !== count) return undefined;
  const results = offsets.map((entry) => offsetResult(status, entry));
  return results.includes(undefined) ? undefined : (results as Result[]);
}

function offsetResult(status: number, entry: unknown): Result | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { partition, offset, error_code, error } = entry as Record<string, unknown>;
  if (isCount(partition) && isCount(offset) && (error_code ?? null) === null)
    return { is: 'stored', partition, offset };
  if (!isCount(error_code)) return undefined;
  const message = String(error);
  if (error_code === retriable && unsureMessages.some((unsure) => unsure.test(message))) {
    return { is: 'unanswered', lost: true, why: message };
  }
  return { is: 'refused', again: error_code === retriable, refusal: { status, errorCode: error_code, message } };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** What an error answer says: REST Proxy's `{"error_code","message"}`, or API Gateway's `{"message"}`, for IAM's refusals `{"Message"}`. */
function errorOf(status: number, body: unknown): { errorCode: number; message: string } {
  const {
    error_code,
    Message,
    message = Message,
  } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return {
    errorCode: isCount(error_code) ? error_code : status,
    message: typeof message === 'string' ? message : 'not an answer of the REST proxy',
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
