import test from 'ava';
import { startKinesis } from '../../../runtime/twin/kinesis/server.ts';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { killRounds, kills, textFor } from '../helpers/kill-rounds.ts';
import { callKinesis, entry } from '../helpers/kinesis.ts';

const service = new URL('../helpers/serve-kinesis.ts', import.meta.url);
const StreamName = 's';
test(`killed ${kills} times amid requests and reshards, the service has every answered record at its place, once`, async (t) => {
  const folder = temporaryFolder(t);
  const { told, sent } = await killRounds(t, {
    script: service,
    args: [folder, '{"resharded":0.1}'],
    seed: 21,
    prepare: (url) => callKinesis(url, 'CreateStream', { StreamName }),
    post: put,
  });
  const log = openFolderLog(folder);
  const { url, close } = await startKinesis(log, { host: '127.0.0.1', port: 0 });
  t.teardown(() => close().then(() => log.close()));
  const stored = await readAll(url);
  const byPlace = new Map(stored.map(({ place, data }) => [place, data]));
  for (const [number, place] of told) t.true(byPlace.get(place) === textFor(number), `record ${number} at ${place}`);
  const numbers = stored.map(({ data }) => Number.parseInt(data, 10));
  t.is(new Set(numbers).size, numbers.length);
  t.true(numbers.every((number) => number < sent));
  const { json } = await callKinesis(url, 'DescribeStream', { StreamName });
  t.true(json.StreamDescription.Shards.length > 4);
});

/** Puts three records; gives their places, or undefined when the answer never came. */
async function put(url: string, numbers: readonly number[]): Promise<string[] | undefined> {
  try {
    const Records = numbers.map((number) => entry(String(number % 50), textFor(number)));
    const { json } = await callKinesis(url, 'PutRecords', { StreamName, Records });
    return json.Records.map(placeOf);
  } catch {
    return undefined;
  }
}

function placeOf({ ShardId, SequenceNumber }: { ShardId: string; SequenceNumber: string }): string {
  return `${ShardId} ${SequenceNumber}`;
}

/** Every record of every shard. */
async function readAll(url: string): Promise<{ place: string; data: string }[]> {
  const records: { place: string; data: string }[] = [];
  const { json } = await callKinesis(url, 'ListShards', { StreamName });
  for (const { ShardId } of json.Shards) {
    const start = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    let next = (await callKinesis(url, 'GetShardIterator', start)).json.ShardIterator;
    for (let behind = 1; next !== undefined && behind > 0; ) {
      const page = (await callKinesis(url, 'GetRecords', { ShardIterator: next })).json;
      for (const { SequenceNumber, Data } of page.Records) {
        records.push({ place: placeOf({ ShardId, SequenceNumber }), data: Buffer.from(Data, 'base64').toString() });
      }
      next = page.NextShardIterator;
      behind = page.MillisBehindLatest;
    }
  }
  return records;
}
