import { names, type Stage } from '../../blueprint/index.ts';
import type { Clock } from '../clock.ts';
import type { Authorize } from './authorize.ts';
import { openConnections } from './connections.ts';
import { gatewayTarget, type Protocol } from './gateway.ts';
import type { Sender } from './kinesis.ts';
import { putThroughGateway, type StreamRequest } from './stream.ts';
import type { Target } from './target.ts';
import { produce } from './topics.ts';

/** Where records go. */
export type TargetOptions =
  /** The topics of the stage, through its gateway. */
  | ({ readonly type: 'topics' } & GatewayOptions)
  /** The streams of the stage, through its gateway, by one or by many records a request. */
  | ({ readonly type: 'stream'; readonly via: StreamRequest } & GatewayOptions)
  /** The streams of the stage in Amazon Kinesis, directly. */
  | { readonly type: 'kinesis'; readonly client: Sender };

/** What {@link TargetOptions} can be. */
export const targetTypes = ['topics', 'stream', 'kinesis'] as const satisfies readonly TargetOptions['type'][];

interface GatewayOptions {
  /** The base URL of the gateway, http or https, with or without a last slash. */
  readonly url: string;
  /** Says who posts; absent where anyone may. */
  readonly authorize?: Authorize | undefined;
}

/** What a target needs of a run. */
interface Run {
  readonly stage: Stage;
  /** Requests under way at once. */
  readonly concurrency: number;
  readonly clock: Clock;
}

/** Opens a target; the SDK is loaded only for the one that uses it. */
export async function openTarget(options: TargetOptions, { stage, concurrency, clock }: Run): Promise<Target> {
  const { topics, streams } = names(stage);
  const throughGateway = (protocol: Protocol, { url, authorize }: GatewayOptions, places: Record<string, string>) =>
    gatewayTarget(
      protocol,
      places,
      openConnections(new URL(url), { ...protocol, connections: concurrency, authorize, clock }),
    );
  switch (options.type) {
    case 'topics':
      return throughGateway(produce, options, topics);
    case 'stream':
      return throughGateway(putThroughGateway[options.via], options, streams);
    case 'kinesis': {
      const { kinesisTarget } = await import('./kinesis.ts');
      return kinesisTarget(options.client, streams, clock);
    }
  }
}
