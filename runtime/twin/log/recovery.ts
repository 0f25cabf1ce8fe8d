import { PinflowError } from '../../errors.ts';
import { FileWindow } from './file-window.ts';
import type { SegmentFiles } from './files.ts';
import { bodyLength, frameHeaderBytes, frameOffset, isIntact, magic, startsFrame } from './frame.ts';
import { SparseIndex } from './sparse-index.ts';

/** What a segment file holds: where its records end, the offset after the last, and where to start looking for an offset. */
export interface Recovered {
  readonly endPosition: number;
  readonly endOffset: number;
  readonly index: SparseIndex;
}

/**
 * Reads a segment from its start. A process that dies while it writes leaves a record cut short at the end of the file: that one was
 * never answered and is left out. Anything else that is not a record is damage.
 * @throws {PinflowError} `LOG_DAMAGED` with the byte where the damage is.
 */
export function recover(files: SegmentFiles, fd: number, path: string): Recovered {
  const window = new FileWindow(files, fd);
  const index = new SparseIndex();
  let position = 0;
  let offset = 0;
  while (position < window.size) {
    const frame = frameAt(window, position, offset);
    if (frame === undefined) {
      if (isTorn(window, position, offset)) break;
      throw new PinflowError(
        'LOG_DAMAGED',
        `${path}: no readable record at byte ${position}, where offset ${offset} should be`,
      );
    }
    index.note(offset, position);
    position += frame;
    offset += 1;
  }
  return { endPosition: position, endOffset: offset, index };
}

/** The bytes of a whole, intact frame that holds `offset` (or, in a search, a later one). */
function frameAt(window: FileWindow, position: number, offset: number, search = false): number | undefined {
  const header = window.bytes(position, frameHeaderBytes);
  const length = header && bodyLength(header, 0);
  if (length === undefined) return undefined;
  const frame = window.bytes(position, frameHeaderBytes + length);
  if (frame === undefined || !isIntact(frame, 0, length)) return undefined;
  const found = frameOffset(frame, 0);
  return found === offset || (search && found > offset) ? frame.length : undefined;
}

/**
 * Whether the file ends inside the frame at `position`. A damaged length can look so too, but then whole frames follow, or the body is
 * there to its end.
 */
function isTorn(window: FileWindow, position: number, offset: number): boolean {
  const left = window.size - position;
  if (left < frameHeaderBytes) return startsFrame(window.bytes(position, left) as Buffer);
  const length = bodyLength(window.bytes(position, frameHeaderBytes) as Buffer, 0);
  if (length === undefined || frameHeaderBytes + length <= left) return false;
  for (let at = window.find(magic, position + 1); at !== undefined; at = window.find(magic, at + 1)) {
    if (frameAt(window, at, offset, true) !== undefined) return false;
  }
  return !isIntact(window.bytes(position, left) as Buffer, 0, left - frameHeaderBytes);
}
