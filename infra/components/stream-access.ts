import { Credential } from '@pulumi/databricks/credential.js';
import * as pulumi from '@pulumi/pulumi';
import type { Statement } from '../iam/document.ts';
import { useOfKey } from '../iam/kafka.ts';
import { checkArguments } from './arguments/index.ts';
import { streamAccessArguments } from './arguments/stream-access.ts';
import { roleArn, unityRole } from './unity-role.ts';

/** What {@link StreamAccess} takes. */
export interface StreamAccessArgs {
  /** Name of the service credential in the metastore. Example: `pinflow-demo-streams`. */
  readonly credentialName: string;
  /** Name of the role that Unity Catalog assumes; unique in the account. Example: `pinflow-demo-us-east-1-streams`. */
  readonly roleName: string;
  readonly accountId: string;
  /** ARNs of the streams that are read. */
  readonly streamArns: pulumi.Input<string[]>;
  /** Whether readers have consumers of their own (enhanced fan-out), which they register. Default: false. */
  readonly registersConsumers?: boolean;
  /** The KMS key of the streams. Default: the key of the service. */
  readonly keyArn?: pulumi.Input<string>;
}

/**
 * A service credential of Unity Catalog by which a streaming job reads Kinesis, and the role behind it, which assumes itself.
 *
 * Monthly cost: none.
 */
export class StreamAccess extends pulumi.ComponentResource {
  readonly credentialName: pulumi.Output<string>;

  constructor(name: string, args: StreamAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('StreamAccess', name, args, streamAccessArguments);
    super('pinflow:index:StreamAccess', name, {}, opts);
    const { credentialName, roleName, accountId, streamArns, registersConsumers = false, keyArn } = args;
    const credential = new Credential(
      `${name}-credential`,
      {
        name: credentialName,
        purpose: 'SERVICE',
        awsIamRole: { roleArn: roleArn(accountId, roleName) },
        skipValidation: true,
        comment: 'Made by pinflow',
      },
      { parent: this },
    );
    unityRole(
      `${name}-role`,
      {
        roleName,
        description: `What a streaming job may do by the credential ${credentialName}`,
        accountId,
        externalId: credential.awsIamRole.apply((role) => role?.externalId ?? ''),
        statements: pulumi
          .output({ streamArns, keyArn })
          .apply((known) => readingStatements(known.streamArns, registersConsumers, known.keyArn)),
      },
      this,
    );
    this.credentialName = credential.name;
    this.registerOutputs({ credentialName: this.credentialName });
  }
}

/** What reading takes (Databricks documentation, "Connect to Amazon Kinesis"; for consumers of their own AWS's list for the Kinesis Client Library). */
export function readingStatements(
  streamArns: readonly string[],
  registersConsumers: boolean,
  keyArn: string | undefined,
): Statement[] {
  const own = streamArns.map((arn) => `${arn}/consumer/*`);
  return [
    {
      Sid: 'Read',
      Effect: 'Allow',
      Action: [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetRecords',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
        ...(registersConsumers ? ['kinesis:ListStreamConsumers', 'kinesis:RegisterStreamConsumer'] : []),
      ],
      Resource: streamArns,
    },
    ...(registersConsumers
      ? [
          {
            Sid: 'Consumers',
            Effect: 'Allow' as const,
            Action: ['kinesis:DeregisterStreamConsumer', 'kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'],
            Resource: own,
          },
        ]
      : []),
    ...(keyArn === undefined ? [] : [useOfKey(keyArn)]),
  ];
}
