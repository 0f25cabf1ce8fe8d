import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import test from 'ava';
import { parse, stringify } from 'yaml';
import { parseStage, secrets, stackFileSchema } from '../../runtime/blueprint/index.ts';
import { readStackFile } from '../../runtime/cli/stage-file.ts';
import type { InputFault } from '../../runtime/errors.ts';
import { pinflow, pinflowIn, resultOf } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { devStage, prodStage } from '../helpers/stage.ts';

const folder = fileURLToPath(new URL('../fixtures/stages', import.meta.url));
const goodFolder = join(folder, 'good');
const namesIn = (place: string) => readdirSync(place).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
const names = namesIn(folder);
const goodNames = namesIn(goodFolder);

// Drop in Pulumi.<name>.yaml, and <name>.txt with what is said of it.
for (const name of names) {
  test(`refused with its message: ${name}`, (t) => {
    const error = t.throws(() => readStackFile(name, folder), { code: 'STAGE_INVALID' });
    const said = `${error?.message ?? ''}\n`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(join(folder, `${name}.txt`), said);
    t.is(said, readFileSync(join(folder, `${name}.txt`), 'utf8'));
  });
}

test('every message belongs to a wrong file', (t) => {
  const texts = readdirSync(folder).flatMap((file) => /^(.+)\.txt$/.exec(file)?.[1] ?? []);
  t.deepEqual(texts.sort(), [...names].sort());
});

test('no message tells a secret that stands in a file', (t) => {
  const secrets = /(a-key-of-more|dapi0|ghp_0|pul-0|AKIA|BEGIN RSA|correct-horse|wJalrXUtnFEMI)[^\s'"]*/g;
  const inTheOpen = names.filter((name) => readFileSync(join(folder, `Pulumi.${name}.yaml`), 'utf8').match(secrets));
  t.true(inTheOpen.length >= 9);
  for (const name of names) t.notRegex(readFileSync(join(folder, `${name}.txt`), 'utf8'), secrets, name);
});

// Drop in good/Pulumi.<name>.yaml.
for (const name of goodNames) {
  test(`taken with all that it says: ${name}`, (t) => {
    const { stage } = readStackFile(name, goodFolder);
    const { config } = parse(readFileSync(join(goodFolder, `Pulumi.${name}.yaml`), 'utf8'), { merge: true });
    const written = config['pinflow:stage'] ?? config.stage;
    t.like(stage, typeof written === 'string' ? JSON.parse(written) : written);
  });

  test(`what is printed of it is a file that reads the same, and that an editor takes: ${name}`, (t) => {
    const { stage } = readStackFile(name, goodFolder);
    const set = Object.keys(secrets).map((secret) => [`pinflow:${secret}`, { secure: 'v1:abc:def' }]);
    const file = { config: { 'pinflow:stage': stage, ...Object.fromEntries(set) } };
    const place = temporaryFolder(t);
    writeFileSync(join(place, 'Pulumi.again.yaml'), stringify(file));
    t.deepEqual(readStackFile('again', place).stage, stage);
    t.true(validate(file), JSON.stringify(validate.errors));
  });
}

const blockStyle = goodNames.filter((name) => !['anchors', 'json-text'].includes(name));

for (const name of blockStyle) {
  test(`a misspelt key is reported with its line, whichever it is: ${name}`, (t) => {
    const lines = readFileSync(join(goodFolder, `Pulumi.${name}.yaml`), 'utf8').split('\n');
    const place = temporaryFolder(t);
    let misspelt = 0;
    for (const [index, line] of lines.entries()) {
      // Tags are free-form: their names are not checked.
      const key = /^ {4,}(?!team:|cost-center:|secure:)(\w+):/.exec(line)?.[1];
      if (key === undefined) continue;
      const broken = lines.with(index, line.replace(`${key}:`, `${key}Q:`));
      writeFileSync(join(place, 'Pulumi.broken.yaml'), broken.join('\n'));
      const { message = '' } = t.throws(() => readStackFile('broken', place), { code: 'STAGE_INVALID' }) ?? {};
      t.regex(
        message,
        new RegExp(`^  Pulumi\\.broken\\.yaml:${index + 1} config\\.[\\w:.]+\\.${key}Q: is not known here`, 'm'),
      );
      misspelt += 1;
    }
    t.true(misspelt >= 5);
  });
}

const validate = new Ajv({ strict: false, validateFormats: false }).compile(stackFileSchema());

test('the good files hold every branch of every union, and each of a few choices', (t) => {
  const written = goodNames.flatMap((name) => {
    const { config } = parse(readFileSync(join(goodFolder, `Pulumi.${name}.yaml`), 'utf8'), { merge: true });
    return [...choicesOf(config['pinflow:stage'])];
  });
  const offered = [...offersOf((stackFileSchema() as Node).properties?.config?.properties?.['pinflow:stage'] ?? {})];
  t.true(offered.includes('network.type=existing') && offered.includes('profile=prod'));
  t.deepEqual(
    [...new Set(offered)].filter((offer) => !written.includes(offer)),
    [],
  );
});

/** A part of a JSON Schema. */
interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** `path=choice` for the constants and short enumerations of a schema. */
function* offersOf(node: Node, path = ''): Generator<string> {
  for (const branch of node.oneOf ?? node.anyOf ?? []) yield* offersOf(branch, path);
  for (const [key, inner] of Object.entries(node.properties ?? {}))
    yield* offersOf(inner, path ? `${path}.${key}` : key);
  if (typeof node.const === 'string') yield `${path}=${node.const}`;
  if (node.enum !== undefined && node.enum.length <= 3) for (const choice of node.enum) yield `${path}=${choice}`;
}

/** `path=text` for every text of a stage. */
function* choicesOf(value: unknown, path = ''): Generator<string> {
  if (typeof value === 'string') yield `${path}=${value}`;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* choicesOf(inner, path ? `${path}.${key}` : key);
}

test('a secret that Pulumi encrypted is taken, and not shown', async (t) => {
  t.deepEqual(readStackFile('api-key', goodFolder).secrets, ['ingestApiKey']);
  const { stdout } = await pinflowIn(goodFolder, 'config', 'print', '--stage', 'api-key');
  t.is(parse(stdout).config['pinflow:ingestApiKey'], '[secret]');
  t.false(stdout.includes('v1:'));
});

test('a file that is not there is named', (t) => {
  t.throws(() => readStackFile('nowhere', folder), { code: 'STAGE_MISSING', message: /Pulumi\.nowhere\.yaml/ });
});

for (const [name, stage] of Object.entries({ dev: devStage, prod: prodStage })) {
  test(`print gives Pulumi.${name}.yaml with every default`, async (t) => {
    const printed = await pinflow('config', 'print', '--stage', name);
    const { config } = parse(printed.stdout);
    t.deepEqual(resultOf(await pinflow('config', 'print', '--stage', name, '--json')), config);
    // Every section is there, in the schema's order, whatever the order of the file.
    t.deepEqual(Object.keys(config['pinflow:stage']), Object.keys(parseStage(stage)));
    t.deepEqual(parseStage(config['pinflow:stage']), config['pinflow:stage']);
  });
}

for (const [name, count] of [
  ['several-faults', 4],
  ['bad-yaml', 1],
] as const) {
  test(`a failing command lists every fault, with --json as data too: ${name}`, async (t) => {
    const message = readFileSync(join(folder, `${name}.txt`), 'utf8').trimEnd();
    for (const command of [
      ['config', 'check'],
      ['config', 'print'],
      ['build', '--out', temporaryFolder(t)],
      ['artifacts', 'sync'],
    ]) {
      const { status, stdout, stderr } = await pinflowIn(folder, ...command, '--stage', name, '--json');
      t.is(status, 1);
      t.true(stderr.startsWith(`error STAGE_INVALID: ${message}\n`), stderr);
      const { error } = resultOf<{ error: { faults: InputFault[] } }>({ stdout });
      t.like(error, { code: 'STAGE_INVALID', message, remedy: 'Correct each listed path as its line says.' });
      t.is(error.faults.length, count);
      const lines = error.faults.map(({ file, line, path, ...fault }) =>
        ['  ', file, ':', line, ' ', path && `${path}: `, fault.message].join(''),
      );
      t.deepEqual(lines, message.split('\n').slice(1));
    }
  });
}

test('an error without a list of faults has none in --json', async (t) => {
  const missing = await pinflowIn(folder, 'config', 'check', '--stage', 'nowhere', '--json');
  t.deepEqual(Object.keys(resultOf<{ error: object }>(missing).error), ['code', 'message', 'remedy']);
});

test('print fails on a wrong file as check does, and prints nothing of it', async (t) => {
  const { status, stdout, stderr } = await pinflowIn(folder, 'config', 'print', '--stage', 'tab');
  t.is(status, 1);
  t.is(stdout, '');
  t.regex(stderr, /Pulumi\.tab\.yaml:2 /);
});
