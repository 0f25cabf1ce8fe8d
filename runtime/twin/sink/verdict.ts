import { compactJson, JsonSyntaxError } from '../json.ts';
import type { StoredRecord } from '../log/port.ts';
import type { SinkSettings } from './settings.ts';

/** What becomes of a record: a line of an object, a dead letter, nothing at all, or the end of the task. */
export type Verdict =
  | { readonly line: Buffer }
  | { readonly deadLetter: Failure }
  | { readonly skip: true }
  | { readonly fail: string };

/** Why a record cannot be written, in the terms of Kafka Connect's context headers. */
export interface Failure {
  readonly stage: 'VALUE_CONVERTER' | 'TASK_PUT';
  readonly className: string;
  readonly exception: string;
  readonly message: string;
}

/** Decides as Kafka Connect with the S3 sink decides by its settings. A JSON null is a null value to the converter. */
export function judge({ value }: StoredRecord, settings: SinkSettings): Verdict {
  if (value === null) return judgeNull(settings);
  try {
    const line = compactJson(Buffer.from(value.buffer, value.byteOffset, value.length));
    return line.length === 4 && line.toString('latin1') === 'null' ? judgeNull(settings) : { line };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return notConvertible(error.message, settings);
  }
}

const dataException = 'org.apache.kafka.connect.errors.DataException';

function judgeNull({ nullValues, reportNullValues, tolerance, deadLetterTopic }: SinkSettings): Verdict {
  if (nullValues === 'fail') {
    return { fail: 'null valued records are not writeable with behavior.on.null.values=fail' };
  }
  if (!reportNullValues || deadLetterTopic === undefined) return { skip: true };
  const message = 'Skipping null value record.';
  if (tolerance === 'none') return { fail: `${message} errors.tolerance=none` };
  const className = 'org.apache.kafka.connect.sink.SinkTask';
  return { deadLetter: { stage: 'TASK_PUT', className, exception: dataException, message } };
}

function notConvertible(reason: string, { tolerance, deadLetterTopic }: SinkSettings): Verdict {
  const message = `Converting byte[] to Kafka Connect data failed due to serialization error: ${reason}`;
  if (tolerance === 'none') return { fail: `${message}; errors.tolerance=none` };
  if (deadLetterTopic === undefined) return { skip: true };
  const className = 'org.apache.kafka.connect.json.JsonConverter';
  return { deadLetter: { stage: 'VALUE_CONVERTER', className, exception: dataException, message } };
}
