import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { clientSoftware } from '../../infra/artifacts.ts';
import { objectOf } from '../helpers/stage.ts';
import { stages } from '../infra/helpers/stages.ts';
import { real } from './helpers/parts.ts';

const scripts: Record<string, string> = Object.fromEntries(
  ['.ci/run', '.ci/install'].map((name) => [name, readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')]),
);
for (const [name, stage] of Object.entries(stages)) {
  if (stage.client.type === 'managed') scripts[`boot of ${name}`] = clientSoftware(stage).bootScript('b-1:9098');
}
const { dev } = stages;
if (dev?.artifacts.type === 'existing') {
  const artifacts = { ...dev.artifacts, versions: { java: objectOf('java', 'v1') } };
  scripts['boot with object versions'] = clientSoftware({ ...dev, artifacts }).bootScript('b-1:9098');
}

real(['shellcheck'], () => {
  for (const [name, script] of Object.entries(scripts)) {
    test(`shellcheck finds nothing in ${name}`, (t) => {
      const { status, stdout } = spawnSync('shellcheck', ['--shell=bash', '--format=gcc', '-'], {
        input: script,
        encoding: 'utf8',
      });
      t.is(stdout, '');
      t.is(status, 0);
    });
  }
});
