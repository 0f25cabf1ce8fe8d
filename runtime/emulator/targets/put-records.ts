import { lookWhoAsks, membersOf, resultsOf, unstored } from './answers.ts';
import type { Result, Unstored } from './target.ts';

/*
 * What the answers of Amazon Kinesis to `PutRecord` and `PutRecords` say of each record, whether they come directly or through the
 * gateway (Amazon Kinesis API Reference, "PutRecords" and "Common Errors").
 */

/** The result that the members of a stored record or of a refused entry tell; undefined for anything else. */
export function putResult(status: number, entry: unknown): Result | undefined {
  const { ShardId, SequenceNumber, ErrorCode, ErrorMessage } = membersOf(entry);
  if (typeof ErrorCode === 'string') {
    // Both codes that Kinesis documents, a shard that has enough and a fault within, are over after a while.
    return { is: 'refused', again: true, refusal: { status, errorCode: ErrorCode, message: String(ErrorMessage) } };
  }
  if (typeof ShardId !== 'string' || typeof SequenceNumber !== 'string' || !/^\d+$/.test(SequenceNumber)) {
    return undefined;
  }
  return { is: 'stored', place: { shard: ShardId, sequenceNumber: SequenceNumber } };
}

/** The results that an answer to `PutRecords` tells; undefined for any other answer. */
export function putResults(status: number, answer: unknown, count: number): Result[] | undefined {
  return resultsOf(membersOf(answer).Records, count, (entry) => putResult(status, entry));
}

/** What an error of Kinesis says of every record of its request; `type` is its exception, where the answer names one. */
export function putError(status: number, message: string, type?: string): Unstored {
  const refusal = { status, errorCode: type ?? status, message };
  if (type !== undefined && passing.has(type)) return { is: 'refused', again: true, refusal };
  return unstored(refusal, remedyOf(status, type));
}

/** Exceptions that are over after a while. */
const passing = new Set([
  'ProvisionedThroughputExceededException',
  'KMSThrottlingException',
  'LimitExceededException',
  'ResourceInUseException',
  'ThrottlingException',
]);

/** Exceptions that tell of the request alone: another one may fare better. All others tell of the caller or of the stream. */
const ofRequest = new Set(['InvalidArgumentException', 'SerializationException', 'ValidationException']);

function remedyOf(status: number, type: string | undefined): string | undefined {
  if (status === 404 || type === 'ResourceNotFoundException') {
    return 'make the stream (`pulumi up` of a stage that has streams, or `pinflow twin`), or check the user id, the region and the URL';
  }
  const isOfRequest = type === undefined ? status !== 403 : ofRequest.has(type);
  return isOfRequest ? undefined : lookWhoAsks;
}
