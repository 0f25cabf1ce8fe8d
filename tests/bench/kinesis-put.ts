/** A process that puts records into a new stream of the service at an address, and prints how fast. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { KinesisLoad } from './kinesis.ts';

const { url, requests, records, connections } = JSON.parse(process.argv[2] ?? '') as KinesisLoad;
const StreamName = randomUUID();
const agent = new Agent({ keepAlive: true, maxSockets: connections });
/** Nobody checks it, but kinesalite wants one. */
const authorization = 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c';

function call(action: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `Kinesis_20131202.${action}`,
      'X-Amz-Date': '20260101T000000Z',
      Authorization: authorization,
    };
    const sent = request(url, { method: 'POST', headers, agent }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      if (response.statusCode === 200) resolve(text);
      else reject(new Error(`${action}: ${response.statusCode} ${text}`));
    });
    sent.on('error', reject).end(body);
  });
}

/** As many different bodies as connections: the same keys each time would be the same shards in the same order. */
const bodies = Array.from({ length: connections }, (_, number) => {
  const Records = Array.from({ length: records }, (_, index) => ({
    PartitionKey: String(number * records + index),
    Data: Buffer.from(JSON.stringify({ ind: index, text: 'x'.repeat(180) })).toString('base64'),
  }));
  return JSON.stringify({ StreamName, Records });
});

await call('CreateStream', JSON.stringify({ StreamName, ShardCount: 4 }));
while (!(await call('DescribeStreamSummary', JSON.stringify({ StreamName }))).includes('ACTIVE'));
const started = performance.now();
let sent = 0;
await Promise.all(
  bodies.map(async (body) => {
    while (sent++ < requests) await call('PutRecords', body);
  }),
);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${JSON.stringify({ rate: (requests * records) / seconds })}\n`);
agent.destroy();
