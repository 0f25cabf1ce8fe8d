import * as aws from '@pulumi/aws/kinesis/index.js';
import * as pulumi from '@pulumi/pulumi';
import { names } from '../../runtime/blueprint/index.ts';
import { eventStreamsArguments } from './arguments/event-streams.ts';
import { checkArguments } from './arguments/index.ts';

/** What {@link EventStreams} takes. */
export interface EventStreamsArgs {
  /** The user id in the streams' names, `streaming-<userId>-<kind>`. Example: `demo`. */
  readonly userId: string;
  /** Hours that a record can be read, 24 to 8760. Default: 24. Beyond 24 hours storage costs extra. */
  readonly retentionHours?: pulumi.Input<number>;
  /** The KMS key that encrypts records: its ARN or an alias. Default: the key of the service, `alias/aws/kinesis`, without cost. */
  readonly keyArn?: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete the streams. Default: false. */
  readonly protect?: boolean;
  /** Whether the streams stay in AWS when they leave the stack. Default: false; a deletion then removes their consumers too. */
  readonly retain?: boolean;
}

/**
 * The streaming path's way in: one on-demand Kinesis stream a kind of record, encrypted by KMS.
 *
 * Monthly cost: a stream-hour each, whether it is used or not, and records in and out by volume; see docs/costs.md.
 */
export class EventStreams extends pulumi.ComponentResource {
  /** The streams' names, by kind. */
  readonly names: pulumi.Output<Record<string, string>>;
  /** The streams' ARNs, by kind. */
  readonly arns: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: EventStreamsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments('EventStreams', name, args, eventStreamsArguments);
    super('pinflow:index:EventStreams', name, {}, opts);
    const streams = Object.entries(names({ userId: args.userId }).streams).map(
      ([kind, streamName]) => [kind, this.stream(`${name}-${kind}`, streamName, args)] as const,
    );
    this.names = pulumi.output(Object.fromEntries(streams.map(([kind, stream]) => [kind, stream.name])));
    this.arns = pulumi.output(Object.fromEntries(streams.map(([kind, stream]) => [kind, stream.arn])));
    this.registerOutputs({ names: this.names, arns: this.arns });
  }

  private stream(logicalName: string, streamName: string, args: EventStreamsArgs): aws.Stream {
    const { retentionHours = 24, keyArn = 'alias/aws/kinesis', protect = false, retain = false } = args;
    return new aws.Stream(
      logicalName,
      {
        name: streamName,
        streamModeDetails: { streamMode: 'ON_DEMAND' },
        encryptionType: 'KMS',
        kmsKeyId: keyArn,
        retentionPeriod: retentionHours,
        enforceConsumerDeletion: !retain,
      },
      { parent: this, protect, retainOnDelete: retain },
    );
  }
}
