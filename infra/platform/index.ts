import * as pulumi from '@pulumi/pulumi';
import { names, type StackOutputs, type Stage, unpinnedArtifacts } from '../../runtime/blueprint/index.ts';
import { awsProvider } from '../aws-provider.ts';
import type { Airflow } from '../components/airflow/index.ts';
import type { LakeBucket } from '../components/lake-bucket.ts';
import type { Observability } from '../components/observability/index.ts';
import type { StackConfig } from '../config/index.ts';
import { clientOf, kafkaOf, sinkOf, topicsOf } from './batch.ts';
import { encryptionKey, lakeOf, networkOf } from './ground.ts';
import { ingestOf, streamsOf } from './ingest.ts';
import type { Key, Making } from './making.ts';
import { observabilityOf, type Parts } from './observability.ts';
import { airflowOf, dagOf } from './orchestration.ts';
import { type Workspace, workspaceOf } from './workspace.ts';

/** The outputs of a stack before they are known. */
export type PlatformOutputs = {
  readonly [Name in keyof StackOutputs]: pulumi.Input<NonNullable<StackOutputs[Name]>> | undefined;
};

/** Makes everything of a stack, in the order in which data flows. */
export function platform({ stage, secrets }: StackConfig): PlatformOutputs {
  warnOfUnpinned(stage);
  const making: Making = { stage, all: names(stage), opts: { providers: [awsProvider(stage)] } };
  const keyArn = encryptionKey(making);
  const network = networkOf(making);
  const kafka = kafkaOf(making, network, keyArn);
  const topics = topicsOf(making, kafka);
  const client = clientOf(making, network, kafka, topics, keyArn);
  const lake = lakeOf(making, keyArn);
  const sink = sinkOf(making, network, kafka, lake, [topics, client], keyArn);
  const streams = streamsOf(making, keyArn);
  const ingest = ingestOf(making, network, client, streams, keyArn, secrets);
  const workspace = workspaceOf(making, lake, streams, keyArn, secrets);
  const observability = observabilityOf(making, { kafka, client, sink, streams, ingest }, keyArn);
  const airflow = airflowOf(making, network, client, observability, keyArn);
  if (workspace !== undefined) dagOf(making, airflow, workspace, observability, secrets, keyArn);
  const parts = { kafka, client, lake, sink, streams, ingest, workspace, observability, airflow, keyArn };
  return outputsOf(making, parts, secrets);
}

/** A preview works without them; an update would not come far, and late. */
function warnOfUnpinned(stage: Stage): void {
  const unpinned = unpinnedArtifacts(stage).map(({ name, version }) => `${name} ${version}`);
  if (unpinned.length === 0) return;
  const text = `no SHA-256 is pinned for ${unpinned.join(' and ')}: run \`npx pinflow artifacts pin --stage ${stage.stage}\`, then \`artifacts sync\`, before an update`;
  void pulumi.log.warn(text);
}

function outputsOf(
  { stage, all }: Making,
  parts: Parts & {
    readonly lake: LakeBucket;
    readonly workspace: Workspace | undefined;
    readonly observability: Observability | undefined;
    readonly airflow: Airflow | undefined;
    readonly keyArn: Key;
  },
  secrets: StackConfig['secrets'],
): PlatformOutputs {
  const { kafka, client, lake, sink, streams, ingest, workspace, observability, airflow, keyArn } = parts;
  const databricks = stage.workspace.type === 'existing' ? stage.workspace : undefined;
  return {
    stage: stage.stage,
    userId: stage.userId,
    region: stage.region,
    bucket: lake.bucketName,
    ...(keyArn !== undefined && { keyArn }),
    ...(ingest &&
      stage.ingest.type === 'managed' && { invokeUrl: ingest.invokeUrl, authorization: stage.ingest.authorization }),
    ...(secrets.ingestApiKey && { ingestApiKey: secrets.ingestApiKey }),
    ...(kafka && {
      bootstrapServers: kafka.bootstrapServers,
      topics: all.topics,
      deadLetterTopic: all.deadLetterTopic,
    }),
    ...(client && { clientInstanceId: client.instanceId }),
    ...(sink && { connector: sink.connectorName }),
    ...(streams && { streams: streams.names }),
    ...(databricks && {
      workspaceHost: databricks.host,
      warehouseId: databricks.warehouseId,
      catalog: databricks.catalog.name,
      schema: databricks.schema.name,
    }),
    ...(workspace && {
      batchJobId: workspace.jobs.batchJobId,
      batchJobUrl: workspace.jobs.batchJobUrl,
      ...(databricks?.stream.type === 'managed' && { streamJobUrl: workspace.jobs.streamJobUrl }),
      notebookUrl: workspace.pages.notebookUrl,
    }),
    ...(airflow && { airflowUrl: airflow.webserverUrl.apply((url) => `https://${url}`) }),
    ...(observability && stage.observability.dashboard === 'managed' && { dashboardUrl: observability.dashboardUrl }),
  };
}
