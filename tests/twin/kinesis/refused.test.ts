import test from 'ava';
import { send } from '../helpers/http.ts';
import { callKinesis, entry, openKinesis, openStream } from '../helpers/kinesis.ts';

const StreamName = 's';
const one = entry('k');
const account = '000000000000';

/** Requests with the type and the message of the answer, which all have status 400. */
const refused: [title: string, action: string, input: unknown, type: string, says: string | RegExp][] = [
  ['a body that is no JSON', 'ListStreams', '{"Limit":', 'SerializationException', /JSON/],
  ['an empty body', 'ListStreams', '', 'SerializationException', /JSON/],
  ['a list in place of a request', 'ListStreams', '[]', 'SerializationException', /another type/],
  ['null in place of a request', 'ListStreams', 'null', 'SerializationException', /another type/],
  ['a number in place of a name', 'DescribeStream', { StreamName: 5 }, 'SerializationException', /^streamName /],
  ['a text in place of a list', 'PutRecords', { StreamName, Records: 'x' }, 'SerializationException', /^records /],
  [
    'a text in place of a record',
    'PutRecords',
    { StreamName, Records: [one, 'x'] },
    'SerializationException',
    /^records\.2\.member /,
  ],
  [
    'a number in place of one of some words',
    'GetShardIterator',
    { StreamName, ShardId: 'x', ShardIteratorType: 1 },
    'SerializationException',
    /^shardIteratorType /,
  ],
  ['data that is not Base64', 'PutRecord', { StreamName, ...one, Data: 'a b=' }, 'SerializationException', /^data /],
  ['data whose Base64 was cut', 'PutRecord', { StreamName, ...one, Data: 'YWI' }, 'SerializationException', /^data /],
  [
    'data with bits left over',
    'PutRecords',
    { StreamName, Records: [one, { ...one, Data: 'YWJ=' }] },
    'SerializationException',
    /^records\.2\.member\.data /,
  ],
  ['an unknown action', 'DescribeAccount', {}, 'UnknownOperationException', /./],
  ['a name of all objects', 'constructor', {}, 'UnknownOperationException', /./],
  [
    'no name for a stream',
    'CreateStream',
    { ShardCount: 1 },
    'ValidationException',
    "1 validation error detected: Value null at 'streamName' failed to satisfy constraint: Member must not be null",
  ],
  [
    'a name with a slash',
    'CreateStream',
    { StreamName: 'a/b', ShardCount: 1 },
    'ValidationException',
    "1 validation error detected: Value 'a/b' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
  ],
  [
    'a name and a count out of bounds',
    'CreateStream',
    { StreamName: 'a'.repeat(129), ShardCount: 0 },
    'ValidationException',
    `2 validation errors detected: Value '${'a'.repeat(129)}' at 'streamName' failed to satisfy constraint: Member must have length less than or equal to 128; Value '0' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal to 1`,
  ],
  [
    'a mode that is none',
    'CreateStream',
    { StreamName: 'a', StreamModeDetails: { StreamMode: 'SOME' } },
    'ValidationException',
    "1 validation error detected: Value 'SOME' at 'streamModeDetails.streamMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, ON_DEMAND]",
  ],
  [
    'shards of an on-demand stream',
    'CreateStream',
    { StreamName: 'a', ShardCount: 2, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
    'InvalidArgumentException',
    /ShardCount/,
  ],
  [
    'a provisioned stream without shards',
    'CreateStream',
    { StreamName: 'a', StreamModeDetails: { StreamMode: 'PROVISIONED' } },
    'InvalidArgumentException',
    /ShardCount/,
  ],
  [
    'a stream that is there',
    'CreateStream',
    { StreamName, ShardCount: 1 },
    'ResourceInUseException',
    `Stream s under account ${account} already exists.`,
  ],
  [
    'more shards than the quota',
    'CreateStream',
    { StreamName: 'a', ShardCount: 100_000 },
    'LimitExceededException',
    /^This request would exceed the shard limit for the account/,
  ],
  [
    'a stream that is not there',
    'PutRecord',
    { StreamName: 'none', ...one },
    'ResourceNotFoundException',
    `Stream none under account ${account} not found.`,
  ],
  ['neither name nor ARN', 'PutRecord', one, 'InvalidArgumentException', /StreamName or StreamARN/],
  [
    'an ARN that is none',
    'PutRecord',
    { StreamARN: 's', ...one },
    'ValidationException',
    "1 validation error detected: Value 's' at 'streamARN' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+",
  ],
  [
    'an ARN of another account',
    'PutRecord',
    { StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/s', ...one },
    'ResourceNotFoundException',
    /123456789012/,
  ],
  [
    'an ARN and a name of another stream',
    'PutRecord',
    { StreamARN: `arn:aws:kinesis:us-east-1:${account}:stream/other`, StreamName, ...one },
    'ResourceNotFoundException',
    /other/,
  ],
  [
    'a key that is empty, and one that is too long',
    'PutRecords',
    { StreamName, Records: [entry(''), entry('k'.repeat(257))] },
    'ValidationException',
    `2 validation errors detected: Value '' at 'records.1.member.partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '${'k'.repeat(257)}' at 'records.2.member.partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256`,
  ],
  [
    'a record without data',
    'PutRecords',
    { StreamName, Records: [{ PartitionKey: 'k' }] },
    'ValidationException',
    "1 validation error detected: Value null at 'records.1.member.data' failed to satisfy constraint: Member must not be null",
  ],
  [
    'a hundred broken records, of which ten are told',
    'PutRecords',
    { StreamName, Records: Array.from({ length: 100 }, () => ({ Data: 'YQ==' })) },
    'ValidationException',
    /^10 validation errors detected/,
  ],
  ['no record', 'PutRecords', { StreamName, Records: [] }, 'ValidationException', /length greater than or equal to 1$/],
  [
    '501 records',
    'PutRecords',
    { StreamName, Records: Array.from({ length: 501 }, () => one) },
    'ValidationException',
    /at 'records' .* length less than or equal to 500$/,
  ],
  [
    'a record of a mebibyte and its key',
    'PutRecords',
    { StreamName, Records: [entry('k', Buffer.alloc(1024 * 1024))] },
    'ValidationException',
    /at 'records\.1\.member\.data' .* length less than or equal to 1048576$/,
  ],
  [
    'a hash key that is no number',
    'PutRecord',
    { StreamName, ...one, ExplicitHashKey: '-1' },
    'ValidationException',
    "1 validation error detected: Value '-1' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})",
  ],
  [
    'a hash key of more than 128 bits',
    'PutRecord',
    { StreamName, ...one, ExplicitHashKey: String(2n ** 128n) },
    'InvalidArgumentException',
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${2n ** 128n}`,
  ],
  [
    'a shard that is not there',
    'GetShardIterator',
    { StreamName, ShardId: 'shardId-000000000009', ShardIteratorType: 'LATEST' },
    'ResourceNotFoundException',
    `Shard shardId-000000000009 in stream s under account ${account} does not exist`,
  ],
  [
    'an iterator that is none',
    'GetRecords',
    { ShardIterator: 'x' },
    'InvalidArgumentException',
    'Invalid ShardIterator.',
  ],
  [
    'an iterator of an offset below 0',
    'GetRecords',
    {
      ShardIterator: Buffer.from(
        '{"stream":"s","createdAt":0,"issuedAt":1e15,"shard":"shardId-000000000000","offset":-1}',
      ).toString('base64'),
    },
    'InvalidArgumentException',
    'Invalid ShardIterator.',
  ],
  [
    'a limit above the largest',
    'GetRecords',
    { ShardIterator: 'x', Limit: 10_001 },
    'ValidationException',
    "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
  ],
  ['a token that is none', 'ListShards', { NextToken: 'x' }, 'InvalidArgumentException', 'Invalid NextToken.'],
  [
    'a time that the type of a filter does not take',
    'ListShards',
    { StreamName, ShardFilter: { Type: 'AT_LATEST', Timestamp: 1 } },
    'InvalidArgumentException',
    /Timestamp/,
  ],
];

for (const [title, action, input, type, says] of refused) {
  test(`${title}: ${type}`, async (t) => {
    const { call, ask } = await openStream(t);
    const { status, headers, json } = await call(action, input);
    t.is(status, 400);
    t.is(json.__type, type);
    if (typeof says === 'string') t.is(json.message, says);
    else t.regex(json.message, says);
    t.is(headers['content-type'], 'application/x-amz-json-1.1');
    t.truthy(headers['x-amzn-requestid']);
    t.truthy(headers['x-amz-id-2']);
    t.deepEqual((await ask('ListStreams', {})).StreamNames, ['s'], 'and nothing happened');
  });
}

test('what is no call of the API is an unknown operation', async (t) => {
  const { url } = await openKinesis(t);
  const target = ['X-Amz-Target', 'Kinesis_20131202.ListStreams'];
  for (const [method, headers, status] of [
    ['GET', ['Content-Type', 'application/x-amz-json-1.1', ...target], 404],
    ['POST', ['Content-Type', 'text/plain', ...target], 404],
    ['POST', ['Content-Type', 'application/x-amz-json-1.1'], 400],
    ['POST', ['Content-Type', 'application/x-amz-json-1.1', 'X-Amz-Target', 'DynamoDB_20120810.ListTables'], 400],
  ] as const) {
    const answer = await send(url, { method, headers, ...(method === 'POST' && { body: '{}' }) });
    t.is(answer.status, status);
    t.is(JSON.parse(answer.text).__type, 'UnknownOperationException');
  }
});

test('a body that no request can have is refused without being kept', async (t) => {
  const { url, ask } = await openStream(t);
  const { status, json } = await callKinesis(url, 'PutRecord', ' '.repeat(17 * 1024 * 1024));
  t.is(status, 413);
  t.is(json.__type, 'RequestEntityTooLargeException');
  t.deepEqual((await ask('ListStreams', {})).StreamNames, ['s']);
});
