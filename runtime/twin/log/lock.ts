import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kill, pid } from 'node:process';
import { PinflowError, storageError } from '../../errors.ts';

/**
 * Takes a folder for this process and returns what lets go of it. Every contender puts down a file with a name of its own and only
 * then looks whom else it finds: of two at the same time, at least one sees the other. Files of dead processes are removed; since
 * no name is used twice, no removal can hit a file of the living.
 * @throws {PinflowError} `LOG_LOCKED` when a living process holds the folder, or tries to at this moment.
 */
export function lockFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true });
    const mine = putDown(folder);
    const holder = readdirSync(folder).find((name) => name.endsWith(suffix) && name !== mine && isHeld(folder, name));
    if (holder === undefined) return () => rmSync(join(folder, mine), { force: true });
    rmSync(join(folder, mine), { force: true });
    throw new PinflowError('LOG_LOCKED', `${folder}: process ${holder.split('.')[0]} has this topic log open`);
  } catch (error) {
    throw storageError(error, folder);
  }
}

const suffix = '.lock';

/** The file appears with its content at once: an empty one could be taken for a dead process's. */
function putDown(folder: string): string {
  const name = `${pid}.${randomUUID()}${suffix}`;
  const draft = join(folder, `${name}.new`);
  writeFileSync(draft, startOf(pid) ?? '');
  linkSync(draft, join(folder, name));
  rmSync(draft);
  return name;
}

function isHeld(folder: string, name: string): boolean {
  const holder = Number(name.split('.')[0]);
  const started = read(join(folder, name));
  if (started === undefined) return false;
  const now = startOf(holder);
  if (isAlive(holder) && (now === undefined || started === '' || now === started)) return true;
  rmSync(join(folder, name), { force: true });
  return false;
}

function isAlive(process: number): boolean {
  try {
    kill(process, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Which start of the machine and of the process this is: a number alone can belong to a new process. Only Linux tells. */
function startOf(process: number): string | undefined {
  const stat = read(`/proc/${process}/stat`);
  const boot = read('/proc/sys/kernel/random/boot_id');
  if (stat === undefined || boot === undefined) return undefined;
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${boot.trim()} ${afterName[19]}`;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
