import { createReadStream, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ObjectPlace, objectKey } from '../../blueprint/index.ts';
import { storageError } from '../../errors.ts';
import { moveInPlace } from '../durable-file.ts';

const newline = Buffer.from('\n');

/** An object that is being written: newline-delimited JSON, out of sight until it is finished, as a multipart upload is. */
export class ObjectFile {
  readonly #draft: string;
  readonly #path: string;
  readonly #handle: FileHandle;
  #waiting: Buffer[] = [];
  #lines = 0;

  private constructor(draft: string, path: string, handle: FileHandle) {
    this.#draft = draft;
    this.#path = path;
    this.#handle = handle;
  }

  /** @param state a folder on the bucket's file system; unfinished objects stand in its `open/`. */
  static async open(bucket: string, state: string, place: ObjectPlace): Promise<ObjectFile> {
    const draft = join(state, 'open', `${place.topic}+${place.partition}.json`);
    try {
      await mkdir(dirname(draft), { recursive: true });
      return new ObjectFile(draft, join(bucket, objectKey(place)), await open(draft, 'w'));
    } catch (error) {
      throw storageError(error, draft);
    }
  }

  /** Records in the object so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Adds a line; it is kept in memory until {@link flush}. */
  add(line: Buffer): void {
    this.#waiting.push(line, newline);
    this.#lines += 1;
  }

  /** Writes what was added, on this thread: into the page cache that is quicker than the way to another one and back. */
  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#handle.fd, bytes, done);
    } catch (error) {
      throw storageError(error, this.#draft);
    }
  }

  /** Finishes the object: it appears in the bucket as a whole, and stays there. */
  async publish(): Promise<void> {
    await this.flush();
    try {
      await this.#handle.sync();
      await this.#handle.close();
    } catch (error) {
      throw storageError(error, this.#draft);
    }
    await moveInPlace(this.#draft, this.#path);
  }

  /** Gives the object up. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#draft, { force: true });
  }
}

/** How many records the object of a place holds; undefined when there is none. */
export async function countLines(bucket: string, place: ObjectPlace): Promise<number | undefined> {
  const path = join(bucket, objectKey(place));
  let lines = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
    }
    return lines;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw storageError(error, path);
  }
}
