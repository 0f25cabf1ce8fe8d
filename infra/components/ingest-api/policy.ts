import { partitionOf, streamPrefix } from '../../../runtime/blueprint/index.ts';
import { policyDocument } from '../../iam/document.ts';
import { listStreams } from '../../iam/unavoidable.ts';

/** What the execution role needs to know. */
export interface ExecutionAccess {
  readonly userId: string;
  readonly region: string;
  readonly accountId: string;
  /** Streams that may be described and written. */
  readonly streamArns: readonly string[];
  /** Whether the user's streams may be created and deleted too. */
  readonly createsStreams: boolean;
  readonly keyArn: string | undefined;
}

/** What API Gateway may do with Kinesis for a caller: reach this user's streams and no others. */
export function executionPolicy(access: ExecutionAccess): string {
  const { userId, region, accountId, streamArns, createsStreams, keyArn } = access;
  const own = `arn:${partitionOf(region)}:kinesis:${region}:${accountId}:stream/${streamPrefix(userId)}*`;
  return policyDocument(
    listStreams,
    {
      Sid: 'Records',
      Effect: 'Allow',
      Action: ['kinesis:DescribeStream', 'kinesis:PutRecord', 'kinesis:PutRecords'],
      Resource: createsStreams ? own : streamArns,
    },
    ...(createsStreams
      ? [
          {
            Sid: 'Streams',
            Effect: 'Allow',
            Action: ['kinesis:CreateStream', 'kinesis:DeleteStream'],
            Resource: own,
          } as const,
        ]
      : []),
    ...(keyArn === undefined
      ? []
      : [{ Sid: 'Key', Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: keyArn } as const]),
  );
}
