import * as pulumi from '@pulumi/pulumi';
import { type IngestBackends, ingestApi, restProxyPort } from '../../runtime/blueprint/index.ts';
import { EventStreams } from '../components/event-streams.ts';
import { IngestApi } from '../components/ingest-api/index.ts';
import type { KafkaClient } from '../components/kafka-client/index.ts';
import type { StackConfig } from '../config/index.ts';
import { type Key, type Making, type Net, withKey } from './making.ts';

/** The streams of the streaming path. */
export function streamsOf({ stage, opts }: Making, keyArn: Key): EventStreams | undefined {
  const { streams, protection, userId } = stage;
  if (streams.type === 'none') return undefined;
  const { retentionHours } = streams;
  return new EventStreams(`${userId}-streams`, { userId, retentionHours, ...protection, ...withKey(keyArn) }, opts);
}

/** The API document names what the component makes by placeholders, so that it can be made before. */
export function ingestOf(
  { stage, opts }: Making,
  network: Net | undefined,
  client: KafkaClient | undefined,
  streams: EventStreams | undefined,
  keyArn: Key,
  secrets: StackConfig['secrets'],
): IngestApi | undefined {
  const { ingest, userId, region, accountId, observability } = stage;
  if (ingest.type === 'none') return undefined;
  const document = (backends: IngestBackends) => JSON.stringify(ingestApi(stage, backends));
  // API Gateway deploys no API without a route.
  if (client === undefined && Object.keys(ingestApi(stage, {}).paths).length === 0) return undefined;
  return new IngestApi(
    `${userId}-ingest`,
    {
      document:
        client === undefined
          ? document({})
          : pulumi
              .all([client.restProxyUrl, client.loadBalancerArn])
              .apply(([restProxyUrl, loadBalancerArn]) =>
                document({ restProxyUrl, vpcLink: { id: '<vpcLinkId>', loadBalancerArn } }),
              ),
      userId,
      region,
      accountId,
      stageName: stage.stage,
      throttleRate: ingest.throttle.ratePerSecond,
      throttleBurst: ingest.throttle.burst,
      tracing: ingest.tracing,
      logRetentionDays: observability.logRetentionDays,
      managesLoggingAccount: ingest.loggingAccount === 'managed',
      ...(client !== undefined &&
        network !== undefined && {
          proxy: {
            vpcId: network.vpcId,
            subnetIds: network.subnetIds,
            loadBalancerSecurityGroupId: client.loadBalancerSecurityGroupId,
            port: restProxyPort,
          },
        }),
      ...(streams !== undefined &&
        ingest.streamRoutes !== 'none' && {
          streamArns: streams.arns.apply((arns) => Object.values(arns)),
          createsStreams: ingest.streamRoutes === 'all',
        }),
      ...(secrets.ingestApiKey !== undefined && { apiKeyValue: secrets.ingestApiKey }),
      ...withKey(keyArn),
    },
    opts,
  );
}
