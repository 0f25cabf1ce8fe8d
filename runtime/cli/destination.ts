import type { Authorize, StreamRequest, TargetOptions } from '../emulator/index.ts';
import { PinflowError } from '../errors.ts';
import { openKinesis } from './kinesis-client.ts';
import { openSigner } from './signing.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** What the options of a command say of where records go. */
export interface DestinationOptions {
  readonly target: TargetOptions['type'];
  readonly via?: StreamRequest | undefined;
  readonly url?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly stack?: string | undefined;
  readonly id: string;
}

/** Where records go. */
export interface Destination extends Disposable {
  readonly target: TargetOptions;
  readonly userId: string;
  /** What it is called. */
  readonly place: string;
}

/**
 * The target that the options name, or that a deployed stack offers.
 * @throws {PinflowError} `USAGE`, `STACK_UNREADABLE` or `CREDENTIALS_MISSING`
 */
export async function openDestination(options: DestinationOptions): Promise<Destination> {
  refuseMisplaced(options);
  const { target: type, via = 'records' } = options;
  if (type === 'kinesis') {
    const { userId, ...place } = await kinesisOf(options);
    const client = await openKinesis(place);
    return {
      target: { type, client },
      userId,
      place: place.endpoint ?? `Kinesis in ${await client.config.region()}`,
      [Symbol.dispose]: () => client.destroy(),
    };
  }
  const { userId, ...gateway } = await gatewayOf(options);
  const target = type === 'stream' ? { type, via, ...gateway } : { type, ...gateway };
  return { target, userId, place: gateway.url, [Symbol.dispose]: () => {} };
}

const choices = ['url', 'via', 'endpoint', 'region'] as const;

/** Which of the {@link choices} a target has. */
const choicesOf: Readonly<Record<TargetOptions['type'], readonly (typeof choices)[number][]>> = {
  topics: ['url'],
  stream: ['url', 'via'],
  kinesis: ['endpoint', 'region'],
};

function refuseMisplaced(options: DestinationOptions): void {
  const own = choicesOf[options.target];
  const misplaced = choices.find((choice) => options[choice] !== undefined && !own.includes(choice));
  if (misplaced === undefined) return;
  const taken = own.map((choice) => `--${choice}`).join(' and ');
  throw new PinflowError('USAGE', `--target ${options.target} has no --${misplaced}: it takes ${taken}`);
}

async function kinesisOf({ endpoint, region, stack, id }: DestinationOptions) {
  if (stack === undefined) return { userId: id, endpoint, region };
  const outputs = await streamsOfStack(stack);
  return { userId: outputs.userId, endpoint: undefined, region: outputs.region };
}

interface Gateway {
  readonly url: string;
  readonly userId: string;
  readonly authorize?: Authorize | undefined;
}

async function gatewayOf({ target, url, stack, id }: DestinationOptions): Promise<Gateway> {
  if (stack !== undefined) return await gatewayOfStack(stack, target);
  if (url !== undefined) return { url, userId: id };
  throw new PinflowError('USAGE', 'nothing says where to post: give --url, a gateway, or --stack, a deployed stack');
}

async function gatewayOfStack(stack: string, target: TargetOptions['type']): Promise<Gateway> {
  const outputs = target === 'stream' ? await streamsOfStack(stack) : await readStackOutputs(stack);
  const { invokeUrl: url, userId, region, authorization, ingestApiKey } = outputs;
  if (url === undefined) throw missing(stack, 'invokeUrl', 'it has no ingest API to post to');
  switch (authorization) {
    case 'iam':
      return { url, userId, authorize: await openSigner(region) };
    case 'apiKey':
      if (ingestApiKey === undefined) throw missing(stack, 'ingestApiKey');
      return { url, userId, authorize: async () => ['x-api-key', ingestApiKey] };
    case 'none':
      return { url, userId };
    default:
      // Posting without authorization to an API that asks for one would end in refusals that name another reason.
      throw missing(stack, 'authorization');
  }
}

async function streamsOfStack(stack: string) {
  const outputs = await readStackOutputs(stack);
  if (outputs.streams === undefined) throw missing(stack, 'streams', 'it has no streams');
  return outputs;
}

function missing(stack: string, output: string, means?: string): PinflowError {
  const why = `its output ${output} is missing`;
  return new PinflowError('STACK_UNREADABLE', `stack ${stack}: ${means === undefined ? why : `${means} (${why})`}`);
}
