import type { EventStreams } from '../components/event-streams.ts';
import type { IngestApi } from '../components/ingest-api/index.ts';
import type { KafkaClient } from '../components/kafka-client/index.ts';
import { Observability } from '../components/observability/index.ts';
import type { S3Sink } from '../components/s3-sink/index.ts';
import { type Kafka, type Key, type Making, withKey } from './making.ts';

/** The parts of the data path that there are. */
export interface Parts {
  readonly kafka: Kafka | undefined;
  readonly client: KafkaClient | undefined;
  readonly sink: S3Sink | undefined;
  readonly streams: EventStreams | undefined;
  readonly ingest: IngestApi | undefined;
}

/** Dashboard, alarms and budget along the data path. */
export function observabilityOf({ stage, all, opts }: Making, parts: Parts, keyArn: Key): Observability | undefined {
  const { userId, region, accountId, observability, streams, orchestration } = stage;
  const { alarms, budget, dashboard } = observability;
  if (alarms.type === 'none' && budget.type === 'none' && dashboard === 'none') return undefined;
  const { kafka, client, sink, ingest } = parts;
  return new Observability(
    `${userId}-observability`,
    {
      userId,
      stage: stage.stage,
      region,
      accountId,
      dashboard: dashboard === 'managed',
      ...(ingest && { api: { apiName: ingest.apiName, stageName: stage.stage } }),
      ...(client && {
        proxy: { loadBalancer: client.loadBalancerArnSuffix, targetGroup: client.targetGroupArnSuffix },
      }),
      ...(kafka && { clusterName: kafka.clusterName }),
      ...(sink && { connector: { connectorName: all.connector, logGroupName: sink.logGroupName } }),
      ...(streams.type === 'managed' && {
        streamNames: Object.values(all.streams),
        retentionHours: streams.retentionHours,
      }),
      ...(orchestration.type === 'managed' && { airflow: all.airflow }),
      ...(alarms.type === 'managed' && { alarmEmails: alarms.emails }),
      ...(budget.type === 'managed' && { monthlyUsd: budget.monthlyUsd, budgetEmails: budget.emails }),
      ...withKey(keyArn),
    },
    opts,
  );
}
