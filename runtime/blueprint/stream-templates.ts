import { kinesisLimits } from './kinesis-limits.ts';

/*
 * Mapping templates of the Kinesis proxy, in the Velocity Template Language as API Gateway runs it. Each is one line: no engine finds
 * white space to trim in it. Three rules keep a body from breaking out of its place: a value of any kind is written by `$input.json`,
 * which makes JSON; data goes through Base64; and what comes from the path is escaped. What is missing stays away, or is written as an
 * empty text, so that Kinesis answers 400.
 */

/** Seconds after which a throttled caller should try again: the limits of Kinesis are by the second. */
const retryAfterSeconds = 1;

const streamName = `"StreamName":"$util.escapeJavaScript($input.params('stream-name'))"`;

/** The bodies of the requests to Kinesis, by action. */
export const requestTemplates = {
  ListStreams: '{}',
  CreateStream: `{${streamName},"StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`,
  DescribeStream: `{${streamName}}`,
  DeleteStream: `{${streamName}}`,
  PutRecord: `{${streamName},${record('$', { data: 'Data', key: 'PartitionKey' })}}`,
  PutRecords: putRecords(),
} as const;

/** Kinesis calls every fault of a caller 400: those that have a status of their own get it here. */
export const errorTemplate = [
  `#set($type = $input.path('$.__type'))`,
  `#if($type == 'ResourceNotFoundException')#set($context.responseOverride.status = 404)#end`,
  `#if(${isOneOf(['LimitExceededException', 'ProvisionedThroughputExceededException', 'ThrottlingException', 'KMSThrottlingException'])})`,
  `#set($context.responseOverride.status = 429)`,
  `#set($context.responseOverride.header.Retry-After = '${retryAfterSeconds}')#end`,
  `$input.json('$')`,
].join('');

/**
 * Records beyond the limit of Kinesis are left out but for one, by which Kinesis refuses the request: API Gateway runs a loop 1,000 times at
 * most. A variable of one record would keep the value of the record before where this one is null, so there is none.
 */
function putRecords(): string {
  return [
    `{${streamName},"Records":[`,
    `#set($last = $input.path('$.records').size() - 1)#if($last > ${kinesisLimits.records})#set($last = ${kinesisLimits.records})#end`,
    `#if($last >= 0)#foreach($i in [0..$last])`,
    `{${record('$.records[$i]', { data: 'data', key: 'partition-key' })}}`,
    `#if($foreach.hasNext),#end#end#end]}`,
  ].join('');
}

/** Data and partition key of the record at a path of the body. */
function record(path: string, { data, key }: { data: string; key: string }): string {
  return [
    `#if($input.path("${path}").containsKey('${data}'))"Data":"$util.base64Encode($input.json("${path}.${data}"))",#end`,
    `"PartitionKey":$input.json("${path}.${key}")`,
  ].join('');
}

function isOneOf(types: readonly string[]): string {
  return types.map((type) => `$type == '${type}'`).join(' || ');
}
