import { randomUUID } from 'node:crypto';
import { PinflowError } from '../../errors.ts';
import { type HttpAnswer, type HttpRequest, type HttpService, listen } from '../http-server.ts';
import type { TopicLog } from '../log/port.ts';
import {
  internalFailure,
  KinesisError,
  limitExceeded,
  throttled,
  tooLarge,
  unknownOperation,
  unreadable,
} from './errors.ts';
import { type FaultPlan, Faults } from './faults.ts';
import { ShardLimits } from './limits.ts';
import { readActions } from './read-actions.ts';
import type { Action, Service } from './service.ts';
import { StreamStore } from './store.ts';
import { created, streamActions } from './stream-actions.ts';
import { writeActions } from './write-actions.ts';

/** How the service behaves where that is not always the same. */
export interface KinesisOptions {
  /** Whether shards take and give no more a second than those of Kinesis. */
  readonly limited?: boolean;
  readonly faults?: FaultPlan;
  /** Numbers in [0, 1) that the faults strike by. */
  readonly random?: () => number;
  /** Milliseconds since 1970, by which iterators expire. */
  readonly now?: () => number;
}

/** A Kinesis that listens. */
export interface Kinesis extends HttpService {
  /** Creates an on-demand stream unless it is there. */
  createStream(name: string): Promise<void>;
  /** How many records a stream holds, in closed shards too. */
  recordsIn(name: string): Promise<number>;
}

/**
 * The API of Amazon Kinesis Data Streams (2013-12-02, JSON 1.1) over a topic log that is its own, over HTTP/1.1 and HTTP/2. Signatures are
 * not looked at, and every record is kept until its stream is deleted.
 * @throws {PinflowError} `PORT_TAKEN`, `LOG_DAMAGED`, a storage code
 */
export async function startKinesis(
  log: TopicLog,
  at: { host: string; port: number },
  { limited = false, faults = {}, random = Math.random, now = Date.now }: KinesisOptions = {},
): Promise<Kinesis> {
  const store = await StreamStore.open(log, now);
  const service: Service = {
    store,
    now,
    limits: limited ? new ShardLimits(now) : undefined,
    faults: new Faults(faults, random),
  };
  const http = await listen('Kinesis', at, {
    handle: (request) => answer(service, request),
    failed: (error) => errorAnswer(error),
    speaksHttp2: true,
    limit: { bytes: bodyBytes, answer: () => errorAnswer(tooLarge()) },
  });
  return {
    ...http,
    createStream: async (name) => {
      if (!store.has(name)) await store.change(() => created(name));
    },
    recordsIn: async (name) => {
      const stream = store.stream(name);
      const tips = await Promise.all(stream.shards.map((shard) => store.tip(stream, shard)));
      return tips.reduce((all, tip) => all + tip, 0);
    },
  };
}

/** The longest body: the 10 MiB of PutRecords in Base64, and what is around them. */
const bodyBytes = 16 * 1024 * 1024;

const actions: Readonly<Record<string, Action<never>>> = { ...streamActions, ...writeActions, ...readActions };
const target = /^Kinesis_20131202\.(\w+)$/;
const mediaType = 'application/x-amz-json-1.1';

async function answer(service: Service, request: HttpRequest): Promise<HttpAnswer> {
  const name = actionName(request);
  const latency = service.faults.latency();
  if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
  const fault = service.faults.call(Object.hasOwn(streamActions, name) ? rateExceeded : throttled);
  if (fault !== undefined) throw fault;
  const result = await (actions[name] as Action<never>).answer(service, jsonOf(request.body));
  return json(200, typeof result === 'object' ? JSON.stringify(result) : (result ?? ''));
}

const rateExceeded = () => limitExceeded('Rate exceeded.');

function actionName({ method, headers }: HttpRequest): string {
  if (method !== 'POST' || headers['content-type']?.split(';')[0]?.trim() !== mediaType) throw unknownOperation(404);
  const name = target.exec(String(headers['x-amz-target']))?.[1];
  if (name === undefined || !Object.hasOwn(actions, name)) throw unknownOperation(400);
  return name;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw unreadable('The body is not JSON.');
  }
}

function json(status: number, body: string): HttpAnswer {
  const headers = ['Content-Type', mediaType, 'x-amzn-RequestId', randomUUID(), 'x-amz-id-2', randomUUID()];
  return { status, headers, body };
}

/** What is not an error of Kinesis is a fault of this service, such as a full disk, whose code the message tells. */
function errorAnswer(error: unknown): HttpAnswer {
  const { type, status, message } = error instanceof KinesisError ? error : internalFailure();
  const why = error instanceof PinflowError ? `${message}: ${error.code}: ${error.message}` : message;
  return json(status, JSON.stringify({ __type: type, message: why }));
}
