import { JsonScanner, JsonSyntaxError } from '../json.ts';
import type { LogRecord } from '../log/port.ts';
import { invalid, RestError } from './answers.ts';

/**
 * Reads the body of a v2 JSON produce request: keys and values become compact JSON in the order and with the digits they were sent
 * in, which are the bytes that the producer stores and hashes. null and absent keys and values are Kafka's null.
 * @throws {RestError} 400 for what is not JSON or does not map to a produce request, 422 for one without records.
 */
export function readProduceRequest(body: Buffer): LogRecord[] {
  if (body.length === 0) throw invalid('', 'must not be null', 'null');
  const records = mapped(body, readEnvelope);
  if (records === null) throw invalid('', 'must not be null', 'null');
  if (records.length === 0) throw invalid('.records', 'must not be empty', '[]');
  records.forEach(({ partition }, index) => {
    if (partition === undefined || partition >= 0) return;
    throw invalid(`.records[${index}].partition`, 'must be greater than or equal to 0', String(partition));
  });
  return records;
}

/** The fields of a produce request that only other formats than JSON use. */
const schemaFields = ['key_schema', 'key_schema_id', 'value_schema', 'value_schema_id'];
const requestClass = 'io.confluent.kafkarest.entities.v2.ProduceRequest';

function mapped<T>(body: Buffer, read: (scanner: JsonScanner) => T): T {
  try {
    const scanner = new JsonScanner(body);
    const result = read(scanner);
    scanner.end();
    return result;
  } catch (error) {
    throw error instanceof JsonSyntaxError ? new RestError(400, error.message) : error;
  }
}

function readEnvelope(scanner: JsonScanner): LogRecord[] | null {
  if (isNull(scanner)) return null;
  mustBe(scanner, '{', requestClass);
  let records: LogRecord[] = [];
  scanner.object((name) => {
    if (name === 'records') records = isNull(scanner) ? [] : readRecords(scanner);
    else if (schemaFields.includes(name)) scanner.skip();
    else throw unrecognized(name, requestClass);
  });
  return records;
}

function readRecords(scanner: JsonScanner): LogRecord[] {
  mustBe(scanner, '[', 'java.util.List');
  const records: LogRecord[] = [];
  scanner.array(() => records.push(readRecord(scanner)));
  return records;
}

function readRecord(scanner: JsonScanner): LogRecord {
  const recordClass = `${requestClass}$ProduceRecord`;
  mustBe(scanner, '{', recordClass);
  let key: Buffer | null = null;
  let value: Buffer | null = null;
  let partition: number | undefined;
  scanner.object((name) => {
    if (name === 'key') key = orNull(scanner.take());
    else if (name === 'value') value = orNull(scanner.take());
    else if (name === 'partition') partition = readPartition(scanner.take().toString());
    else throw unrecognized(name, recordClass);
  });
  return partition === undefined ? { key, value } : { key, value, partition };
}

/** Jackson reads an `Integer` from a number, cutting decimals off, and from its digits as text. */
function readPartition(json: string): number | undefined {
  if (json === 'null') return undefined;
  const number = Math.trunc(Number(/^"\s*-?\d+\s*"$/.test(json) ? JSON.parse(json) : json));
  if (Number.isInteger(number) && Math.abs(number) < 2 ** 31) return number;
  throw new RestError(400, `Cannot deserialize value of type \`java.lang.Integer\` from ${json.slice(0, 100)}`);
}

function isNull(scanner: JsonScanner): boolean {
  if (scanner.peek() !== 0x6e) return false;
  scanner.skip();
  return true;
}

function mustBe(scanner: JsonScanner, bracket: string, type: string): void {
  if (scanner.peek() === bracket.charCodeAt(0)) return;
  scanner.skip();
  throw new RestError(400, `Cannot deserialize value of type \`${type}\`: expected ${bracket}`);
}

function unrecognized(field: string, type: string): RestError {
  return new RestError(400, `Unrecognized field "${field}" (class ${type}), not marked as ignorable`);
}

function orNull(json: Buffer): Buffer | null {
  return json[0] === 0x6e ? null : json;
}
