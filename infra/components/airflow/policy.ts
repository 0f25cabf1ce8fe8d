import { connectionStart } from '../../../runtime/blueprint/index.ts';
import { policyDocument, type Statement } from '../../iam/document.ts';
import { airflowKeyActions, airflowOfAccount, airflowQueue, airflowQueueKey } from '../../iam/unavoidable.ts';

/** What the execution role of an environment needs to know. */
export interface AirflowAccess {
  readonly environmentName: string;
  readonly bucketArn: string;
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
  /** Prefix of the connections in Secrets Manager. */
  readonly connectionsPrefix: string;
  /** The topics to which DAGs may publish. */
  readonly topicArns: readonly string[];
  readonly keyArn: string | undefined;
}

/** What Airflow may do (AWS documentation, "Amazon MWAA execution role"), with its wildcards named one by one. */
export function airflowPolicy(access: AirflowAccess): string {
  const { environmentName, bucketArn, region, partition, accountId, connectionsPrefix, topicArns, keyArn } = access;
  const place = `${region}:${accountId}`;
  return policyDocument(
    {
      Sid: 'Metrics',
      Effect: 'Allow',
      Action: 'airflow:PublishMetrics',
      Resource: `arn:${partition}:airflow:${place}:environment/${environmentName}`,
    },
    {
      Sid: 'Bucket',
      Effect: 'Allow',
      Action: [
        's3:GetBucketLocation',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketVersioning',
        's3:GetEncryptionConfiguration',
        's3:ListBucket',
        's3:ListBucketVersions',
      ],
      Resource: bucketArn,
    },
    {
      Sid: 'Objects',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: `${bucketArn}/*`,
    },
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:GetLogEvents',
        'logs:GetLogGroupFields',
        'logs:GetLogRecord',
        'logs:GetQueryResults',
        'logs:PutLogEvents',
      ],
      Resource: `arn:${partition}:logs:${place}:log-group:airflow-${environmentName}-*`,
    },
    {
      Sid: 'Connections',
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: `arn:${partition}:secretsmanager:${place}:secret:${connectionsPrefix}/${connectionStart}*`,
    },
    ...(topicArns.length === 0 ? [] : [told(topicArns)]),
    airflowOfAccount,
    airflowQueue({ region, partition }),
    keyArn === undefined
      ? airflowQueueKey({ region, partition, accountId })
      : { Sid: 'Key', Effect: 'Allow', Action: airflowKeyActions, Resource: keyArn },
  );
}

function told(topicArns: readonly string[]): Statement {
  return { Sid: 'Tell', Effect: 'Allow', Action: 'sns:Publish', Resource: topicArns };
}
