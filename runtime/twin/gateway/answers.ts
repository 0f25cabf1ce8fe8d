import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from '../http-server.ts';
import { randomId } from './random.ts';

/** An answer that the gateway gives itself. */
export interface OwnAnswer {
  readonly status: number;
  readonly errorType: string;
  /** As AWS sends it: with a space after the colon in some, without in others. */
  readonly body: string;
}

/** API Gateway's own answers, as recorded on AWS (localstack's snapshots and public captures); the type of 413 is not documented. */
export const ownAnswers = {
  noRoute: {
    status: 403,
    errorType: 'MissingAuthenticationTokenException',
    body: '{"message":"Missing Authentication Token"}',
  },
  invalidBody: { status: 400, errorType: 'BadRequestException', body: '{"message": "Invalid request body"}' },
  unsupportedMediaType: {
    status: 415,
    errorType: 'BadRequestException',
    body: '{"message": "Unsupported Media Type"}',
  },
  tooLarge: { status: 413, errorType: 'RequestTooLargeException', body: '{"message": "Request Too Long"}' },
  timedOut: {
    status: 504,
    errorType: 'InternalServerErrorException',
    body: '{"message": "Endpoint request timed out"}',
  },
  unreachable: {
    status: 504,
    errorType: 'InternalServerErrorException',
    body: '{"message": "Network error communicating with endpoint"}',
  },
  internal: { status: 500, errorType: 'InternalServerErrorException', body: '{"message": "Internal server error"}' },
} as const satisfies Record<string, OwnAnswer>;

/** The answer to a body that a template asks for a part of, and that is not JSON. */
export function unreadableBody(why: string): OwnAnswer {
  const body = JSON.stringify({ message: `Could not parse request body into json: ${why}` });
  return { status: 400, errorType: 'BadRequestException', body };
}

/** The headers that every answer of API Gateway carries. */
export function gatewayHeaders(requestId: string = randomUUID()): string[] {
  return ['x-amzn-RequestId', requestId, 'x-amz-apigw-id', randomId(11).toString('base64')];
}

/** An own answer as it goes to the client. */
export function ownAnswer({ status, errorType, body }: OwnAnswer): HttpAnswer {
  const headers = ['Content-Type', 'application/json', ...gatewayHeaders(), 'x-amzn-ErrorType', errorType];
  return { status, headers, body };
}
