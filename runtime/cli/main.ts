#!/usr/bin/env node
import { run } from './program.ts';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  // The second signal finds no handler and ends the process at once.
  process.once(name, () => stop.abort());
}
for (const output of [process.stdout, process.stderr]) {
  // A reader that has seen enough, such as `head`, is no failure.
  output.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
}
process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stop.signal,
});
