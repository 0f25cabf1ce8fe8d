/** A record as it came in a request. */
export interface SentRecord {
  readonly key: number;
  readonly value: { readonly [field: string]: unknown };
}

/** A place in a topic, as the documented answer names it; in a stream it is a shard and a sequence number. */
export interface Place {
  readonly partition: number;
  readonly offset: number;
}

/** How records are asked to be stored, and how that is answered, as the services document it. */
export interface Dialect {
  readonly contentType: string;
  records(body: never): SentRecord[];
  /** The answer for each record: its place, or that it is refused for now. */
  answer(results: readonly (Place | undefined)[]): object;
  /** The status and the body by which a whole request is refused for now. */
  readonly throttled: readonly [status: number, body: object];
}

/** A result inside a 200, for a stored and for a refused record. */
export const named = ({ partition, offset }: Place) => ({ partition, offset, error_code: null, error: null });
export const refused = (error_code: number, error = 'refused') => ({
  partition: null,
  offset: null,
  error_code,
  error,
});

/** The documented answer to a produce request. */
export function produced(offsets: readonly object[]): object {
  return { offsets, key_schema_id: null, value_schema_id: null };
}

const topics: Dialect = {
  contentType: 'application/vnd.kafka.v2+json',
  records: ({ records }: { records: SentRecord[] }) => records,
  answer: (results) => produced(results.map((place) => (place ? named(place) : refused(50003)))),
  throttled: [429, { message: 'Too Many Requests' }],
};

/** A place in a stream: the numbers become longer as they grow. */
export function shardOf({ partition, offset }: Place) {
  return { ShardId: `shardId-00000000000${partition}`, SequenceNumber: String(95 + offset) };
}

const exceeded = 'ProvisionedThroughputExceededException';

function putRecords(results: readonly (Place | undefined)[]): object {
  const FailedRecordCount = results.filter((place) => place === undefined).length;
  const refusal = { ErrorCode: exceeded, ErrorMessage: 'Rate exceeded for shard' };
  return { FailedRecordCount, Records: results.map((place) => (place ? shardOf(place) : refusal)) };
}

function putRecord([place]: readonly (Place | undefined)[]): object {
  return place ? shardOf(place) : {};
}

interface Put {
  readonly Data: string;
  readonly PartitionKey: string;
}
const decoded = ({ Data, PartitionKey }: Put): SentRecord => ({
  key: Number(PartitionKey),
  value: JSON.parse(Buffer.from(Data, 'base64').toString()) as SentRecord['value'],
});

const proxy = { contentType: 'application/json', throttled: [429, { __type: exceeded, message: 'Rate' }] } as const;
const direct = {
  contentType: 'application/x-amz-json-1.1',
  throttled: [400, { __type: exceeded, message: 'Rate' }],
} as const;

/** By what a request asks for. */
export const dialects = {
  topics,
  record: {
    ...proxy,
    records: ({ Data, PartitionKey }: { Data: SentRecord['value']; PartitionKey: string }) => [
      { key: Number(PartitionKey), value: Data },
    ],
    answer: putRecord,
  },
  records: {
    ...proxy,
    records: ({ records }: { records: { data: SentRecord['value']; 'partition-key': string }[] }) =>
      records.map((record) => ({ key: Number(record['partition-key']), value: record.data })),
    answer: putRecords,
  },
  PutRecord: { ...direct, records: (put: Put) => [decoded(put)], answer: putRecord },
  PutRecords: { ...direct, records: ({ Records }: { Records: Put[] }) => Records.map(decoded), answer: putRecords },
} as const satisfies Record<string, Dialect>;
