import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ExecutionContext } from 'ava';

/** A process that runs one of the scripts beside this file. */
export interface Child {
  readonly process: ChildProcess;
  /** The first line it prints, as JSON; rejects when it ends without one. */
  readonly said: Promise<unknown>;
  /** Resolves when it has ended, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts a script; it is killed when the test ends. */
export function startChild(t: ExecutionContext, script: URL, ...args: string[]): Child {
  const child = spawn(process.execPath, [script.pathname, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  const lines = createInterface(child.stdout);
  const said = Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(line)),
    once(lines, 'close').then(() => Promise.reject(new Error(`${script.pathname} ended without a word`))),
  ]);
  said.catch(() => {});
  return { process: child, said, ended };
}
