/** The clicks of a web shop: an API that takes them and streams that keep them for two days, without Kafka, bucket or stage files. */
import { readFileSync } from 'node:fs';
import { EventStreams, IngestApi } from '@pinflow/infra/components';
import * as pulumi from '@pulumi/pulumi';

const config = new pulumi.Config();
const userId = config.require('userId');
const region = new pulumi.Config('aws').require('region');

const clicks = new EventStreams('clicks', { userId, retentionHours: 48 });

const document = readFileSync(new URL('openapi.json', import.meta.url), 'utf8').replaceAll('<region>', region);
const api = new IngestApi('clicks', {
  document,
  userId,
  region,
  accountId: config.require('accountId'),
  stageName: 'live',
  streamArns: clicks.arns.apply(Object.values),
});

export const url = api.invokeUrl;
export const streams = clicks.names;
