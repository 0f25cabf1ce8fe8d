import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkRuntime, installOffline, makeProject, pack } from './helpers/package.ts';

test('the packed runtime has all that a program needs to import it, type-check against it and run its command', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-package-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const project = join(folder, 'project');
  makeProject(project);
  installOffline(project, pack('runtime', folder), 'runtime');
  checkRuntime(t, project);
});
