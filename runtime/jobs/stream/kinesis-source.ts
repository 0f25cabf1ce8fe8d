import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  type Shard as KinesisShard,
  ListShardsCommand,
  type ListShardsCommandInput,
} from '@aws-sdk/client-kinesis';
import { type Shard, SourceError, type SourceFault, type StreamSource } from './source.ts';

/** Amazon Kinesis behind the port: any client of the AWS SDK, whose own retries are to be switched off (`maxAttempts: 1`). */
export function kinesisSource(client: Pick<KinesisClient, 'send'>): StreamSource {
  return {
    describe: (stream, signal) =>
      told(async () => {
        const { StreamDescriptionSummary: summary } = await client.send(
          new DescribeStreamSummaryCommand({ StreamName: stream }),
          endedBy(signal),
        );
        return {
          createdAt: summary?.StreamCreationTimestamp?.getTime() ?? 0,
          shards: await listShards(client, stream, signal),
        };
      }),
    iterator: (stream, shardId, after, signal) =>
      told(async () => {
        const { ShardIterator = '' } = await client.send(
          new GetShardIteratorCommand({
            StreamName: stream,
            ShardId: shardId,
            ...(after === undefined
              ? { ShardIteratorType: 'TRIM_HORIZON' }
              : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: after }),
          }),
          endedBy(signal),
        );
        return ShardIterator;
      }),
    read: (iterator, signal) =>
      told(async () => {
        const {
          Records = [],
          NextShardIterator,
          MillisBehindLatest = 0,
        } = await client.send(new GetRecordsCommand({ ShardIterator: iterator }), endedBy(signal));
        return {
          records: Records.map(({ SequenceNumber = '', ApproximateArrivalTimestamp, Data = new Uint8Array() }) => ({
            sequenceNumber: SequenceNumber,
            arrivedAt: ApproximateArrivalTimestamp?.getTime() ?? 0,
            data: Data,
          })),
          next: NextShardIterator ?? undefined,
          millisBehind: MillisBehindLatest,
        };
      }),
  };
}

function endedBy(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

async function listShards(
  client: Pick<KinesisClient, 'send'>,
  stream: string,
  signal: AbortSignal | undefined,
): Promise<Shard[]> {
  const shards: KinesisShard[] = [];
  let input: ListShardsCommandInput | undefined = { StreamName: stream };
  while (input !== undefined) {
    const page: { Shards?: KinesisShard[] | undefined; NextToken?: string | undefined } = await client.send(
      new ListShardsCommand(input),
      endedBy(signal),
    );
    shards.push(...(page.Shards ?? []));
    input = page.NextToken ? { NextToken: page.NextToken } : undefined;
  }
  return shards.map(({ ShardId = '', ParentShardId, AdjacentParentShardId, SequenceNumberRange }) => ({
    id: ShardId,
    parents: [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined),
    isClosed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
  }));
}

/** What the errors of Kinesis mean for a reader (Amazon Kinesis API Reference, "Errors" of each call). */
const faults: Readonly<Record<string, SourceFault>> = {
  ExpiredIteratorException: 'expired',
  ResourceNotFoundException: 'missing',
  ProvisionedThroughputExceededException: 'unavailable',
  LimitExceededException: 'unavailable',
  KMSThrottlingException: 'unavailable',
  ThrottlingException: 'unavailable',
  InternalFailure: 'unavailable',
};

async function told<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const { name, message, $fault } = cause as Error & { $fault?: 'client' | 'server' };
    // Without an answer of the service there is no `$fault`: nothing came back, or no credentials were found.
    const fault =
      faults[name] ?? ($fault === 'client' || name === 'CredentialsProviderError' ? 'refused' : 'unavailable');
    throw new SourceError(fault, `${name}: ${message}`, { cause });
  }
}
