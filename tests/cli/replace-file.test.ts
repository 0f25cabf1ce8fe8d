import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { replaceFile } from '../../runtime/cli/replace-file.ts';
import { temporaryFolder } from '../helpers/folder.ts';

test('replaces the text and keeps the mode, whatever the mask of the process', (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'file');
  for (const mode of [0o600, 0o640, 0o666]) {
    writeFileSync(path, 'old');
    chmodSync(path, mode);
    const { ino } = statSync(path);
    replaceFile(path, 'new');
    t.is(readFileSync(path, 'utf8'), 'new');
    t.is(statSync(path).mode & 0o777, mode);
    // Another file took the name: nobody can have read half of it.
    t.not(statSync(path).ino, ino);
  }
  t.deepEqual(readdirSync(folder), ['file']);
});

test('keeps a symbolic link and replaces its target', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'shared'));
  writeFileSync(join(folder, 'shared/target'), 'old');
  symlinkSync('shared/target', join(folder, 'link'));
  replaceFile(join(folder, 'link'), 'new');
  t.is(readlinkSync(join(folder, 'link')), 'shared/target');
  t.is(readFileSync(join(folder, 'shared/target'), 'utf8'), 'new');
  t.deepEqual(readdirSync(join(folder, 'shared')), ['target']);
});

test('fails with the path and a storage code, and leaves nothing beside the file', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'file/inner'), { recursive: true });
  t.throws(() => replaceFile(join(folder, 'file'), 'new'), { code: 'STORAGE_FAILED', message: /\/file: E\w+/ });
  t.throws(() => replaceFile(join(folder, 'gone'), 'new'), { code: 'STORAGE_FAILED', message: /\/gone: ENOENT/ });
  t.deepEqual(readdirSync(folder), ['file']);
});

test('refuses a file that may not be written, although its folder may be', (t) => {
  // Root may write every file but those of the kernel.
  const path = process.getuid?.() === 0 ? '/proc/version' : join(temporaryFolder(t), 'file');
  if (process.getuid?.() !== 0) writeFileSync(path, 'old', { mode: 0o444 });
  const error = t.throws(() => replaceFile(path, 'new'));
  t.regex((error as { code?: string }).code ?? '', /^STORAGE_(DENIED|FAILED)$/);
});
