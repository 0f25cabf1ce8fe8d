import type { HttpAnswer, HttpRequest, HttpService } from '../http-server.ts';
import { listen } from '../http-server.ts';
import type { TopicLog } from '../log/port.ts';
import {
  errorAnswer,
  jsonAnswer,
  methodNotAllowed,
  notAcceptable,
  notFound,
  producedAnswer,
  RestError,
  unsupportedMediaType,
  v2Json,
} from './answers.ts';
import { readProduceRequest } from './produce-request.ts';
import { type ProducerSettings, produce, producerSettings } from './producer.ts';

/**
 * Confluent REST Proxy's v2 API over a topic log: produce JSON records, list topics, describe one. Codes, statuses and bodies are
 * those of REST Proxy 7.9 (its source); the other embedded formats (binary, Avro, …) are answered with 415.
 */
export function startRestProxy(
  log: TopicLog,
  at: { host: string; port: number },
  properties: Readonly<Record<string, string>>,
): Promise<HttpService> {
  const settings = producerSettings(properties);
  return listen('REST proxy', at, {
    handle: (request) => answer(log, settings, request),
    failed: (error) => errorAnswer(error),
  });
}

async function answer(log: TopicLog, settings: ProducerSettings, request: HttpRequest): Promise<HttpAnswer> {
  try {
    const run = route(log, settings, request);
    if (!accepts(request.headers.accept)) throw notAcceptable();
    return jsonAnswer(200, await run());
  } catch (error) {
    return errorAnswer(error);
  }
}

/** What does the request; refuses it in the order in which Jersey does: path, method, media type. */
function route(log: TopicLog, settings: ProducerSettings, request: HttpRequest): () => Promise<string> {
  const segments = path(request.url);
  if (segments[0] !== 'topics' || segments.length > 2) throw notFound();
  const topic = segments[1];
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (reads) return () => (topic === undefined ? listTopics(log) : describeTopic(log, topic));
  if (request.method !== 'POST' || topic === undefined) throw methodNotAllowed();
  if (mediaType(request.headers['content-type']) !== 'application/vnd.kafka.json.v2+json') throw unsupportedMediaType();
  return () => produceRecords(log, topic, request.body, settings);
}

async function produceRecords(log: TopicLog, topic: string, body: Buffer, settings: ProducerSettings): Promise<string> {
  return producedAnswer(await produce(log, topic, readProduceRequest(body), settings));
}

/** Kafka's own topics, such as `__consumer_offsets`, are not listed. */
async function listTopics(log: TopicLog): Promise<string> {
  return JSON.stringify((await log.topics()).filter((name) => !name.startsWith('__')));
}

/** The one broker here leads every partition; nothing is ever deleted from the log. */
async function describeTopic(log: TopicLog, name: string): Promise<string> {
  const topic = await log.describe(name);
  if (topic === undefined) throw new RestError(404, 'This server does not host this topic-partition.', 40403);
  const partitions = Array.from({ length: topic.partitions }, (_, partition) => ({
    partition,
    leader: 1,
    replicas: [{ broker: 1, leader: true, in_sync: true }],
  }));
  return JSON.stringify({ name, configs: { 'cleanup.policy': 'delete', 'retention.ms': '-1' }, partitions });
}

function path(url: string): string[] {
  const end = url.indexOf('?');
  const segments = (end === -1 ? url : url.slice(0, end)).split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  try {
    return segments.map(decodeURIComponent);
  } catch {
    throw notFound();
  }
}

function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** v2 answers in one media type. */
function accepts(accept: string | undefined): boolean {
  if (accept === undefined) return true;
  const wanted = accept.split(',').map(mediaType);
  return [v2Json, 'application/*', '*/*'].some((type) => wanted.includes(type));
}
