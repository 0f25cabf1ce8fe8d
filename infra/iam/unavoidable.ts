import type { Statement } from './document.ts';

/** The account itself administers a key: without it IAM policies give nobody use of the key, and nobody could mend its policy (AWS documentation, "Default key policy"). `*` is this key. */
export function accountAdministersKey({ accountId, partition }: { accountId: string; partition: string }): Statement {
  return {
    Sid: 'AccountAdministers',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
}

/** Listing streams names no stream: IAM knows no resource for it (AWS documentation, "Actions, resources, and condition keys for Amazon Kinesis Data Streams"). */
export const listStreams: Statement = {
  Sid: 'ListStreams',
  Effect: 'Allow',
  Action: 'kinesis:ListStreams',
  Resource: '*',
};
