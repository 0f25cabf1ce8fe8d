import { type AwsIntegration, gatewayLimits, type OpenApiDocument, type Operation } from './openapi.ts';
import { partitionOf } from './stage/aws.ts';
import type { Stage } from './stage/index.ts';
import { errorTemplate, requestTemplates } from './stream-templates.ts';

/** What callers send, as JSON Schemas by name. Data may be any JSON value. */
export const recordSchemas = {
  Record: {
    type: 'object',
    required: ['Data', 'PartitionKey'],
    properties: { Data: {}, PartitionKey: { type: 'string' } },
  },
  Records: {
    type: 'object',
    required: ['records'],
    properties: {
      records: {
        type: 'array',
        items: {
          type: 'object',
          required: ['data', 'partition-key'],
          properties: { data: {}, 'partition-key': { type: 'string' } },
        },
      },
    },
  },
} as const;

type Routes = Pick<Stage, 'ingest' | 'streams' | 'region'>;

/** The paths by which an API reaches the streams; none where the stage has no streams, no API, or no routes between them. */
export function streamPaths({ ingest, streams, region }: Routes): OpenApiDocument['paths'] {
  if (ingest.type === 'none' || streams.type === 'none' || ingest.streamRoutes === 'none') return {};
  const call = (action: Action, schema?: keyof typeof recordSchemas): Operation => ({
    description: descriptions[action],
    ...(action !== 'ListStreams' && { parameters: [streamName] }),
    ...(schema !== undefined && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
      },
    }),
    responses,
    'x-amazon-apigateway-integration': {
      type: 'aws',
      httpMethod: 'POST',
      uri: `arn:${partitionOf(region)}:apigateway:${region}:kinesis:action/${action}`,
      credentials: '<executionRoleArn>',
      requestParameters: { 'integration.request.header.Content-Type': "'application/x-amz-json-1.1'" },
      requestTemplates: { 'application/json': requestTemplates[action] },
      passthroughBehavior: 'never',
      timeoutInMillis: gatewayLimits.timeoutMs,
      responses: integrationResponses,
    },
  });
  return {
    '/streams': { get: call('ListStreams') },
    '/streams/{stream-name}': {
      get: call('DescribeStream'),
      ...(ingest.streamRoutes === 'all' && { post: call('CreateStream'), delete: call('DeleteStream') }),
    },
    '/streams/{stream-name}/record': { put: call('PutRecord', 'Record') },
    '/streams/{stream-name}/records': { put: call('PutRecords', 'Records') },
  };
}

type Action = keyof typeof requestTemplates;

const descriptions: Readonly<Record<Action, string>> = {
  ListStreams: 'The names of the first 100 streams; HasMoreStreams says whether there are others',
  CreateStream: 'Creates an on-demand stream',
  DescribeStream: 'What the stream is, with its first 100 shards; HasMoreShards says whether there are others',
  DeleteStream: 'Deletes the stream with all its records',
  PutRecord:
    'Puts one record into the stream of the path; a StreamName in the body is ignored. Half of a surrogate pair, which UTF-8 cannot write, becomes a question mark',
  PutRecords:
    'Puts up to 500 records into the stream of the path; FailedRecordCount says how many are to be sent again',
};

const streamName = { name: 'stream-name', in: 'path', required: true, schema: { type: 'string' } } as const;

const responses = {
  200: { description: 'The answer of Kinesis' },
  400: { description: 'The request is not one that Kinesis takes: its error' },
  404: { description: 'There is no such stream' },
  429: { description: 'Too many requests; Retry-After says after how many seconds to try again' },
  500: { description: 'Kinesis failed' },
  503: { description: 'Kinesis is not available' },
} as const;

/** Without a default, API Gateway answers 500 to every other status, and never 200 for an error. */
const integrationResponses: AwsIntegration['responses'] = {
  200: { statusCode: '200' },
  '4\\d{2}': { statusCode: '400', responseTemplates: { 'application/json': errorTemplate } },
  503: { statusCode: '503' },
  '5(?!03)\\d{2}': { statusCode: '500' },
};
