import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { PinflowError } from '../errors.ts';

/** Where streams are. */
export interface KinesisPlace {
  /** Such as the one that `pinflow twin` prints; the region's own where none is given. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

/** Milliseconds without a byte in either direction after which a call has failed: a connection may be gone without a word. */
const silenceMs = 10_000;

/**
 * A client of Amazon Kinesis with the credentials of the usual chain; one on this machine, such as the twin, asks for none. Calls are made
 * once: whoever uses it tries again.
 * @throws {PinflowError} `USAGE` or `CREDENTIALS_MISSING`
 */
export async function openKinesis({ endpoint, region }: KinesisPlace): Promise<KinesisClient> {
  const { KinesisClient } = await import('@aws-sdk/client-kinesis');
  const client = new KinesisClient({
    maxAttempts: 1,
    // A connection of its own for each call, as the SDK has it where it makes the handler: one that is gone takes no others with it.
    requestHandler: { requestTimeout: silenceMs, disableConcurrentStreams: true },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint: checkedEndpoint(endpoint) }),
    ...(endpoint !== undefined && isLoopback(endpoint) && { region: region ?? 'us-east-1', credentials: nobody }),
  });
  await client.config.region().catch(() => {
    throw new PinflowError('USAGE', 'nothing says which region: give --region, or set AWS_REGION');
  });
  await client.config.credentials().catch((cause: Error) => {
    throw new PinflowError('CREDENTIALS_MISSING', cause.message, { cause });
  });
  return client;
}

const nobody = { accessKeyId: 'local', secretAccessKey: 'local' };

function isLoopback(endpoint: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(endpoint).hostname);
}

function checkedEndpoint(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)) return endpoint;
  throw new PinflowError('USAGE', `--endpoint: ${endpoint} is not an address such as http://127.0.0.1:4568`);
}
