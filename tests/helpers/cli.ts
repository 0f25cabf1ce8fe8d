import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { run } from '../../runtime/cli/program.ts';

/** The command's entry, for tests that need a process of its own. */
export const main = fileURLToPath(new URL('../../runtime/cli/main.ts', import.meta.url));

/** What a command left behind. */
export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pinflow` in this process. */
export async function pinflow(...args: string[]): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const status = await run(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { status, stdout, stderr };
}

/** Runs `pinflow` in a folder, in a process of its own. */
export function pinflowIn(cwd: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { cwd }, (_, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** The JSON result of a command: the last line of its standard output. */
export function resultOf<T = Record<string, unknown>>({ stdout }: Pick<Ran, 'stdout'>): T {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as T;
}

/** A `pinflow` process. */
export interface Running {
  readonly child: ChildProcess;
  /** Resolves with the text so far of a stream, once it holds the pattern; rejects when the process ends before. */
  sees(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<Ran>;
}

/** Starts `pinflow` as a process; it is killed at the end of the test if it still runs. */
export function startPinflow(
  t: ExecutionContext,
  args: readonly string[],
  { entry = main, cwd }: { entry?: string; cwd?: string } = {},
): Running {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd });
  t.teardown(() => child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
      child.emit('said');
    });
  }
  const ended = once(child, 'close').then(([status]) => ({ ...said, status: status as number }));
  return {
    child,
    ended,
    sees: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(said[stream])) resolve(said[stream]);
        };
        child.on('said', look);
        child.once('close', () => reject(new Error(`ended without ${pattern}: ${said.stdout}${said.stderr}`)));
        look();
      }),
  };
}
