/**
 * Where one table's files are kept: a port, so that a folder and an object store can stand behind it. Paths are relative to the
 * table, with `/`. A file appears as a whole or not at all, and what a call has put survives a loss of power.
 */
export interface TableStore {
  /** Where the table is, for messages. */
  readonly location: string;
  /** The names in a folder of the table that sort after `after`, in UTF-8 byte order; none when the folder is missing. */
  list(folder: string, after?: string): Promise<string[]>;
  /** A file's bytes, or undefined when there is none. */
  read(path: string): Promise<Buffer | undefined>;
  /**
   * Puts a file where none is (`link` in a folder, `If-None-Match: *` on S3) and says whether it did.
   * It rejects only when nothing of the write is still under way: its caller then looks whether the file is there.
   */
  putIfAbsent(path: string, content: string): Promise<boolean>;
  /** Puts a file or replaces the one that is there. */
  put(path: string, content: string): Promise<void>;
  /** Puts the file that `write` makes at the place it is given, which is one that the engine can write and read. */
  putWritten<T>(path: string, write: (file: string) => Promise<T>): Promise<T>;
  /** What the engine calls a file of the table when it reads it. */
  engineName(path: string): Promise<string>;
  /** Every file of a folder of the table and below, or of the whole table, by name; of those that come or go meanwhile, some. */
  files(folder?: string): AsyncIterable<StoredFile>;
  /** Deletes a file; one that is not there is no error. */
  delete(path: string): Promise<void>;
}

/** A file as a store has it. */
export interface StoredFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Whether it is one that the store had not finished; its writer is at work or was killed. */
  readonly isDraft: boolean;
}
