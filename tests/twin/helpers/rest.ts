import type { ExecutionContext } from 'ava';
import type { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import type { TopicLog } from '../../../runtime/twin/log/port.ts';
import { startRestProxy } from '../../../runtime/twin/rest-proxy/server.ts';
import { type Answer, send } from './http.ts';
import { openLog } from './logs.ts';

export const producedJson = 'application/vnd.kafka.json.v2+json';

/** A REST proxy over an empty log with the topic `demo.pin` of three partitions. */
export interface RestBench {
  readonly log: TopicLog;
  readonly url: string;
  /** Posts a body to a topic. */
  produce(body: string | Uint8Array, topic?: string, headers?: string[]): Promise<Answer>;
}

/** Starts a {@link RestBench}; it is gone when the test ends. */
export async function openRestProxy(
  t: ExecutionContext,
  properties: Record<string, string> = {},
  options?: Parameters<typeof openFolderLog>[1],
): Promise<RestBench> {
  const log = openLog(t, options);
  await log.createTopic('demo.pin', 3);
  const { url, close } = await startRestProxy(log, { host: '127.0.0.1', port: 0 }, properties);
  t.teardown(close);
  return {
    log,
    url,
    produce: (body, topic = 'demo.pin', headers = ['Content-Type', producedJson]) =>
      send(url, { method: 'POST', path: `/topics/${topic}`, headers, body }),
  };
}

/** The entries of a 200. */
export function entriesOf({ text }: Answer): Record<string, unknown>[] {
  return (JSON.parse(text) as { offsets: Record<string, unknown>[] }).offsets;
}
