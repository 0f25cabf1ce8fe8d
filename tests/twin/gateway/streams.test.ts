import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import test, { type ExecutionContext } from 'ava';
import { localStage } from '../../../runtime/blueprint/index.ts';
import { type FaultPlan, startTwin } from '../../../runtime/twin/index.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { kinesisClient } from '../../helpers/kinesis.ts';
import { send } from '../helpers/http.ts';

const stream = 'streaming-demo-pin';

async function start(t: ExecutionContext, faults: FaultPlan = {}) {
  const twin = await startTwin({ stage: localStage('demo'), dir: temporaryFolder(t), kinesis: { faults } });
  t.teardown(() => twin.close());
  const put = (path: string, body: string) =>
    send(twin.gatewayUrl, { method: 'PUT', path, body, headers: ['Content-Type', 'application/json'] });
  return { put, client: kinesisClient(t, twin.kinesisUrl as string), url: twin.gatewayUrl };
}

/** Every record of the stream as `partition key: data`. */
async function recordsOf(client: KinesisClient): Promise<string[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const perShard = Shards.map(async ({ ShardId }) => {
    const at = { StreamName: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    const { ShardIterator } = await client.send(new GetShardIteratorCommand(at));
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
    return Records.map(({ PartitionKey, Data }) => `${PartitionKey}: ${Buffer.from(Data as Uint8Array)}`);
  });
  return (await Promise.all(perShard)).flat().sort();
}

test('what is put through the gateway is read from the stream by the AWS SDK', async (t) => {
  const { put, client, url } = await start(t);
  const one = await put(
    `/streams/${stream}/record`,
    '{"StreamName":"x","Data":{"t":"a\\"},{\\n😀"},"PartitionKey":"a\\"},{"}',
  );
  t.deepEqual([one.status, Object.keys(JSON.parse(one.text))], [200, ['SequenceNumber', 'ShardId', 'EncryptionType']]);
  const records = ['null', '[1, 2.50]', '"text"', '1e400'].map((data, i) => `{"data":${data},"partition-key":"${i}"}`);
  const many = await put(`/streams/${stream}/records`, `{"records":[${records}]}`);
  t.deepEqual([many.status, JSON.parse(many.text).FailedRecordCount], [200, 0]);
  t.deepEqual(await recordsOf(client), [
    '0: null',
    '1: [1,2.50]',
    '2: "text"',
    '3: 1e400',
    'a"},{: {"t":"a\\"},{\\n😀"}',
  ]);
  const listed = await send(url, { path: '/streams' });
  t.deepEqual(JSON.parse(listed.text).StreamNames, ['streaming-demo-geo', stream, 'streaming-demo-user']);
  const described = await send(url, { path: `/streams/${stream}` });
  t.is(JSON.parse(described.text).StreamDescription.StreamModeDetails.StreamMode, 'ON_DEMAND');
});

test('a stream is created on demand, described and deleted; then it is not there', async (t) => {
  const { put, url } = await start(t);
  const call = async (method: string, path = '/streams/mine') => {
    const { status, text } = await send(url, { method, path });
    return { status, body: text === '' ? undefined : JSON.parse(text) };
  };
  t.deepEqual(await call('POST'), { status: 200, body: undefined });
  const { body } = await call('GET');
  t.like(body.StreamDescription, { StreamName: 'mine', StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  t.like(await call('POST'), { status: 400, body: { __type: 'ResourceInUseException' } });
  t.is((await put('/streams/mine/record', '{"Data":1,"PartitionKey":"k"}')).status, 200);
  t.deepEqual(await call('DELETE'), { status: 200, body: undefined });
  t.like(await call('GET'), { status: 404, body: { __type: 'ResourceNotFoundException' } });
  t.is((await put('/streams/mine/record', '{"Data":1,"PartitionKey":"k"}')).status, 404);
});

test('the faults of Kinesis come through the gateway under their own status', async (t) => {
  const record = '{"Data":1,"PartitionKey":"k"}';
  const records = '{"records":[{"data":1,"partition-key":"k"}]}';
  const throttled = await (await start(t, { throttled: 1 })).put(`/streams/${stream}/record`, record);
  t.deepEqual([throttled.status, throttled.headers['retry-after']], [429, '1']);
  const failed = await (await start(t, { failed: 1 })).put(`/streams/${stream}/record`, record);
  t.deepEqual([failed.status, JSON.parse(failed.text).__type], [500, 'InternalFailure']);
  const refused = await start(t, { refused: 1 });
  const partly = await refused.put(`/streams/${stream}/records`, records);
  t.deepEqual([partly.status, JSON.parse(partly.text).FailedRecordCount], [200, 1]);
  t.is((await refused.put('/streams/streaming-demo-none/record', record)).status, 404);
  t.is((await refused.put('/streams/a%22b/record', record)).status, 400);
});

test('more records than Kinesis takes are refused, and none of them is stored', async (t) => {
  const { put, client } = await start(t);
  const body = (length: number) =>
    JSON.stringify({ records: Array.from({ length }, (_, n) => ({ data: n, 'partition-key': String(n) })) });
  t.is((await put(`/streams/${stream}/records`, body(501))).status, 400);
  t.is((await put(`/streams/${stream}/records`, body(1200))).status, 400);
  t.deepEqual(await recordsOf(client), []);
  t.is((await put(`/streams/${stream}/records`, body(500))).status, 200);
  t.is((await recordsOf(client)).length, 500);
});
