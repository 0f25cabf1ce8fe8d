import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ingestApi, names, restProxyProperties, type Stage, sinkSettings } from '../blueprint/index.ts';
import { storageError } from '../errors.ts';
import { systemClock } from './clock.ts';
import { startGateway } from './gateway/server.ts';
import { type KinesisOptions, startKinesis } from './kinesis/server.ts';
import { openFolderLog } from './log/folder.ts';
import type { TopicLog } from './log/port.ts';
import { startRestProxy } from './rest-proxy/server.ts';
import { type Sink, startSink } from './sink/sink.ts';

/** A stage at work on this machine. */
export interface Twin {
  /** `http://host:port`, without a last slash. */
  readonly gatewayUrl: string;
  readonly restProxyUrl: string;
  /** The Kinesis API with the streams of the stage; undefined when the stage has none. */
  readonly kinesisUrl: string | undefined;
  /** How many records a stream holds, in closed shards too; 0 when the stage has no streams. */
  recordsIn(stream: string): Promise<number>;
  readonly log: TopicLog;
  readonly sink: Sink;
  /** Answers what has arrived, stops everything and leaves all of it durable. */
  close(): Promise<void>;
}

/** What the twin runs, and where. */
export interface TwinOptions {
  readonly stage: Stage;
  /** A folder of its own; its `bucket/` is the bucket, its `twin/` the state of the services. */
  readonly dir: string;
  /** A port of 0, the default, takes a free one. */
  readonly ports?: { readonly gateway?: number; readonly restProxy?: number; readonly kinesis?: number };
  readonly kinesis?: KinesisOptions;
}

/** The folders of a twin: its bucket, and the state of its services. */
export function twinFolders(dir: string): { readonly bucket: string; readonly state: string } {
  return { bucket: join(dir, 'bucket'), state: join(dir, 'twin') };
}

/** No service of the twin can be reached from another machine. */
const loopback = '127.0.0.1';

/**
 * Starts the stage's services: topics, REST proxy and S3 sink, streams behind the Kinesis API, and the gateway with the stage's API document.
 * @throws {PinflowError} `PORT_TAKEN`, `LOG_LOCKED`, `LOG_DAMAGED`, `API_UNSUPPORTED`, `SINK_SETTING_INVALID` or a storage code
 */
export async function startTwin({ stage, dir, ports = {}, kinesis: options }: TwinOptions): Promise<Twin> {
  const { bucket, state } = twinFolders(dir);
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const startStreams = async () => {
    const log = openFolderLog(join(state, 'streams'));
    closers.push(() => log.close());
    const kinesis = await startKinesis(log, { host: loopback, port: ports.kinesis ?? 0 }, options);
    closers.push(() => kinesis.close());
    for (const stream of Object.values(names(stage).streams)) await kinesis.createStream(stream);
    return kinesis;
  };
  try {
    const log = openFolderLog(join(state, 'log'));
    closers.push(() => log.close());
    await createTopics(log, stage);
    await makeBucket(bucket);
    const sink = await startSink({
      log,
      settings: sinkSettings(stage),
      connector: names(stage).connector,
      bucket,
      state: join(state, 'sink'),
      clock: systemClock,
    });
    closers.push(() => sink.close());
    const properties = restProxyProperties({ bootstrapServers: '' });
    const restProxy = await startRestProxy(log, { host: loopback, port: ports.restProxy ?? 0 }, properties);
    closers.push(() => restProxy.close());
    const kinesis = stage.streams.type === 'none' ? undefined : await startStreams();
    const document = ingestApi(stage, { restProxyUrl: restProxy.url });
    const at = { host: loopback, port: ports.gateway ?? 0 };
    const gateway = await startGateway(document, at, { kinesisUrl: kinesis?.url });
    closers.push(() => gateway.close());
    return {
      gatewayUrl: gateway.url,
      restProxyUrl: restProxy.url,
      kinesisUrl: kinesis?.url,
      recordsIn: async (stream) => (await kinesis?.recordsIn(stream)) ?? 0,
      log,
      sink,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Topics that are there already keep the partitions they have: a key must not change its partition. */
async function createTopics(log: TopicLog, stage: Stage): Promise<void> {
  const { topics, deadLetterTopic } = names(stage);
  for (const topic of Object.values(topics)) await log.createTopic(topic, stage.topics.partitions);
  await log.createTopic(deadLetterTopic, 1);
}

/** A bucket is there before its first object: a job that finds none was given a wrong path. */
async function makeBucket(bucket: string): Promise<void> {
  try {
    await mkdir(bucket, { recursive: true });
  } catch (cause) {
    throw storageError(cause, bucket);
  }
}
