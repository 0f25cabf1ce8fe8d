import { crc32 } from 'node:zlib';
import type { Header, LogRecord, StoredRecord } from './port.ts';

/*
 * One record in a segment file, all numbers little-endian:
 *
 *   0  u8   0xff     a byte that UTF-8 never holds, so no JSON value looks like the start of a frame
 *   1  u8   version  1
 *   2  u32  length of the body
 *   6  u32  CRC-32 of the body
 *  10  body:
 *       0  u64  offset
 *       8  u64  timestamp, milliseconds
 *      16  i32  length of the key, -1 for null
 *      20  i32  length of the value, -1 for null
 *      24  u32  number of headers
 *      28  key, value, then per header: u32 length, key as UTF-8, i32 length (-1 for null), value
 */
export const frameHeaderBytes = 10;
export const magic = 0xff;
const version = 1;
const fixedBytes = 28;

/** Whether these few bytes are what a frame begins with. */
export function startsFrame(bytes: Buffer): boolean {
  return bytes[0] === magic && (bytes.length < 2 || bytes[1] === version);
}

/** The start of a frame: how long its body is, or that these bytes start none. */
export function bodyLength(bytes: Buffer, at: number): number | undefined {
  if (bytes[at] !== magic || bytes[at + 1] !== version) return undefined;
  const length = bytes.readUInt32LE(at + 2);
  return length >= fixedBytes ? length : undefined;
}

/** Whether `length` body bytes from a complete frame at `at` are those that were written. */
export function isIntact(bytes: Buffer, at: number, length: number): boolean {
  const body = at + frameHeaderBytes;
  return crc32(bytes.subarray(body, body + length)) === bytes.readUInt32LE(at + 6);
}

/** The offset that a complete frame holds. */
export function frameOffset(bytes: Buffer, at: number): number {
  return readU64(bytes, at + frameHeaderBytes);
}

/** Bytes that a record takes in a segment. */
export function frameBytes({ key, value, headers }: LogRecord): number {
  let bytes = frameHeaderBytes + fixedBytes + (key?.length ?? 0) + (value?.length ?? 0);
  for (const header of headers ?? []) bytes += 8 + Buffer.byteLength(header.key) + (header.value?.length ?? 0);
  return bytes;
}

/** Writes a record's frame at `start` and returns where it ends. */
export function writeFrame(
  bytes: Buffer,
  start: number,
  record: LogRecord,
  place: { offset: number; timestamp: number },
): number {
  const { key, value, headers = [] } = record;
  const body = start + frameHeaderBytes;
  writeU64(bytes, body, place.offset);
  writeU64(bytes, body + 8, place.timestamp);
  bytes.writeInt32LE(key?.length ?? -1, body + 16);
  bytes.writeInt32LE(value?.length ?? -1, body + 20);
  bytes.writeUInt32LE(headers.length, body + 24);
  let end = body + fixedBytes;
  if (key !== null) end = put(bytes, end, key);
  if (value !== null) end = put(bytes, end, value);
  for (const header of headers) end = writeHeader(bytes, end, header);
  bytes[start] = magic;
  bytes[start + 1] = version;
  bytes.writeUInt32LE(end - body, start + 2);
  bytes.writeUInt32LE(crc32(bytes.subarray(body, end)), start + 6);
  return end;
}

/** Reads a complete, intact frame; key, value and headers are views of `bytes`. */
export function readFrame(bytes: Buffer, at: number): StoredRecord {
  const body = at + frameHeaderBytes;
  const keyLength = bytes.readInt32LE(body + 16);
  const valueLength = bytes.readInt32LE(body + 20);
  const keyStart = body + fixedBytes;
  const valueStart = keyStart + Math.max(keyLength, 0);
  return {
    offset: readU64(bytes, body),
    timestamp: readU64(bytes, body + 8),
    key: keyLength < 0 ? null : bytes.subarray(keyStart, valueStart),
    value: valueLength < 0 ? null : bytes.subarray(valueStart, valueStart + valueLength),
    headers: readHeaders(bytes, valueStart + Math.max(valueLength, 0), bytes.readUInt32LE(body + 24)),
  };
}

const noHeaders: readonly Header[] = [];

function readHeaders(bytes: Buffer, start: number, count: number): readonly Header[] {
  if (count === 0) return noHeaders;
  let at = start;
  return Array.from({ length: count }, () => {
    const keyEnd = at + 4 + bytes.readUInt32LE(at);
    const key = bytes.toString('utf8', at + 4, keyEnd);
    const length = bytes.readInt32LE(keyEnd);
    at = keyEnd + 4 + Math.max(length, 0);
    return { key, value: length < 0 ? null : bytes.subarray(keyEnd + 4, at) };
  });
}

function writeHeader(bytes: Buffer, start: number, { key, value }: Header): number {
  const length = bytes.write(key, start + 4);
  bytes.writeUInt32LE(length, start);
  const end = bytes.writeInt32LE(value?.length ?? -1, start + 4 + length);
  return value === null ? end : put(bytes, end, value);
}

function put(bytes: Buffer, at: number, part: Uint8Array): number {
  bytes.set(part, at);
  return at + part.length;
}

function writeU64(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value % 2 ** 32, at);
  bytes.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
}

function readU64(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}
