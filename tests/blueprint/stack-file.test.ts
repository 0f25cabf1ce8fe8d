import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import test from 'ava';
import { parse } from 'yaml';
import { stackFileSchema } from '../../runtime/blueprint/index.ts';
import { devStage, prodStage } from '../helpers/stage.ts';

const root = new URL('../../', import.meta.url);
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(stackFileSchema());
const files = readdirSync(root).filter((name) => /^Pulumi\..+\.yaml$/.test(name));

test('the schema is one that a validator takes, and the stack files of this repository conform to it and name it', (t) => {
  t.deepEqual(files.sort(), ['Pulumi.dev.yaml', 'Pulumi.prod.yaml']);
  for (const name of files) {
    const text = readFileSync(new URL(name, root), 'utf8');
    t.true(validate(parse(text)), `${name}: ${JSON.stringify(validate.errors)}`);
    const named = /^# yaml-language-server: \$schema=(\S+)/.exec(text)?.[1] ?? '';
    t.deepEqual(JSON.parse(readFileSync(new URL(named, root), 'utf8')), stackFileSchema());
  }
});

for (const [title, stage] of [
  ['an unknown key', { ...devStage, more: 1 }],
  ['a missing account', { ...devStage, accountId: undefined }],
  ['a network of no known type', { ...devStage, network: { type: 'vpn' } }],
  ['a retention that is too long', { ...devStage, streams: { type: 'managed', retentionHours: 9000 } }],
  ['a prod stage without alarms', { ...prodStage, observability: {} }],
] as const) {
  test(`an editor marks ${title}`, (t) => {
    t.false(validate({ config: { 'pinflow:stage': JSON.parse(JSON.stringify(stage)) } }));
  });
}

test('an editor marks a secret in plain text and takes one that Pulumi encrypted', (t) => {
  const file = (secret: unknown) => ({ config: { 'pinflow:stage': devStage, 'pinflow:ingestApiKey': secret } });
  t.false(validate(file('a-key-of-more-than-twenty-letters')));
  t.true(validate(file({ secure: 'v1:abc:def' })));
});
