import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { checkRuntime, makeProject, npm, pack } from '../helpers/package.ts';
import { real } from './helpers/parts.ts';

real(['the npm registry'], () => {
  test('npm installs the packed runtime for a program on Node 22', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'pinflow-package-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const project = join(folder, 'project');
    makeProject(project);
    npm(project, 'install', '--no-audit', '--no-fund', pack('runtime', folder), 'node@22.23.3');
    checkRuntime(t, project);
  });
});
