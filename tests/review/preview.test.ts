import { existsSync, readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { PinflowError } from '../../runtime/errors.ts';
import { parsePreview } from '../../runtime/review/index.ts';
import { previewText, urnOf } from './previews.ts';

const urn = urnOf({});
const state = { type: 'aws:s3/bucket:Bucket' };

/** What the JSON parser says of a text. */
function slip(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (cause) {
    return (cause as Error).message;
  }
}

/** Text that is no preview, each with the message. */
const faults: [what: string, text: string, message: string][] = [
  ['nothing', ' \n', 'p.json: is empty; the preview printed nothing to its standard output'],
  ['prose', 'Previewing update (dev):', 'p.json: is no JSON document; run `pulumi preview --json`'],
  ['a list', '[]', 'p.json: Invalid input: expected object, received array'],
  [
    'lines before the JSON',
    `warning: a new version\nof Pulumi is there\n${previewText([])}`,
    'p.json: has other lines before the JSON that begins in line 3; keep standard error apart from it',
  ],
  [
    'half of one',
    previewText([{ op: 'same' }]).slice(0, 60),
    'p.json: ends in the middle of the JSON, after 60 characters',
  ],
  [
    'lines after the JSON',
    '{\n  "steps": []\n}\nwarning: a new version of Pulumi is there',
    'p.json: has other lines after the JSON; keep standard error apart from it',
  ],
  ['JSON with a slip', '{"steps": [,]}', `p.json: is not JSON: ${slip('{"steps": [,]}')}`],
  [
    'another JSON document',
    '{"name": "pinflow"}',
    'p.json: has neither steps nor diagnostics nor changeSummary; it is no preview',
  ],
  [
    'a preview from which steps were taken',
    previewText([{ op: 'delete' }], { changeSummary: { delete: 2 } }),
    'p.json: changeSummary counts 2 to delete, steps show 1',
  ],
  ['steps that are none', '{"steps": {}}', 'p.json: steps: Invalid input: expected array, received object'],
  [
    'a step without an operation',
    JSON.stringify({ steps: [{ op: 'same', urn, newState: state }, { urn }] }),
    `p.json: step 2 (${urn}), op: Invalid input: expected string, received undefined`,
  ],
  [
    'a step without a URN',
    '{"steps": [{"op": "same"}]}',
    'p.json: step 1, urn: Invalid input: expected string, received undefined',
  ],
  ['a URN that is none', '{"steps": [{"op": "same", "urn": "x"}]}', 'p.json: step 1 (x), urn: is no URN of Pulumi'],
  [
    'an operation of a later engine',
    previewText([{ op: 'teleport' }]),
    `p.json: step 1 (${urn}), op: "teleport" is no operation that pinflow knows`,
  ],
  [
    'a state without a type',
    JSON.stringify({ steps: [{ op: 'create', urn, newState: {} }] }),
    `p.json: step 1 (${urn}), newState.type: Invalid input: expected string, received undefined`,
  ],
  [
    'a step without states',
    JSON.stringify({ steps: [{ op: 'same', urn }] }),
    `p.json: step 1 (${urn}): has neither oldState nor newState`,
  ],
];

for (const [what, text, message] of faults) {
  test(`${what} is refused: ${message}`, (t) => {
    const error = t.throws(() => parsePreview(text, 'p.json'), { instanceOf: PinflowError });
    t.is(error?.code, 'PREVIEW_INVALID');
    t.is(error?.message, message);
  });
}

test('the two halves of a replacement, shown beside it or alone, are one replacement', (t) => {
  for (const ops of [
    ['create-replacement', 'replace', 'delete-replaced'],
    ['create-replacement', 'delete-replaced'],
    ['replace'],
    ['delete', 'create'],
  ]) {
    const { changes } = parsePreview(previewText(ops.map((op) => ({ op }))), 'p.json');
    t.deepEqual(
      changes.map(({ change }) => change),
      ['replace'],
      ops.join(' '),
    );
  }
});

test('a name may hold what separates the parts of a URN', (t) => {
  const { changes, stack } = parsePreview(previewText([{ op: 'create', name: 'a::b' }]), 'p.json');
  t.is(changes[0]?.name, 'a::b');
  t.is(stack, 'dev');
});

test('the region is the provider’s, else the stage’s, else that of the configuration', (t) => {
  const provider = { op: 'same', type: 'pulumi:providers:aws', name: 'aws', inputs: { region: 'eu-west-1' } };
  const config = { 'aws:region': 'us-west-2', 'pinflow:stage': '{"region":"eu-north-1"}' };
  const regionOf = (text: string) => parsePreview(text, 'p.json').region;
  t.is(regionOf(previewText([provider], { config })), 'eu-west-1');
  t.is(regionOf(previewText([], { config })), 'eu-north-1');
  t.is(regionOf(previewText([], { config: { ...config, 'pinflow:stage': '[secret]' } })), 'us-west-2');
  t.is(regionOf(previewText([])), undefined);
});

const real = new URL('../../../shared/data/preview/', import.meta.url);

test('previews of the real engine count as the engine counts them', (t) => {
  if (!existsSync(real)) return t.pass('the real previews are not here: this checkout stands alone');
  const files = readdirSync(real).filter((name) => name.endsWith('.json'));
  t.true(files.length >= 5);
  for (const name of files) {
    const text = readFileSync(new URL(name, real), 'utf8');
    const { changes, hidden, errors } = parsePreview(text, name);
    const summary: Record<string, number> = JSON.parse(text).changeSummary;
    const counted: Record<string, number> = {};
    for (const { change } of changes) counted[change] = (counted[change] ?? 0) + 1;
    counted.same = (counted.same ?? 0) + hidden;
    for (const [op, count] of Object.entries(summary)) t.is(counted[op], count, `${name}: ${op}`);
    t.is(errors.length > 0, name === 'protected-replace-refused.json', name);
  }
});
