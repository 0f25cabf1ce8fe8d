import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { storageError } from '../errors.ts';
import type { StoredFile, TableStore } from './store.ts';

/**
 * A table in a folder, which its first file makes. The file system must have hard links.
 * Its calls throw {@link PinflowError} with a `STORAGE_…` code where the file system refuses.
 */
export function folderStore(folder: string): TableStore {
  const location = resolve(folder);
  const at = (path: string) => join(location, path);
  return {
    location,
    list: (path, after = '') => namesAfter(at(path), after),
    read: (path) => readIfThere(at(path)),
    putIfAbsent: async (path, content) => (await place(at(path), writer(content), linkAbsent)).put,
    put: async (path, content) => {
      await place(at(path), writer(content), rename);
    },
    putWritten: async (path, write) => (await place(at(path), write, rename)).written,
    engineName: (path) => Promise.resolve(at(path)),
    files: (folder = '') => filesIn(location, folder),
    delete: (path) => fileSystem(at(path), (file) => rm(file, { force: true })),
  };
}

async function namesAfter(folder: string, after: string): Promise<string[]> {
  const names = await ifThere(folder, () => readdir(folder));
  return (names ?? []).filter((name) => Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0).sort(byBytes);
}

async function* filesIn(location: string, folder: string): AsyncGenerator<StoredFile> {
  const below = join(location, folder);
  const names = await ifThere(below, () => readdir(below, { recursive: true }));
  for (const name of (names ?? []).sort()) {
    const path = join(below, name);
    const found = await ifThere(path, () => stat(path));
    if (!found?.isFile()) continue;
    const isDraft = draftName.test(basename(name));
    yield { path: relative(location, path), size: found.size, modifiedAt: found.mtimeMs, isDraft };
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function readIfThere(path: string): Promise<Buffer | undefined> {
  return ifThere(path, () => readFile(path));
}

function writer(content: string) {
  return (draft: string) => fileSystem(draft, () => writeFile(draft, content));
}

/** How a file is named while it is being made. */
const draftName = /^\..+\.[0-9a-f-]{36}\.tmp$/;

/** Makes a file under a hidden name and gives it its own once it is whole and on disk. */
async function place<W, P>(
  path: string,
  write: (draft: string) => Promise<W>,
  put: (draft: string, path: string) => Promise<P>,
): Promise<{ written: W; put: P }> {
  const folder = dirname(path);
  const draft = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  await fileSystem(folder, makeFolder);
  try {
    const written = await write(draft);
    await fileSystem(draft, sync);
    const result = await fileSystem(path, () => put(draft, path));
    await fileSystem(folder, sync);
    return { written, put: result };
  } finally {
    // The file stands or the error is on its way: neither is changed by a draft that cannot be removed.
    await rm(draft, { force: true }).catch(() => {});
  }
}

/** `link` refuses a name that is taken, in one step with giving it: of several writers one succeeds. */
async function linkAbsent(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A folder's name is an entry of its parent, which must reach the disk as well. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await sync(dirname(made));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

async function ifThere<T>(path: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw storageError(error, path);
  }
}

async function fileSystem<T>(path: string, operate: (path: string) => Promise<T>): Promise<T> {
  try {
    return await operate(path);
  } catch (error) {
    throw storageError(error, path);
  }
}
