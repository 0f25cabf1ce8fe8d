import { close, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * What a segment asks of the file system. Writing is synchronous on purpose: a write ends in the page cache after a few
 * microseconds, less than a thread pool's way there and back, and nothing can come between a failed write and its undoing. The real
 * file system reads so too, in pieces of some hundred kilobytes: what is read was nearly always written a moment ago.
 */
export interface SegmentFiles {
  /** Opens for reading and writing, and creates the file where it is missing. */
  open(path: string): number;
  size(fd: number): number;
  /** Returns how many bytes were written, which can be fewer than asked. */
  write(fd: number, bytes: Uint8Array, start: number, length: number, position: number): number;
  truncate(fd: number, length: number): void;
  sync(fd: number): void;
  readNow(fd: number, bytes: Uint8Array, position: number): number;
  read(fd: number, bytes: Uint8Array, position: number): Promise<number>;
  close(fd: number): Promise<void>;
}

const openFlags = constants.O_RDWR | constants.O_CREAT;

/** The real file system. */
export const nodeFiles: SegmentFiles = {
  open: (path) => openSync(path, openFlags, 0o644),
  size: (fd) => fstatSync(fd).size,
  write: writeSync,
  truncate: ftruncateSync,
  sync: fsyncSync,
  readNow: (fd, bytes, position) => readSync(fd, bytes, 0, bytes.length, position),
  read: (fd, bytes, position) => new Promise((resolve) => resolve(readSync(fd, bytes, 0, bytes.length, position))),
  close: promisify(close),
};
