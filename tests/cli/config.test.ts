import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { parse, stringify } from 'yaml';
import { parseStage } from '../../runtime/blueprint/index.ts';
import { readStackFile } from '../../runtime/cli/stage-file.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { devStage, prodStage } from '../helpers/stage.ts';

const folder = fileURLToPath(new URL('../fixtures/stages', import.meta.url));
const names = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

// Drop in Pulumi.<name>.yaml, and <name>.txt with what is said of it.
for (const name of names) {
  test(`refused with its message: ${name}`, (t) => {
    const error = t.throws(() => readStackFile(name, folder), { code: 'STAGE_INVALID' });
    const said = `${error?.message ?? ''}\n`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(folder, `${name}.txt`), said);
    t.is(said, readFileSync(join(folder, `${name}.txt`), 'utf8'));
  });
}

test('there is a wrong file for every rule, and none without its message', (t) => {
  t.true(names.length >= 40);
  t.deepEqual(
    readdirSync(folder).flatMap((file) => /^(.+)\.txt$/.exec(file)?.[1] ?? []),
    [...names].sort(),
  );
});

for (const [name, stage] of Object.entries({ dev: devStage, prod: prodStage })) {
  test(`a ${name} file is read, and what is printed of it is a file that reads the same`, (t) => {
    const place = temporaryFolder(t);
    writeFileSync(
      join(place, 'Pulumi.one.yaml'),
      stringify({ config: { 'aws:profile': 'x', 'pinflow:stage': stage } }),
    );
    const { stage: read } = readStackFile('one', place);
    t.deepEqual(read, parseStage(stage));
    writeFileSync(join(place, 'Pulumi.two.yaml'), stringify({ config: { 'pinflow:stage': read } }));
    t.deepEqual(readStackFile('two', place).stage, read);
  });
}

test('a secret that Pulumi encrypted is taken', (t) => {
  const place = temporaryFolder(t);
  copyFileSync(join(folder, 'Pulumi.ingest-secret-unset.yaml'), join(place, 'Pulumi.one.yaml'));
  const file = parse(readFileSync(join(place, 'Pulumi.one.yaml'), 'utf8'));
  file.config['pinflow:ingestApiKey'] = { secure: 'v1:abc:def' };
  writeFileSync(join(place, 'Pulumi.one.yaml'), stringify(file));
  t.deepEqual(readStackFile('one', place).secrets, ['ingestApiKey']);
});

test('a file that is not there is named', (t) => {
  t.throws(() => readStackFile('nowhere', folder), { code: 'STAGE_MISSING', message: /Pulumi\.nowhere\.yaml/ });
});
