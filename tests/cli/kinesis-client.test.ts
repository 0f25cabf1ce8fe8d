import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import type { NodeHttp2Handler } from '@smithy/node-http-handler';
import test from 'ava';
import { openKinesis } from '../../runtime/cli/kinesis-client.ts';

test('a call that is not answered fails long before the stream job gives the service up', async (t) => {
  const called = new AbortController();
  const silent = createServer((socket) => {
    t.teardown(() => socket.destroy());
    socket.once('data', () => called.abort());
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => silent.close());
  const client = await openKinesis({ endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` });
  t.teardown(() => client.destroy());
  const call = client.send(new DescribeStreamSummaryCommand({ StreamName: 's' }), { abortSignal: called.signal });
  await t.throwsAsync(call, { name: 'AbortError' });
  const handler = client.config.requestHandler as unknown as NodeHttp2Handler;
  const { requestTimeout = Number.POSITIVE_INFINITY } = handler.httpHandlerConfigs();
  t.true(requestTimeout <= 30_000, `${requestTimeout}`);
});
