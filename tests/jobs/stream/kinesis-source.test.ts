import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  type KinesisClient,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import test, { type ExecutionContext } from 'ava';
import { kinesisSource } from '../../../runtime/jobs/stream/kinesis-source.ts';
import { kinesisClient, startKinesalite, streamActive } from '../../helpers/kinesis.ts';
import { readRows, runOnce, streams, streamTables, tablesFolder } from './helpers/run-stream.ts';

/** The kinds' streams, of two shards each. */
async function openStreams(t: ExecutionContext): Promise<KinesisClient> {
  const client = await startKinesalite(t);
  for (const stream of Object.values(streams)) {
    await client.send(new CreateStreamCommand({ StreamName: stream, ShardCount: 2 }));
    await streamActive(client, stream);
  }
  return client;
}

async function put(client: KinesisClient, stream: string, inds: readonly number[]): Promise<string[]> {
  const answer = await client.send(
    new PutRecordsCommand({
      StreamName: stream,
      Records: inds.map((ind) => ({ PartitionKey: String(ind), Data: Buffer.from(JSON.stringify({ ind })) })),
    }),
  );
  return (answer.Records ?? []).map(({ ShardId, SequenceNumber }) => `${ShardId} ${SequenceNumber}`);
}

test('records of a foreign Kinesis come into the table at the places that its answers named, after a split too', async (t) => {
  const client = await openStreams(t);
  const stream = streams.user as string;
  const tables = tablesFolder(t);
  const source = kinesisSource(client);
  const placed = await put(client, stream, [1, 2, 3, 4, 5, 6, 7, 8]);
  await runOnce({ source, tables });
  await client.send(
    new SplitShardCommand({
      StreamName: stream,
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: String(2n ** 126n),
    }),
  );
  await streamActive(client, stream);
  placed.push(...(await put(client, stream, [1, 2, 3, 4, 5, 6, 7, 8])));
  await runOnce({ source, tables });
  const rows = await readRows(tables, streamTables.user as string);
  t.deepEqual(rows.map((row) => `${row.shard_id} ${row.sequence_number}`).sort(), placed.sort());
  t.deepEqual(rows.map(({ ind }) => ind).sort(), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]);
});

test('what a foreign Kinesis says of a stream that is gone ends the job so', async (t) => {
  const client = await openStreams(t);
  const stream = streams.user as string;
  const tables = tablesFolder(t);
  const source = kinesisSource(client);
  await put(client, stream, [1]);
  await runOnce({ source, tables });
  await client.send(new DeleteStreamCommand({ StreamName: stream }));
  await t.throwsAsync(runOnce({ source, tables }), { code: 'STREAM_MISSING', message: /ResourceNotFoundException/ });
});

test('a job is ended while the service owes it an answer', async (t) => {
  const stop = new AbortController();
  const silent = createServer((socket) => {
    t.teardown(() => socket.destroy());
    socket.once('data', () => stop.abort());
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => silent.close());
  const client = kinesisClient(t, `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
  const waits: (string | undefined)[] = [];
  const job = { source: kinesisSource(client), tables: tablesFolder(t), signal: stop.signal };
  const { kinds } = await runOnce({ ...job, onProgress: ({ waiting }) => waits.push(waiting) });
  t.like(kinds.user, { read: 0 });
  t.true(waits.every((why) => why === undefined));
});
