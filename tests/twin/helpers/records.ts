import fc from 'fast-check';
import type { LogRecord, StoredRecord } from '../../../runtime/twin/log/port.ts';

const bytes = fc.option(
  fc.oneof(
    { weight: 8, arbitrary: fc.uint8Array({ maxLength: 30 }) },
    // Bytes that a frame begins with, and a value longer than the index's spacing.
    { weight: 1, arbitrary: fc.constantFrom(Uint8Array.of(0xff, 1, 28, 0, 0, 0), new Uint8Array(20_000).fill(0xff)) },
  ),
);

/** Any records, with null, empty and binary parts, and headers. */
export const anyRecords: fc.Arbitrary<LogRecord[]> = fc.array(
  fc.record({
    key: bytes,
    value: bytes,
    headers: fc.array(fc.record({ key: fc.string({ unit: 'binary' }), value: bytes }), { maxLength: 2 }),
  }),
  { minLength: 1, maxLength: 8 },
);

/** A record with this key and value, as text. */
export function textRecord(key: string | null, value: string | null): LogRecord {
  return { key: key === null ? null : Buffer.from(key), value: value === null ? null : Buffer.from(value) };
}

/** A record's value as text. */
export function textOf(record: { readonly value: Uint8Array | null } | undefined): string | undefined {
  return record?.value ? Buffer.from(record.value).toString() : undefined;
}

/** A record's content, comparable whatever kind of byte array holds it. */
export function plain({ key, value, headers = [] }: LogRecord | StoredRecord) {
  return {
    key: key && Buffer.from(key).toString('hex'),
    value: value && Buffer.from(value).toString('hex'),
    headers: headers.map((header) => [header.key, header.value && Buffer.from(header.value).toString('hex')]),
  };
}
