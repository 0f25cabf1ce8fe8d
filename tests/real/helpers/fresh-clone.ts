import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { artifacts } from '../../../runtime/blueprint/index.ts';
import { bytesOf, digestOf } from '../../cli/helpers/makers.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Copies the tracked files into a folder, and links the packages as `npm ci` would install them. */
export function cloneInto(folder: string): void {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of tracked.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'runtime/node_modules'), join(folder, 'runtime/node_modules'));
  linkPackages(join(root, 'node_modules'), join(folder, 'node_modules'));
}

/** Links every package, except that those of this repository are the copies. */
function linkPackages(from: string, to: string): void {
  const own = ['.bin', '@pinflow'];
  mkdirSync(to);
  // Links that are relative to this folder.
  for (const name of own) cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(from).filter((name) => !own.includes(name)))
    symlinkSync(join(from, name), join(to, name));
}

/**
 * Replaces the two SHA-256s that the project pins by those of what the stand-ins of the makers send: the makers' files are not at hand, and
 * no other content has those digests. In nothing else does the clone differ from the project.
 */
export function pinStandIns(folder: string): void {
  const path = join(folder, 'runtime/blueprint/artifacts.ts');
  let text = readFileSync(path, 'utf8');
  for (const { sha256, file } of Object.values(artifacts)) {
    if (sha256 !== '') text = text.replace(sha256, digestOf('sha256', bytesOf(file)));
  }
  writeFileSync(path, text);
}
