import { PinflowError, storageError } from '../../errors.ts';
import type { SegmentFiles } from './files.ts';
import { bodyLength, frameBytes, frameHeaderBytes, frameOffset, isIntact, readFrame, writeFrame } from './frame.ts';
import type { LogRecord, ReadLimits, StoredRecord } from './port.ts';
import { recover } from './recovery.ts';
import type { SparseIndex } from './sparse-index.ts';

/** The records of one partition in one append-only file. */
export class Segment {
  readonly path: string;
  readonly #files: SegmentFiles;
  readonly #fd: number;
  readonly #index: SparseIndex;
  #endPosition: number;
  #endOffset: number;
  #broken: PinflowError | undefined;
  #isClosed = false;

  /** Opens or creates a segment and cuts off a record that a dying process left unfinished. */
  constructor(path: string, files: SegmentFiles) {
    this.path = path;
    this.#files = files;
    try {
      this.#fd = files.open(path);
      const { endPosition, endOffset, index } = recover(files, this.#fd, path);
      this.#endPosition = endPosition;
      this.#endOffset = endOffset;
      this.#index = index;
      if (files.size(this.#fd) > endPosition) files.truncate(this.#fd, endPosition);
    } catch (error) {
      throw storageError(error, path);
    }
  }

  get endOffset(): number {
    return this.#endOffset;
  }

  /**
   * Stores records with one write and returns the offset of the first; when it returns, they survive the end of the process.
   * @throws {PinflowError} a storage code; then none of them is stored.
   */
  append(records: readonly LogRecord[], timestamp: number): number {
    if (this.#broken !== undefined) throw this.#broken;
    const first = this.#endOffset;
    const { bytes, ends } = encode(records, first, timestamp);
    this.#write(bytes);
    for (let i = 0; i < records.length; i++) this.#index.note(first + i, this.#endPosition + (ends[i - 1] ?? 0));
    this.#endPosition += bytes.length;
    this.#endOffset += records.length;
    return first;
  }

  /** Records from an offset on, as far as the limits allow; at least one when there is one. */
  async read(
    fromOffset: number,
    { maxRecords = 10_000, maxBytes = 256 * 1024 }: ReadLimits = {},
  ): Promise<StoredRecord[]> {
    const end = this.#endPosition;
    if (fromOffset >= this.#endOffset) return [];
    const position = this.#index.before(fromOffset);
    for (let length = Math.max(maxBytes, frameHeaderBytes); ; length *= 2) {
      const bytes = await this.#readBytes(position, Math.min(length, end - position));
      const records = this.#decode(bytes, position, fromOffset, maxRecords);
      if (records.length > 0) return records;
    }
  }

  /** Makes the file safe against a loss of power too, and closes it. */
  async close(): Promise<void> {
    try {
      this.#files.sync(this.#fd);
    } catch (error) {
      throw storageError(error, this.path);
    }
    await this.discard();
  }

  /** Closes the file, which is not needed any more; what still reads it fails. */
  async discard(): Promise<void> {
    // Its descriptor may at once be another file's.
    this.#isClosed = true;
    try {
      await this.#files.close(this.#fd);
    } catch (error) {
      throw storageError(error, this.path);
    }
  }

  #write(bytes: Buffer): void {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += this.#files.write(this.#fd, bytes, done, bytes.length - done, this.#endPosition + done);
      }
    } catch (error) {
      this.#undo();
      throw storageError(error, this.path);
    }
  }

  /** Takes back a half-done write. When even that fails, only opening the segment anew can tell where its records end. */
  #undo(): void {
    try {
      this.#files.truncate(this.#fd, this.#endPosition);
    } catch (error) {
      this.#broken = storageError(error, this.path);
    }
  }

  async #readBytes(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    try {
      for (let filled = 0; filled < length; ) {
        if (this.#isClosed) throw new Error('the segment was closed');
        const count = await this.#files.read(this.#fd, bytes.subarray(filled), position + filled);
        if (count === 0) throw new Error(`the file ends at byte ${position + filled}, before its last record`);
        filled += count;
      }
    } catch (error) {
      throw storageError(error, this.path);
    }
    return bytes;
  }

  #decode(bytes: Buffer, position: number, fromOffset: number, maxRecords: number): StoredRecord[] {
    const records: StoredRecord[] = [];
    for (let at = 0; at + frameHeaderBytes <= bytes.length && records.length < maxRecords; ) {
      const length = bodyLength(bytes, at);
      if (length !== undefined && at + frameHeaderBytes + length > bytes.length) break;
      if (length === undefined || !isIntact(bytes, at, length)) {
        throw new PinflowError('LOG_DAMAGED', `${this.path}: no readable record at byte ${position + at}`);
      }
      if (frameOffset(bytes, at) >= fromOffset) records.push(readFrame(bytes, at));
      at += frameHeaderBytes + length;
    }
    return records;
  }
}

function encode(records: readonly LogRecord[], first: number, timestamp: number): { bytes: Buffer; ends: number[] } {
  let total = 0;
  for (const record of records) total += frameBytes(record);
  const bytes = Buffer.allocUnsafe(total);
  const ends: number[] = [];
  let at = 0;
  for (const record of records) {
    at = writeFrame(bytes, at, record, { offset: first + ends.length, timestamp });
    ends.push(at);
  }
  return { bytes, ends };
}
