import { contracts } from '../contracts/index.ts';
import { names } from './names.ts';
import type { Stage } from './stage/index.ts';

/** What the DAG of a stage reads beside itself: all that `runtime/airflow/dag.py` knows of the stage. */
export interface DagSettings {
  readonly dag_id: string;
  readonly stage: string;
  /** Of Databricks, in Airflow. */
  readonly connection_id: string;
  readonly job_id: string;
  /** The task of the job that reports counts. */
  readonly task_key: string;
  /** The record kinds that it counts. */
  readonly kinds: readonly string[];
  /** The SNS topic that is told of a failure; null: nobody is. */
  readonly topic_arn: string | null;
  /** When a run is given up. */
  readonly timeout_seconds: number;
  /** Whether Airflow waits to be switched on. */
  readonly paused: boolean;
}

/** The task of the batch job. */
export const batchTask = 'batch';

/** What is known of a stage once its job is there. */
export interface DeployedJob {
  readonly jobId: string;
  readonly topicArn: string | undefined;
  /** When Databricks ends a run as failed. */
  readonly timeoutMinutes: number;
  readonly paused: boolean;
}

/** The settings of a stage's DAG. It gives up a little later than Databricks does: what Databricks ends is told with its reason. */
export function dagSettings(
  stage: Pick<Stage, 'stage' | 'userId'>,
  { jobId, topicArn, timeoutMinutes, paused }: DeployedJob,
): DagSettings {
  const { dag, connection } = names(stage);
  return {
    dag_id: dag,
    stage: stage.stage,
    connection_id: connection,
    job_id: jobId,
    task_key: batchTask,
    kinds: contracts.map(({ kind }) => kind),
    topic_arn: topicArn ?? null,
    timeout_seconds: (timeoutMinutes + 15) * 60,
    paused,
  };
}
