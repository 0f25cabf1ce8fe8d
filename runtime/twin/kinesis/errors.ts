/** An answer of Kinesis that tells of an error: `{"__type":…,"message":…}`. */
export class KinesisError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = 'KinesisError';
    this.type = type;
    this.status = status;
  }
}

/** The account that the streams of this machine belong to. */
export const account = '000000000000';
/** The region that they are in. */
export const region = 'us-east-1';

export const invalidArgument = (message: string) => new KinesisError('InvalidArgumentException', message);
export const invalid = (message: string) => new KinesisError('ValidationException', message);
export const unreadable = (message: string) => new KinesisError('SerializationException', message);
export const unknownOperation = (status: number) =>
  new KinesisError('UnknownOperationException', 'There is no such operation.', status);
export const internalFailure = () => new KinesisError('InternalFailure', 'Internal Service Failure', 500);

/** The name of a stream among all that there are. */
export const streamArn = (stream: string) => `arn:aws:kinesis:${region}:${account}:stream/${stream}`;

export const tooLarge = () => new KinesisError('RequestEntityTooLargeException', 'The body is too large.', 413);
export const limitExceeded = (message: string) => new KinesisError('LimitExceededException', message);
export const throttled = () => new KinesisError('ProvisionedThroughputExceededException', 'Rate exceeded.');
export const noStreamAt = (arn: string) => new KinesisError('ResourceNotFoundException', `Stream ${arn} not found.`);
export const noStream = (stream: string) =>
  new KinesisError('ResourceNotFoundException', `Stream ${stream} under account ${account} not found.`);
export const streamExists = (stream: string) =>
  new KinesisError('ResourceInUseException', `Stream ${stream} under account ${account} already exists.`);
export const noShard = (stream: string, shard: string) =>
  new KinesisError(
    'ResourceNotFoundException',
    `Shard ${shard} in stream ${stream} under account ${account} does not exist`,
  );
export const rateExceeded = (stream: string, shard: string) =>
  new KinesisError(
    'ProvisionedThroughputExceededException',
    `Rate exceeded for shard ${shard} in stream ${stream} under account ${account}.`,
  );
