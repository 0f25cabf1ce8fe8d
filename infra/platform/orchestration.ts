import * as pulumi from '@pulumi/pulumi';
import { airflowRequirements, dagFile } from '../../runtime/airflow/index.ts';
import { dagSettings, jsonText } from '../../runtime/blueprint/index.ts';
import { Airflow } from '../components/airflow/index.ts';
import { BatchDag } from '../components/batch-dag.ts';
import type { KafkaClient } from '../components/kafka-client/index.ts';
import type { Observability } from '../components/observability/index.ts';
import type { StackConfig } from '../config/index.ts';
import { after, type Key, type Making, type Net, withKey } from './making.ts';
import type { Workspace } from './workspace.ts';

/** The topic that is told of a failed run; undefined where nobody is. */
function failureTopic({ stage }: Making, observability: Observability | undefined): pulumi.Input<string> | undefined {
  const { orchestration } = stage;
  if (orchestration.type !== 'none' && orchestration.failureTopicArn !== undefined)
    return orchestration.failureTopicArn;
  return stage.observability.alarms.type === 'managed' ? observability?.topicArn : undefined;
}

/** Airflow of the stack. */
export function airflowOf(
  making: Making,
  network: Net | undefined,
  client: KafkaClient | undefined,
  observability: Observability | undefined,
  keyArn: Key,
): Airflow | undefined {
  const { stage, all, opts } = making;
  const { orchestration, userId, region, accountId } = stage;
  if (orchestration.type !== 'managed' || network === undefined) return undefined;
  const topicArn = failureTopic(making, observability);
  return new Airflow(
    `${userId}-airflow`,
    {
      environmentName: all.airflow,
      version: orchestration.version,
      environmentClass: orchestration.environmentClass,
      requirements: airflowRequirements(orchestration.version),
      vpcId: network.vpcId,
      subnetIds: network.subnetIds,
      region,
      accountId,
      // Sessions to the Kafka client forward its web server.
      ...(client && { visitorSecurityGroupId: client.securityGroupId }),
      ...(topicArn !== undefined && { topicArns: pulumi.all([topicArn]) }),
      logRetentionDays: stage.observability.logRetentionDays,
      ...stage.protection,
      ...withKey(keyArn),
    },
    after(opts, network.maker),
  );
}

/** The DAG that starts the batch job, in the stack's Airflow or the team's. */
export function dagOf(
  making: Making,
  airflow: Airflow | undefined,
  { jobs }: Workspace,
  observability: Observability | undefined,
  secrets: StackConfig['secrets'],
  keyArn: Key,
): BatchDag | undefined {
  const { stage, all, opts } = making;
  const { orchestration, workspace, userId } = stage;
  if (orchestration.type === 'none' || workspace.type === 'none') return undefined;
  const existing = orchestration.type === 'existing' ? orchestration : undefined;
  const bucketName = existing?.bucket ?? airflow?.bucketName;
  if (bucketName === undefined) throw new Error('a stage whose Airflow is managed has a network for it');
  const settings = pulumi.all([jobs.batchJobId, failureTopic(making, observability)]).apply(([jobId, topicArn]) =>
    dagSettings(stage, {
      ...{ jobId, topicArn, paused: orchestration.paused },
      timeoutMinutes: workspace.batchTimeoutMinutes,
    }),
  );
  return new BatchDag(
    `${userId}-dag`,
    {
      dagId: all.dag,
      bucketName,
      dag: dagFile(),
      settings: settings.apply(jsonText),
      connectionId: all.connection,
      host: workspace.host,
      clientId: orchestration.clientId,
      clientSecret: secrets.airflowClientSecret ?? '',
      // It is made from the configuration at any time; a window would only keep its name from the next one.
      recoveryDays: 0,
      ...(existing && { dagsFolder: existing.dagsFolder, connectionsPrefix: existing.connectionsPrefix }),
      ...withKey(keyArn),
    },
    opts,
  );
}
