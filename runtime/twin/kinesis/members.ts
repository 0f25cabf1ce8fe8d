import { z } from 'zod';
import { invalid, invalidArgument, noStreamAt, streamArn, unreadable } from './errors.ts';

/*
 * The members of requests with their constraints (Amazon Kinesis API Reference), and how a request that breaks one is refused.
 */

const nameOf = () =>
  z
    .string()
    .min(1)
    .max(128)
    .regex(/^[a-zA-Z0-9_.-]+$/);

export const streamName = nameOf();
export const shardId = nameOf();
export const sequenceNumber = z.string().regex(/^(0|([1-9]\d{0,128}))$/);
export const hashKey = z.string().regex(/^(0|([1-9]\d{0,38}))$/);
export const token = z.string().min(1).max(1_048_576);
/** Seconds since 1970, which are read as milliseconds. */
export const timestamp = z.number().transform((seconds) => Math.round(seconds * 1000));
export const limit = z.number().int().min(1).max(10_000);
/** Base64. */
export const blob = z.string();

/** A stream is named by itself, by its ARN, or by both. */
export const streamReference = {
  StreamName: streamName.nullish(),
  StreamARN: z
    .string()
    .min(1)
    .max(2048)
    .regex(/^arn:aws.*:kinesis:.*:\d{12}:stream\/\S+$/)
    .nullish(),
};

/** @throws {KinesisError} `InvalidArgumentException` without a name, `ResourceNotFoundException` for an ARN that is not of this place */
export function referencedStream({ StreamName, StreamARN }: z.output<z.ZodObject<typeof streamReference>>): string {
  const name = StreamName ?? StreamARN?.split(':stream/')[1];
  if (name === undefined) throw invalidArgument('Either StreamName or StreamARN should be provided.');
  if (StreamARN != null && StreamARN !== streamArn(name)) throw noStreamAt(StreamARN);
  return name;
}

/**
 * A request as its members describe it.
 * @throws {KinesisError} `SerializationException` for a wrong type, `ValidationException` with every constraint that is broken
 */
export function readRequest<T>(members: z.ZodType<T>, request: unknown): T {
  const result = members.safeParse(request, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const mistyped = issues.find(isMistyped);
  if (mistyped) throw unreadable(`${pathOf(mistyped.path)} is of another type than expected: ${mistyped.message}`);
  const broken = issues
    .slice(0, mostErrors)
    .map(
      (issue) =>
        `Value ${quoted(issue.input)} at '${pathOf(issue.path)}' failed to satisfy constraint: ${constraint(issue)}`,
    );
  throw invalid(`${broken.length} validation error${broken.length > 1 ? 's' : ''} detected: ${broken.join('; ')}`);
}

/** Broken constraints that one answer tells of. */
const mostErrors = 10;

/** A value that is there and of another type; one that is not there breaks a constraint. */
function isMistyped({ code, input, path }: z.core.$ZodIssue): boolean {
  const isValue = path.length === 0 || (input !== undefined && input !== null);
  return isValue && (code === 'invalid_type' || (code === 'invalid_value' && typeof input !== 'string'));
}

/** Base64 in the one way that a text of bytes is written: the bits that are left over are 0. */
const base64 = /^[A-Za-z0-9+/]*(?:[AQgw]==|[AEIMQUYcgkosw048]=)?$/;

/**
 * The bytes of a blob.
 * @throws {KinesisError} `SerializationException`
 */
export function blobBytes(path: string, text: string): Buffer {
  if (text.length % 4 !== 0 || !base64.test(text)) throw unreadable(`${path} is not Base64`);
  return Buffer.from(text, 'base64');
}

/** `records.1.member.partitionKey`: members begin with a small letter, and lists count from 1. */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) =>
      typeof part === 'number'
        ? `${part + 1}.member`
        : String(part).replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
    )
    .join('.');
}

function quoted(input: unknown): string {
  if (input === undefined || input === null) return 'null';
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return `'${text.slice(0, 300)}'`;
}

function constraint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'Member must not be null';
    case 'too_small':
      return `Member must have ${sized(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${sized(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${issue.pattern?.replace(/^\/\^\(?|\)?\$\/$/g, '').replaceAll('\\/', '/')}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    default:
      return issue.message;
  }
}

function sized(origin: string): string {
  return origin === 'number' ? 'value' : 'length';
}
