import type { Statement } from './document.ts';

/*
 * The places where a policy of pinflow says `*`, each with the reason why it cannot say less. Everywhere else actions and resources are
 * named; `tests/infra/iam.test.ts` holds that.
 */

/** In the policy of a KMS key `*` is that key and no other: the policy is part of it, and its ARN is not known before (AWS documentation, "Key policies in AWS KMS"). */
export const thisKey = '*';

/** The account itself administers a key: without it IAM policies give nobody use of the key, and nobody could mend its policy (AWS documentation, "Default key policy"). */
export function accountAdministersKey({ accountId, partition }: { accountId: string; partition: string }): Statement {
  return {
    Sid: 'AccountAdministers',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: thisKey,
  };
}

/** Listing streams names no stream: IAM knows no resource for it (AWS documentation, "Actions, resources, and condition keys for Amazon Kinesis Data Streams"). */
export const listStreams: Statement = {
  Sid: 'ListStreams',
  Effect: 'Allow',
  Action: 'kinesis:ListStreams',
  Resource: '*',
};

/** A bucket refuses everyone and everything that comes without TLS: to name some would let the others in. It allows nothing. */
export function tlsOnly(bucketArn: string): Statement {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/** What Airflow looks up and measures of the whole account: IAM knows no resource for it (AWS documentation, "Amazon MWAA execution role"). */
export const airflowOfAccount: Statement = {
  Sid: 'OfTheAccount',
  Effect: 'Allow',
  Action: ['cloudwatch:PutMetricData', 'logs:DescribeLogGroups', 's3:GetAccountPublicAccessBlock'],
  Resource: '*',
};

/** The queue between Airflow's scheduler and workers lies in an account of AWS, whose number nobody tells (as above). */
export function airflowQueue({ region, partition }: { region: string; partition: string }): Statement {
  return {
    Sid: 'Queue',
    Effect: 'Allow',
    Action: [
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
    ],
    Resource: `arn:${partition}:sqs:${region}:*:airflow-celery-*`,
  };
}

/** What Airflow does with the key of that queue (as above). */
export const airflowKeyActions = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** Without a key of the stack, that queue is encrypted by a key of AWS, which has no ARN to name: by any key but the account's own (as above). */
export function airflowQueueKey(place: { region: string; partition: string; accountId: string }): Statement {
  const { region, partition, accountId } = place;
  return {
    Sid: 'QueueKey',
    Effect: 'Allow',
    Action: airflowKeyActions,
    NotResource: `arn:${partition}:kms:*:${accountId}:key/*`,
    Condition: { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } },
  };
}
