import type { PinflowError } from '../../errors.ts';
import type { HttpAnswer } from '../http-server.ts';
import type { Appended } from '../log/port.ts';

/** The media type of the v2 API's answers. */
export const v2Json = 'application/vnd.kafka.v2+json';

/** An answer of the REST proxy to a request that it refuses as a whole: `{"error_code":…,"message":…}`. */
export class RestError extends Error {
  readonly status: number;
  readonly errorCode: number;

  constructor(status: number, message: string, errorCode = status) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

/** What Jersey answers when no resource, method or media type fits. */
export const notFound = () => new RestError(404, 'HTTP 404 Not Found');
export const methodNotAllowed = () => new RestError(405, 'HTTP 405 Method Not Allowed');
export const notAcceptable = () => new RestError(406, 'HTTP 406 Not Acceptable');
export const unsupportedMediaType = () => new RestError(415, 'HTTP 415 Unsupported Media Type');

/** Bean validation's answer: `<path> <violation> (was <value>)`. */
export function invalid(path: string, violation: string, was: string): RestError {
  return new RestError(422, `produceJson.arg2${path} ${violation} (was ${was})`);
}

/** A record that the producer refused; the others of its request are not touched. */
export interface RefusedRecord {
  readonly errorCode: 50002 | 50003;
  readonly error: string;
}

/** A record's result inside a 200. */
export type RecordResult = Appended | RefusedRecord;

/** The answer of v2 produce: 200 whatever became of the single records. */
export function producedAnswer(results: readonly RecordResult[]): string {
  return `{"offsets":[${results.map(offsetEntry).join(',')}],"key_schema_id":null,"value_schema_id":null}`;
}

/** An answer in JSON. */
export function jsonAnswer(status: number, body: string): HttpAnswer {
  return { status, headers: ['Content-Type', v2Json], body };
}

/** The answer that tells of an error; what is not a {@link RestError} is the proxy's own fault. */
export function errorAnswer(error: unknown): HttpAnswer {
  const { status, errorCode, message } =
    error instanceof RestError ? error : new RestError(500, error instanceof Error ? error.message : String(error));
  return jsonAnswer(status, JSON.stringify({ error_code: errorCode, message }));
}

function offsetEntry(result: RecordResult): string {
  if ('offset' in result) {
    return `{"partition":${result.partition},"offset":${result.offset},"error_code":null,"error":null}`;
  }
  const { errorCode, error } = 'errorCode' in result ? result : brokerError(result.error);
  return `{"partition":null,"offset":null,"error_code":${errorCode},"error":${JSON.stringify(error)}}`;
}

/** A broker that cannot write answers KAFKA_STORAGE_ERROR, which is a RetriableException. */
function brokerError({ message }: PinflowError): RefusedRecord {
  return { errorCode: 50003, error: `Disk error when trying to access log file on the disk: ${message}` };
}
