import { z } from 'zod';
import { invalidArgument, KinesisError } from './errors.ts';

/** How long an iterator or the token of a list is good for, in milliseconds (Amazon Kinesis API Reference, "GetShardIterator"). */
const lifetimeMs = 300_000;

/** Something that says where a call goes on, as a text that tells nothing to who holds it. */
export interface TokenKind<T> {
  write(content: T): string;
  /** @throws {KinesisError} `InvalidArgumentException`, `Expired…Exception` */
  read(text: string, now: number): T;
}

interface Issued {
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
}

/** Tokens that hold what the schema describes. */
function tokenKind<T extends Issued>(schema: z.ZodType<T>, member: string, expired: string): TokenKind<T> {
  return {
    write: (content) => Buffer.from(JSON.stringify(content)).toString('base64'),
    read: (text, now) => {
      const content = parsed(schema, text);
      if (content === undefined) throw invalidArgument(`Invalid ${member}.`);
      if (now <= content.issuedAt + lifetimeMs) return content;
      const [then, today] = [content.issuedAt, now].map((time) => new Date(time).toISOString());
      const why = `It was created at time ${then} while right now it is ${today} which is further in the future than the tolerated delay of ${lifetimeMs} milliseconds.`;
      throw new KinesisError(expired, `${member} expired. ${why}`);
    },
  };
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(text, 'base64').toString())).data;
  } catch {
    return undefined;
  }
}

const place = {
  stream: z.string(),
  /** Of the stream: one that was created again does not know the tokens of the old one. */
  createdAt: z.int(),
  issuedAt: z.number(),
};

/** Where a shard is read next. */
export const iterators = tokenKind(
  z.object({ ...place, shard: z.string(), offset: z.int().min(0) }),
  'ShardIterator',
  'ExpiredIteratorException',
);

/** Where a list of shards goes on, and by which filter. */
export const listTokens = tokenKind(
  z.object({
    ...place,
    after: z.string(),
    filter: z.object({ Type: z.string(), ShardId: z.string().nullish(), Timestamp: z.number().nullish() }).nullish(),
  }),
  'NextToken',
  'ExpiredNextTokenException',
);
