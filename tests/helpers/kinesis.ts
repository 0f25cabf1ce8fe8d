import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ExecutionContext } from 'ava';

const kinesalite = createRequire(import.meta.url)('kinesalite') as (options: Record<string, number>) => Server;

/** Streams in a process of others' making: kinesalite, in memory, on loopback alone; gone when the test ends. */
export async function startKinesalite(t: ExecutionContext): Promise<KinesisClient> {
  const server = kinesalite({ createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 500 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  // It speaks HTTP/1.1 alone.
  return kinesisClient(
    t,
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    new NodeHttpHandler({ requestTimeout: 2000, throwOnRequestTimeout: true }),
  );
}

/** A client that makes each call once; it is closed when the test ends. */
export function kinesisClient(t: ExecutionContext, endpoint: string, requestHandler?: NodeHttpHandler): KinesisClient {
  const client = new KinesisClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    ...(requestHandler && { requestHandler }),
  });
  t.teardown(() => client.destroy());
  return client;
}

/** Resolves when what was done to a stream has happened. */
export async function streamActive(client: KinesisClient, StreamName: string): Promise<void> {
  for (;;) {
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName }));
    if (StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
