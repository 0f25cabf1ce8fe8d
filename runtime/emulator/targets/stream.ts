import { kinesisLimits } from '../../blueprint/index.ts';
import { membersOf, parse } from './answers.ts';
import { type Answer, type Protocol, recordsBody } from './gateway.ts';
import { putError, putResult, putResults } from './put-records.ts';
import type { Result, Unstored } from './target.ts';

/** The requests by which the gateway takes records of a stream. */
export const streamRequests = ['record', 'records'] as const;

/** One of {@link streamRequests}. */
export type StreamRequest = (typeof streamRequests)[number];

const common: Pick<Protocol, 'method' | 'headers'> = {
  method: 'PUT',
  headers: ['Content-Type', 'application/json', 'Accept', 'application/json'],
};

/** The requests of the gateway's Kinesis proxy: one record, or a list of them. */
export const putThroughGateway: Readonly<Record<StreamRequest, Protocol>> = {
  record: {
    ...common,
    path: (stream) => `/streams/${stream}/record`,
    entry: (key, json) => `,"Data":${json},"PartitionKey":"${key}"`,
    body: (entries, stream) => `{"StreamName":"${stream}"${entries.join('')}}`,
    most: { ...kinesisLimits, records: 1 },
    judge: judgedBy((status, answer) => {
      const result = putResult(status, answer);
      return result && [result];
    }),
  },
  records: {
    ...common,
    path: (stream) => `/streams/${stream}/records`,
    entry: (key, json) => `{"data":${json},"partition-key":"${key}"}`,
    body: recordsBody,
    // An entry is a little larger than its record: one that goes alone needlessly does no harm.
    most: kinesisLimits,
    judge: judgedBy(putResults),
  },
};

/** A judge by the answer of Kinesis, which the gateway passes on. */
function judgedBy(results: (status: number, answer: unknown, count: number) => Result[] | undefined) {
  return ({ status, body }: Answer, count: number): readonly Result[] | Unstored => {
    const answer = parse(body);
    const told = status === 200 ? results(status, answer, count) : undefined;
    if (told !== undefined) return told;
    const { __type, Message, message = Message } = membersOf(answer);
    const isType = typeof __type === 'string';
    const text = typeof message === 'string' ? message : 'not an answer of Kinesis';
    return putError(status, text, isType ? __type : undefined);
  };
}
