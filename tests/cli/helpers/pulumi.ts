import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryFolder } from '../../helpers/folder.ts';

const path = process.env.PATH ?? '';

/** Puts a `pulumi` on the path that does what a shell script says, for a test that runs alone. */
export function standIn(t: ExecutionContext, script: string): void {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'pulumi'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'pulumi'), 0o755);
  process.env.PATH = [folder, path].join(delimiter);
  t.teardown(() => {
    process.env.PATH = path;
  });
}

/** The script of a `pulumi` that tells the outputs that every stack has, and more. */
export function printing(more: object): string {
  const outputs = { stage: 'dev', userId: 'demo', region: 'eu-west-1', bucket: 'user-demo-bucket', ...more };
  return `echo '${JSON.stringify(outputs)}'`;
}
