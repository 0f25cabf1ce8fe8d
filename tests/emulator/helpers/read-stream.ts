import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';

/** A record of a stream. */
export interface StreamRecord {
  readonly shard: string;
  readonly sequenceNumber: string;
  readonly key: string;
  readonly data: string;
}

/** Every record of a stream: those of each shard in their order, parents before children. */
export async function readStream(client: KinesisClient, StreamName: string): Promise<StreamRecord[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  const records: StreamRecord[] = [];
  for (const { ShardId = '' } of Shards) {
    const at = { StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let next = (await client.send(new GetShardIteratorCommand(at))).ShardIterator;
    for (let behind = 1; next && behind > 0; ) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: next }));
      for (const { SequenceNumber = '', PartitionKey = '', Data = [] } of page.Records ?? []) {
        records.push({
          shard: ShardId,
          sequenceNumber: SequenceNumber,
          key: PartitionKey,
          data: Buffer.from(Data).toString(),
        });
      }
      next = page.NextShardIterator;
      behind = page.Records?.length === 0 ? (page.MillisBehindLatest ?? 0) : 1;
    }
  }
  return records;
}

/** The shards of records as an account tells of them. */
export function shardsOf(records: readonly StreamRecord[]) {
  const byShard = Object.groupBy(records, ({ shard }) => shard);
  return Object.entries(byShard)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([shard, there = []]) => {
      const numbers = there.map(({ sequenceNumber }) => BigInt(sequenceNumber)).sort((a, b) => (a < b ? -1 : 1));
      return {
        shard,
        records: there.length,
        firstSequenceNumber: String(numbers[0]),
        lastSequenceNumber: String(numbers.at(-1)),
      };
    });
}
