import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { type ArtifactChanges, editArtifacts, writeArtifacts } from '../../runtime/cli/stage-edit.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { databricks, devStage } from '../helpers/stage.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const goodFolder = join(root, 'tests/fixtures/stages/good');
const stageFiles = [
  ...['dev', 'prod'].map((name) => join(root, `Pulumi.${name}.yaml`)),
  ...readdirSync(goodFolder).map((file) => join(goodFolder, file)),
];

const changes = {
  sha256: { confluent: '1'.repeat(64), 's3-sink': 'e'.repeat(64) },
  versions: {
    java: 'b-1/k?versionId=3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY',
    's3-sink': "b-1/k?versionId=it's:#odd,[text]",
  },
};

interface File {
  readonly config: Record<string, { artifacts?: Record<string, Record<string, string>>; [key: string]: unknown }>;
}

/** The values of a file as another use of the parser reads them. */
const valuesOf = (text: string) => JSON.parse(JSON.stringify(parse(text, { merge: true }))) as File;

/** The values of a text with the changes applied. */
function changed(text: string, { sha256 = {}, versions = {} }: ArtifactChanges): File {
  const file = valuesOf(text);
  const { artifacts = {} } = file.config['pinflow:stage'] ?? file.config.stage ?? {};
  for (const [section, values] of Object.entries({ sha256, versions })) {
    if (Object.keys(values).length > 0) artifacts[section] = { ...artifacts[section], ...values };
  }
  return file;
}

/** Lines of the old text that the new one does not have in the same order, byte for byte. */
function missingLines(old: string, edited: string): string[] {
  const lines = edited.split('\n');
  let from = 0;
  return old.split('\n').filter((line) => {
    const at = lines.indexOf(line, from);
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

const variants = {
  'as it is': (text: string) => text,
  'with CRLF': (text: string) => text.replaceAll('\n', '\r\n'),
  'without a final line feed': (text: string) => text.replace(/\n$/, ''),
  'with CRLF and without a final one': (text: string) => text.replace(/\n$/, '').replaceAll('\n', '\r\n'),
};

for (const path of stageFiles) {
  const name = path.slice(root.length);
  const original = readFileSync(path, 'utf8');
  const hasBucket = /^ {4}artifacts:(\n {6}type:| \{ type:) existing/m.test(original);
  for (const [variant, vary] of Object.entries(variants)) {
    test(`${name}, ${variant}: ${hasBucket ? 'lines are added and nothing else changes' : 'is refused'}`, (t) => {
      const text = vary(original);
      if (!hasBucket) {
        t.throws(() => editArtifacts(text, changes, 'Pulumi.x.yaml'), { code: 'STAGE_UNWRITABLE' });
        return;
      }
      const edited = editArtifacts(text, changes, 'Pulumi.x.yaml');
      t.deepEqual(valuesOf(edited), changed(text, changes));
      t.is(edited.endsWith('\n'), text.endsWith('\n'));
      t.is(edited.replaceAll('\r\n', '').includes('\n'), text.replaceAll('\r\n', '').includes('\n'));
      // Only the flow map, which is longer, and the replaced value differ.
      const lost = missingLines(text, edited).map((line) => line.trim());
      const flow = /artifacts: \{.*\}/.exec(text)?.[0];
      const replaced = /confluent: c{64}|s3-sink: \S+versionId=nEq7\S+/g;
      const last = text.endsWith('\n') ? undefined : text.split('\n').at(-1)?.trim();
      const expected = [flow, ...(text.match(replaced) ?? [])].filter((line) => line !== undefined);
      t.deepEqual(
        lost.filter((line) => line !== last || expected.includes(line)),
        expected,
      );
      t.is(editArtifacts(edited, changes, 'Pulumi.x.yaml'), edited);
    });
  }
}

const written = (artifacts: string, before = '') =>
  `${before}config:
  pinflow:stage:
    stage: dev
    profile: dev
    userId: demo
    accountId: '123456789012'
    network: { type: managed, zones: [us-east-1a, us-east-1b] }
${artifacts}`;
const one = { versions: { java: 'b-1/k?versionId=v1' } };

for (const [form, artifacts, expected] of [
  [
    'a comment on the last line and below it',
    '    artifacts:\n      type: existing\n      bucket: demo-artifacts # ours\n      # below\n    # next\n',
    "    artifacts:\n      type: existing\n      bucket: demo-artifacts # ours\n      versions:\n        java: 'b-1/k?versionId=v1'\n      # below\n    # next\n",
  ],
  [
    'an indentation of its own',
    '    artifacts:\n         type: existing\n         bucket: demo-artifacts\n',
    "    artifacts:\n         type: existing\n         bucket: demo-artifacts\n         versions:\n              java: 'b-1/k?versionId=v1'\n",
  ],
  [
    'a folded text at its end',
    '    artifacts:\n      type: existing\n      bucket: >-\n        demo-artifacts\n\n    sink: {}\n',
    "    artifacts:\n      type: existing\n      bucket: >-\n        demo-artifacts\n      versions:\n        java: 'b-1/k?versionId=v1'\n\n    sink: {}\n",
  ],
  [
    'a flow map of several lines',
    '    artifacts: {\n      type: existing,\n      bucket: "demo-artifacts", # ours\n    }\n',
    '    artifacts: {\n      type: existing,\n      bucket: "demo-artifacts", versions: { java: \'b-1/k?versionId=v1\' }, # ours\n    }\n',
  ],
  [
    'an empty flow map',
    '    artifacts:\n      versions: {}\n      type: existing\n      bucket: demo-artifacts\n',
    "    artifacts:\n      versions: { java: 'b-1/k?versionId=v1' }\n      type: existing\n      bucket: demo-artifacts\n",
  ],
  [
    'an old value with a comment',
    '    artifacts:\n      versions:\n        java: b-1/k?versionId=v0   # of March\n      type: existing\n      bucket: demo-artifacts\n',
    "    artifacts:\n      versions:\n        java: 'b-1/k?versionId=v1'   # of March\n      type: existing\n      bucket: demo-artifacts\n",
  ],
  [
    'an anchor that nothing refers to',
    '    artifacts: &place\n      type: existing\n      bucket: demo-artifacts\n',
    "    artifacts: &place\n      type: existing\n      bucket: demo-artifacts\n      versions:\n        java: 'b-1/k?versionId=v1'\n",
  ],
] as const) {
  test(`keeps ${form}`, (t) => {
    t.is(editArtifacts(written(artifacts), one, 'Pulumi.x.yaml'), written(expected));
  });
}

for (const [form, text, reason] of [
  ['a stage as JSON', `config:\n  pinflow:stage: '${JSON.stringify(devStage)}'\n`, /its pinflow:stage is a text/],
  [
    'artifacts under an alias',
    written('    artifacts: *place\n', 'place: &place\n  type: existing\n  bucket: demo-artifacts\n'),
    /its artifacts is an alias/,
  ],
  [
    'artifacts from a merge key',
    written('    <<: *all\n', 'all: &all\n  artifacts: { type: existing, bucket: demo-artifacts }\n'),
    /its artifacts comes from a merge key/,
  ],
  [
    'an anchor that another key refers to',
    written('    artifacts: &place\n      type: existing\n      bucket: demo-artifacts\nother: *place\n'),
    /the change would reach other keys/,
  ],
  [
    'hashes from a merge key, which a new key would hide',
    written(
      '    artifacts:\n      <<: *all\n      type: existing\n      bucket: demo-artifacts\n',
      'all: &all\n  versions: { confluent: b-1/k?versionId=v0 }\n',
    ),
    /the change would reach other keys/,
  ],
  [
    'an explicit key',
    written('    artifacts:\n      ? type\n      : existing\n      ? bucket\n      : demo-artifacts\n'),
    /its type does not begin a line/,
  ],
] as const) {
  test(`refuses ${form} and says which lines to add`, (t) => {
    const error = t.throws(() => editArtifacts(text, one, 'Pulumi.x.yaml'), { code: 'STAGE_UNWRITABLE' });
    t.regex(error?.message ?? '', reason);
    t.true(error?.message.startsWith('Pulumi.x.yaml was not changed: '));
    t.true(error?.message.endsWith("\n  versions:\n    java: 'b-1/k?versionId=v1'"));
  });
}

const names = ['java', 'confluent', 'msk-iam-auth', 's3-sink'] as const;
const values = (value: fc.Arbitrary<string>) =>
  fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1, maxKeys: 4 }).map((all) => ({ ...all }));
const hashes = values(fc.stringMatching(/^[0-9a-f]{64}$/));
const versions = values(
  fc
    .stringMatching(/^[\x21-\x7e]{1,40}$/)
    .filter((text) => text !== 'null')
    .map((text) => `b-1/k?versionId=${text}`),
);

test('whatever the style of a file, it reads as the old one with the change, and keeps its lines', (t) => {
  const file = fc.record({
    sha256: fc.option(hashes, { nil: undefined }),
    versions: fc.option(versions, { nil: undefined }),
    more: fc.constantFrom({}, databricks),
  });
  const style = fc.record({
    indent: fc.integer({ min: 1, max: 9 }),
    collectionStyle: fc.constantFrom('any', 'flow', 'block' as const),
    defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE' as const),
    defaultKeyType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE' as const),
    // Folding a quoted hash is wrong in yaml 2.9.1.
    lineWidth: fc.constant(0),
    eol: fc.constantFrom('\n', '\r\n'),
    comment: fc.constantFrom('', '# comment: { "x" }'),
    isFinal: fc.boolean(),
  });
  const all = fc.record({ sha256: hashes, versions }, { requiredKeys: [] });
  fc.assert(
    fc.property(file, style, all, ({ more, ...old }, { eol, comment, isFinal, ...options }, wanted) => {
      const { sha256: _, ...artifacts } = devStage.artifacts;
      const stage = { ...devStage, artifacts: { ...artifacts, ...JSON.parse(JSON.stringify(old)) }, ...more };
      const plain = stringify({ config: { 'pinflow:stage': stage, 'aws:region': 'us-east-1' } }, options as object);
      const isBlock = options.collectionStyle !== 'flow';
      const commented = isBlock ? plain.replaceAll('\n', ` ${comment}\n`) : plain;
      const text = (isFinal ? commented : commented.trimEnd()).replaceAll('\n', eol);
      const edited = editArtifacts(text, wanted as ArtifactChanges, 'Pulumi.x.yaml');
      t.deepEqual(valuesOf(edited), changed(text, wanted as ArtifactChanges));
      if (old.sha256 ?? old.versions ?? !isBlock) return;
      t.deepEqual(
        missingLines(`${text}${eol}`, `${edited}${eol}`).filter((line) => line.trim() !== ''),
        [],
      );
    }),
    { numRuns: 150 },
  );
});

test('writes a file once, and leaves one that has the values already', (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'Pulumi.x.yaml');
  writeFileSync(path, written('    artifacts: { type: existing, bucket: demo-artifacts }\n'));
  t.true(writeArtifacts('x', one, folder));
  const text = readFileSync(path, 'utf8');
  t.true(
    text.endsWith(
      "    artifacts: { type: existing, bucket: demo-artifacts, versions: { java: 'b-1/k?versionId=v1' } }\n",
    ),
  );
  t.false(writeArtifacts('x', one, folder));
  t.deepEqual(readdirSync(folder), ['Pulumi.x.yaml']);
  t.throws(() => writeArtifacts('gone', one, folder), { code: 'STORAGE_FAILED', message: /Pulumi\.gone\.yaml/ });
});
