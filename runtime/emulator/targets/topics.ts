import { lookWhoAsks, membersOf, parse, resultsOf, unstored } from './answers.ts';
import { type Answer, type Protocol, recordsBody } from './gateway.ts';
import type { Result, Unstored } from './target.ts';

/**
 * The v2 produce request of Confluent REST Proxy, as it is answered through Amazon API Gateway, and what each answer says of each
 * record.
 */
export const produce: Protocol = {
  method: 'POST',
  headers: ['Content-Type', 'application/vnd.kafka.json.v2+json', 'Accept', 'application/vnd.kafka.v2+json'],
  path: (topic) => `/topics/${topic}`,
  entry: (key, json) => `{"key":${key},"value":${json}}`,
  body: recordsBody,
  judge,
};

function judge({ status, body: text }: Answer, count: number): readonly Result[] | Unstored {
  const body = parse(text);
  // REST Proxy answers 401 or 403 when a record was refused so, and 200 otherwise: the body tells of each record.
  if (status === 200 || status === 401 || status === 403) {
    const results = resultsOf(membersOf(body).offsets, count, (entry) => offsetResult(status, entry));
    if (results !== undefined) return results;
  }
  return unstored({ status, ...errorOf(status, body) }, isOfGateway(status, body) ? lookWhoAsks : undefined);
}

/** Whether API Gateway itself does not know the caller or the path: it says so with 403, and without a code of the REST proxy's. */
function isOfGateway(status: number, body: unknown): boolean {
  return status === 403 && membersOf(body).error_code === undefined;
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

/** The result that an entry of the documented answer tells; undefined for any other. */
function offsetResult(status: number, entry: unknown): Result | undefined {
  const { partition, offset, error_code, error } = membersOf(entry);
  if (isCount(partition) && isCount(offset) && (error_code ?? null) === null) {
    return { is: 'stored', place: { partition, offset } };
  }
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
  const { error_code, Message, message = Message } = membersOf(body);
  return {
    errorCode: isCount(error_code) ? error_code : status,
    message: typeof message === 'string' ? message : 'not an answer of the REST proxy',
  };
}
