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
