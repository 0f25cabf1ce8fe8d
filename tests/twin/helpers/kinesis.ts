import { Agent } from 'node:http';
import type { ExecutionContext } from 'ava';
import { type KinesisOptions, startKinesis } from '../../../runtime/twin/kinesis/server.ts';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { type Answer, send } from './http.ts';

/** What the service answered, its body read as JSON. */
export interface KinesisAnswer extends Pick<Answer, 'status' | 'headers'> {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly json: any;
}

const agent = new Agent({ keepAlive: true });

/** Calls an action as any client of the JSON protocol does. */
export async function callKinesis(url: string, action: string, input: unknown): Promise<KinesisAnswer> {
  const headers = ['Content-Type', 'application/x-amz-json-1.1', 'X-Amz-Target', `Kinesis_20131202.${action}`];
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const answer = await send(url, { method: 'POST', headers, body, agent });
  return { ...answer, json: answer.text === '' ? undefined : JSON.parse(answer.text) };
}

/** The local Kinesis over a log in a folder of its own. */
export interface KinesisBench {
  readonly url: string;
  call(action: string, input: unknown): Promise<KinesisAnswer>;
  /** The answer's JSON. @throws when it is an error */
  ask(action: string, input: unknown): Promise<KinesisAnswer['json']>;
  /** Ends the service and starts it again on what it left. */
  restart(): Promise<void>;
}

/** Starts a {@link KinesisBench} without streams; it is gone when the test ends. */
export async function openKinesis(t: ExecutionContext, options: KinesisOptions = {}): Promise<KinesisBench> {
  const folder = temporaryFolder(t);
  const open = async () => {
    const log = openFolderLog(folder, options.now ? { now: options.now } : {});
    const { url, close } = await startKinesis(log, { host: '127.0.0.1', port: 0 }, options);
    return { url, close: () => close().then(() => log.close()) };
  };
  let service = await open();
  t.teardown(() => service.close());
  const call = (action: string, input: unknown) => callKinesis(service.url, action, input);
  const ask = async (action: string, input: unknown) => {
    const { status, json } = await call(action, input);
    if (status !== 200) throw new Error(`${action}: ${status} ${JSON.stringify(json)}`);
    return json;
  };
  return {
    get url() {
      return service.url;
    },
    call,
    ask,
    restart: async () => {
      await service.close();
      service = await open();
    },
  };
}

/** Starts the service with a provisioned stream `s` in it. */
export async function openStream(
  t: ExecutionContext,
  { shards = 1, ...options }: KinesisOptions & { shards?: number } = {},
): Promise<KinesisBench> {
  const bench = await openKinesis(t, options);
  await bench.ask('CreateStream', { StreamName: 's', ShardCount: shards });
  return bench;
}

/** The iterator of a shard of the stream `s`. */
export async function iteratorOf(
  { ask }: KinesisBench,
  ShardId: string,
  how: Record<string, unknown> = { ShardIteratorType: 'TRIM_HORIZON' },
): Promise<string> {
  return (await ask('GetShardIterator', { StreamName: 's', ShardId, ...how })).ShardIterator;
}

/** A record as a request of PutRecords holds it. */
export function entry(key: string, data: string | Uint8Array = key) {
  return { PartitionKey: key, Data: Buffer.from(data).toString('base64') };
}
