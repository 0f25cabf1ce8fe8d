import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { storageError } from '../errors.ts';

/**
 * Replaces the content of a file: a reader sees the old text or the new one, whole. The mode stays; a symbolic link stays, and its target is
 * replaced. Writes synchronously, so that no signal comes between.
 * @throws {PinflowError} a storage code; then the file is as it was, and nothing is left beside it
 */
export function replaceFile(path: string, text: string): void {
  let draft: string | undefined;
  try {
    const target = realpathSync(path);
    // A rename would replace a file that its owner made read-only.
    accessSync(target, constants.W_OK);
    const { mode } = statSync(target);
    draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
    writeThrough(draft, text, mode & 0o777);
    renameSync(draft, target);
  } catch (cause) {
    if (draft !== undefined) rmSync(draft, { force: true });
    throw storageError(cause, path);
  }
}

function writeThrough(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    // The process's mask may have taken bits away.
    fchmodSync(file, mode);
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
