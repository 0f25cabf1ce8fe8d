/*
 * `pinflow` in a process that kills itself before its n-th step of making files, counted from the start or from the first data file on:
 * `dying-pinflow.ts start|data N ARGUMENTS…`.
 */
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const [from = '', last = '', ...args] = process.argv.slice(2);

type Methods = Record<string, (this: unknown, ...args: unknown[]) => Promise<unknown>>;

let steps = 0;
let isCounting = from === 'start';

/** Has methods count as steps. */
function count(owner: Methods, ...names: string[]): void {
  for (const name of names) {
    const method = owner[name] as Methods[string];
    owner[name] = function (...args) {
      isCounting ||= args.some((path) => typeof path === 'string' && path.endsWith('.parquet'));
      if (isCounting) steps += 1;
      if (steps < Number(last)) return method.apply(this, args);
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => {});
    };
  }
}

// A table's store makes every file by these: its folder, the draft, on disk, its name, the folder on disk, the draft away.
const handle: FileHandle = await open(import.meta.filename);
count(Object.getPrototypeOf(handle), 'sync');
await handle.close();
count(fs.promises as never, 'mkdir', 'writeFile', 'link', 'rename', 'rm');
syncBuiltinESMExports();

// What it imports is to see the methods that count.
const { run } = await import('../../../runtime/cli/program.ts');
const terminal = { stdout: process.stdout, stderr: process.stderr, signal: new AbortController().signal };
process.exitCode = await run(args, terminal);
