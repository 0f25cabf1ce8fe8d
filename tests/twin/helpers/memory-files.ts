import type { SegmentFiles } from '../../../runtime/twin/log/files.ts';

/** Files that live in memory and do what a file system may: write less than asked, fail half-way, refuse. */
export interface MemoryFiles extends SegmentFiles {
  /** What each path holds. */
  readonly content: Map<string, Buffer>;
  /** Bytes that still fit; a write that comes to the end of them stores what fits and then fails with ENOSPC. */
  room: number;
  /** The most bytes that one write stores. */
  stride: number;
  /** Whether truncating fails. */
  stuck: boolean;
}

/** An empty file system. */
export function memoryFiles(): MemoryFiles {
  const paths: string[] = [];
  const content = new Map<string, Buffer>();
  const bytesOf = (fd: number) => content.get(paths[fd] as string) as Buffer;
  const files: MemoryFiles = {
    content,
    room: Number.POSITIVE_INFINITY,
    stride: Number.POSITIVE_INFINITY,
    stuck: false,
    open: (path) => {
      if (!content.has(path)) content.set(path, Buffer.alloc(0));
      return paths.push(path) - 1;
    },
    size: (fd) => bytesOf(fd).length,
    write: (fd, bytes, start, length, position) => {
      const stored = Math.min(length, files.stride, files.room);
      if (stored === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      files.room -= stored;
      const grown = Buffer.alloc(Math.max(bytesOf(fd).length, position + stored));
      bytesOf(fd).copy(grown);
      grown.set(bytes.subarray(start, start + stored), position);
      content.set(paths[fd] as string, grown);
      return stored;
    },
    truncate: (fd, length) => {
      if (files.stuck) throw Object.assign(new Error('EIO: i/o error, ftruncate'), { code: 'EIO' });
      content.set(paths[fd] as string, bytesOf(fd).subarray(0, length));
    },
    sync: () => undefined,
    readNow: (fd, bytes, position) =>
      bytesOf(fd).copy(bytes, 0, position, Math.min(bytesOf(fd).length, position + files.stride)),
    read: (fd, bytes, position) => Promise.resolve(files.readNow(fd, bytes, position)),
    close: () => Promise.resolve(),
  };
  return files;
}
