import type { SegmentFiles } from './files.ts';

const windowBytes = 1024 * 1024;

/** Reads a file here and there without holding more of it than the largest piece asked for. */
export class FileWindow {
  readonly size: number;
  readonly #files: SegmentFiles;
  readonly #fd: number;
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(files: SegmentFiles, fd: number) {
    this.#files = files;
    this.#fd = fd;
    this.size = files.size(fd);
  }

  /** `length` bytes from `position` on, or undefined when the file ends before; a view that lasts until the next call. */
  bytes(position: number, length: number): Buffer | undefined {
    if (position + length > this.size) return undefined;
    if (position < this.#start || position + length > this.#start + this.#bytes.length) this.#load(position, length);
    const from = position - this.#start;
    return this.#bytes.subarray(from, from + length);
  }

  /** The first position at or after `position` that holds this byte. */
  find(byte: number, position: number): number | undefined {
    for (let start = position; start < this.size; start = this.#start + this.#bytes.length) {
      this.bytes(start, 1);
      const found = this.#bytes.indexOf(byte, start - this.#start);
      if (found !== -1) return this.#start + found;
    }
    return undefined;
  }

  #load(position: number, length: number): void {
    const bytes = Buffer.allocUnsafe(Math.min(Math.max(length, windowBytes), this.size - position));
    let filled = 0;
    while (filled < bytes.length) {
      const count = this.#files.readNow(this.#fd, bytes.subarray(filled), position + filled);
      if (count === 0) throw new Error(`the file became shorter than ${this.size} bytes while it was read`);
      filled += count;
    }
    this.#start = position;
    this.#bytes = bytes;
  }
}
