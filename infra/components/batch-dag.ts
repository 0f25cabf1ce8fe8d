import { createHash } from 'node:crypto';
import { BucketObjectv2 } from '@pulumi/aws/s3/index.js';
import { Secret, SecretVersion } from '@pulumi/aws/secretsmanager/index.js';
import * as pulumi from '@pulumi/pulumi';
import { airflowPlaces } from '../../runtime/blueprint/index.ts';
import { batchDagArguments } from './arguments/batch-dag.ts';
import { checkArguments } from './arguments/index.ts';

/** What {@link BatchDag} takes. */
export interface BatchDagArgs {
  /** The DAG's ID, and the name of its two files. Example: `demo_dag`. */
  readonly dagId: string;
  /** The bucket from which Airflow takes its DAGs. */
  readonly bucketName: pulumi.Input<string>;
  /** Default: `dags`. */
  readonly dagsFolder?: string;
  /** The DAG's code. */
  readonly dag: string;
  /** Its settings, as JSON. */
  readonly settings: pulumi.Input<string>;
  /** Airflow's connection. Example: `databricks_demo`. */
  readonly connectionId: string;
  /** Where Airflow looks for connections in Secrets Manager. Default: `airflow/connections`. */
  readonly connectionsPrefix?: string;
  /** The workspace. Example: `https://dbc-1.cloud.databricks.com`. */
  readonly host: string;
  /** The service principal as which Airflow starts the job, by its application ID. */
  readonly clientId: string;
  /** Its OAuth secret. Outputs and AWS API answers never hold it; the state has it among the inputs, encrypted by the stack's provider. */
  readonly clientSecret: pulumi.Input<string>;
  /** The KMS key of the secret. Default: the key of the service. */
  readonly keyArn?: pulumi.Input<string>;
  /** Days in which a deleted secret can be had back; with 0 its name is free at once. Default: 30. */
  readonly recoveryDays?: number;
}

/**
 * The DAG that starts the batch job every day, in an Airflow: its code, beside it its settings, and the connection by which it speaks to
 * Databricks, in Secrets Manager.
 *
 * Monthly cost: the secret; see docs/costs.md.
 */
export class BatchDag extends pulumi.ComponentResource {
  readonly dagKey: pulumi.Output<string>;

  constructor(name: string, args: BatchDagArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('BatchDag', name, args, batchDagArguments);
    super('pinflow:index:BatchDag', name, {}, opts);
    const connection = this.connection(name, args);
    const settings = this.object(`${name}-settings`, args, 'json', args.settings, [connection]);
    // A DAG without settings is an import error: they go first.
    const dag = this.object(`${name}-dag`, args, 'py', args.dag, [settings]);
    this.dagKey = dag.key;
    this.registerOutputs({ dagKey: this.dagKey });
  }

  private object(
    logicalName: string,
    { bucketName, dagsFolder = airflowPlaces.dagsFolder, dagId }: BatchDagArgs,
    ending: string,
    content: pulumi.Input<string>,
    dependsOn: pulumi.Resource[],
  ): BucketObjectv2 {
    return new BucketObjectv2(
      logicalName,
      { bucket: bucketName, key: `${dagsFolder}/${dagId}.${ending}`, content },
      { parent: this, dependsOn },
    );
  }

  private connection(name: string, args: BatchDagArgs): SecretVersion {
    const {
      connectionId,
      connectionsPrefix = airflowPlaces.connectionsPrefix,
      host,
      clientId,
      recoveryDays = 30,
    } = args;
    const secret = new Secret(
      `${name}-connection`,
      {
        name: `${connectionsPrefix}/${connectionId}`,
        description: `How Airflow starts the job of ${args.dagId} on Databricks`,
        recoveryWindowInDays: recoveryDays,
        ...(args.keyArn !== undefined && { kmsKeyId: args.keyArn }),
      },
      { parent: this },
    );
    const text = pulumi.secret(args.clientSecret).apply((password) => connectionText(host, clientId, password));
    return new SecretVersion(
      `${name}-connection`,
      { secretId: secret.id, secretStringWo: text, secretStringWoVersion: pulumi.unsecret(text.apply(versionOf)) },
      { parent: this },
    );
  }
}

/** A connection of Airflow as JSON (Airflow's Databricks provider, "Databricks Connection", service principal by OAuth). */
export function connectionText(host: string, clientId: string, password: string): string {
  return JSON.stringify({
    conn_type: 'databricks',
    host,
    login: clientId,
    password,
    extra: { service_principal_oauth: true },
  });
}

/** A number that changes with a text and tells nothing of it: what is write-only is written when its version changes. */
export function versionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() % 2 ** 31;
}
