import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { ExecutionContext } from 'ava';
import type { Ran } from '../../helpers/cli.ts';
import { temporaryFolder } from '../../helpers/folder.ts';

/** One bash in which commands run one after another, as at a terminal: variables carry over. */
export interface BashSession {
  /** Runs a command with an input. A command that fails ends the session, as `set -e` has it. */
  run(command: string, input?: string): Promise<Ran>;
}

/** Commands come on descriptor 3, each ended by NUL; its end is reported on descriptor 4. */
const loop = `set -euo pipefail
while IFS= read -r -d '' command <&3; do
  eval "$command" <"$0/stdin" >"$0/stdout" 2>"$0/stderr" 3<&- 4>&-
  echo done >&4
done`;

/** Starts a session that is killed when the test ends. */
export function startBash(t: ExecutionContext, options: { cwd: string; env: NodeJS.ProcessEnv }): BashSession {
  const folder = temporaryFolder(t);
  const stdio = ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'] as const;
  // In a group of its own, which is killed as a whole.
  const child = spawn('bash', ['-c', loop, folder], { ...options, detached: true, stdio: [...stdio] });
  t.teardown(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), 'SIGKILL');
  });
  const [, , , commands, ends] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const lines = createInterface(ends)[Symbol.asyncIterator]();
  const closed = once(child, 'close');
  return {
    async run(command, input = '') {
      writeFileSync(join(folder, 'stdin'), input);
      commands.write(`${command}\0`);
      const { done } = await lines.next();
      const [stdout, stderr] = ['stdout', 'stderr'].map((name) => readFileSync(join(folder, name), 'utf8'));
      const status = done ? ((await closed)[0] ?? -1) : 0;
      return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
    },
  };
}
