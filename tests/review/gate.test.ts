import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { type Decision, dataIn, decide, parseIntentions, parsePreview } from '../../runtime/review/index.ts';
import { previewText, urnOf, type Written } from './previews.ts';

/** The type tokens of `@pulumi/aws` 7.48.0 and `@pulumi/databricks` 1.110.0 whose resources hold data, written here anew. */
const holders = [
  'aws:msk/cluster:Cluster',
  'aws:msk/serverlessCluster:ServerlessCluster',
  'aws:msk/topic:Topic',
  'aws:kinesis/stream:Stream',
  'aws:s3/bucket:Bucket',
  'aws:s3/bucketV2:BucketV2',
  'aws:kms/key:Key',
  'aws:mwaa/environment:Environment',
  'databricks:index/catalog:Catalog',
  'databricks:index/schema:Schema',
  'databricks:index/sqlTable:SqlTable',
  'databricks:index/volume:Volume',
  'databricks:index/externalLocation:ExternalLocation',
];
const others = ['aws:iam/role:Role', 'aws:ec2/instance:Instance', 'aws:s3/bucketPolicy:BucketPolicy', 'toString'];

function decided(resources: readonly Written[], description = '', more: object = {}): Decision {
  return decide(parsePreview(previewText(resources, more), 'p.json'), parseIntentions(description));
}

test('every type that holds data is guarded against replacement and deletion, and no other type', (t) => {
  for (const op of ['replace', 'delete', 'delete-replaced', 'create-replacement', 'import-replacement']) {
    for (const type of holders) t.true(decided([{ op, type }]).refused, `${op} ${type}`);
    for (const type of others) t.false(decided([{ op, type }]).refused, `${op} ${type}`);
  }
  for (const op of ['same', 'create', 'update', 'read', 'refresh', 'import', 'discard', 'remove-pending-replace']) {
    for (const type of holders) t.false(decided([{ op, type }]).refused, `${op} ${type}`);
  }
  for (const type of others) t.is(dataIn(type), undefined);
});

/** Descriptions, and whether they cover the deletion of the bucket `lake`. */
const descriptions: [description: string, covers: boolean][] = [
  ['pinflow-intended: delete lake', true],
  ['Moves the data.\r\n\r\npinflow-intended: delete lake\r\nMore.', true],
  ['- `pinflow-intended: delete lake`', true],
  ['pinflow-intended: delete `lake`', true],
  ['Pinflow-Intended: Delete lake  ', true],
  [`pinflow-intended: delete ${urnOf({})}`, true],
  ['pinflow-intended: replace lake', false],
  ['pinflow-intended: delete lak', false],
  ['pinflow-intended: delete lake2', false],
  ['pinflow-intended: delete Lake', false],
  ['pinflow-intended: delete', false],
  ['pinflow-intended: destroy lake', false],
  ['please note pinflow-intended: delete lake', false],
  ['> pinflow-intended: delete lake', false],
  ['<!-- pinflow-intended: delete lake -->', false],
  ['<!--\npinflow-intended: delete lake', false],
  [`pinflow-intended: delete ${urnOf({}).replace(':dev:', ':prod:')}`, false],
  ['', false],
];

for (const [description, covers] of descriptions) {
  test(`${JSON.stringify(description)} ${covers ? 'covers' : 'does not cover'} a deletion`, (t) => {
    t.is(decided([{ op: 'delete' }], description).refused, !covers);
    t.true(decided([{ op: 'replace' }], description).refused !== /replace lake/.test(description));
  });
}

test('an intention that matches nothing, or more than one resource, is reported and covers nothing', (t) => {
  const two = [
    { op: 'delete', name: 'x' },
    { op: 'delete', name: 'x', type: 'aws:kms/key:Key' },
  ];
  const { idle, refused } = decided(
    two,
    'pinflow-intended: delete x\npinflow-intended: delete gone\npinflow-intended: replace x',
  );
  t.true(refused);
  t.deepEqual(
    idle.map(({ intention, because }) => [intention.resource, because]),
    [
      ['x', 'several'],
      ['gone', 'nothing'],
      ['x', 'otherVerb'],
    ],
  );
  t.false(decided(two, two.map((one) => `pinflow-intended: delete ${urnOf(one)}`).join('\n')).refused);
});

test('a line that is no intention is reported; a URN of another stack is that one’s business', (t) => {
  const other = urnOf({}).replace(':dev:', ':prod:');
  const { idle, unreadable } = decided([], `pinflow-intended: drop lake\npinflow-intended: delete ${other}`);
  t.deepEqual(unreadable, ['pinflow-intended: drop lake']);
  t.deepEqual(idle, []);
});

test('what stays in the account unmanaged is to be named too, and is said to stay', (t) => {
  const { refused, losses } = decided([{ op: 'delete', retain: true }]);
  t.true(refused);
  t.deepEqual(
    losses.map(({ retained, intended }) => ({ retained, intended })),
    [{ retained: true, intended: false }],
  );
  t.false(decided([{ op: 'delete', retain: true }], 'pinflow-intended: delete lake').refused);
});

test('a preview that failed is refused with what the engine said, whatever is intended', (t) => {
  const diagnostics = [
    { severity: 'warning', message: 'w' },
    { severity: 'error', message: 'error: no such region\n' },
    { severity: 'error', message: 'error: preview failed\n' },
  ];
  t.deepEqual(decided([], '', { diagnostics }).errors, ['error: no such region']);
  t.deepEqual(decided([], '', { diagnostics: diagnostics.slice(2) }).errors, ['error: preview failed']);
  t.true(decided([], '', { diagnostics }).refused);
});

const resource = fc.record({
  op: fc.constantFrom('same', 'create', 'update', 'replace', 'delete'),
  // Topics that are created beside what exists are refused for a reason of their own.
  type: fc.constantFrom(...holders.filter((type) => type !== 'aws:msk/topic:Topic'), ...others),
  retain: fc.boolean(),
  named: fc.constantFrom('not', 'replace', 'delete'),
});

test('a preview is refused exactly when something with data goes unnamed', (t) => {
  fc.assert(
    fc.property(fc.array(resource, { maxLength: 12 }), (drawn) => {
      const resources = drawn.map((one, index) => ({ ...one, name: `r${index}` }));
      const lines = resources
        .filter(({ named }) => named !== 'not')
        .map(({ named, name }) => `pinflow-intended: ${named} ${name}`);
      const unnamed = resources.filter(
        ({ op, type, named }) => ['replace', 'delete'].includes(op) && holders.includes(type) && named !== op,
      );
      t.is(decided(resources, lines.join('\n')).refused, unnamed.length > 0);
    }),
  );
});

const real = new URL('../../../shared/data/preview/', import.meta.url);

test('previews of the real engine get the verdict that a person reads in them', (t) => {
  if (!existsSync(real)) return t.pass('the real previews are not here: this checkout stands alone');
  const verdict = (name: string, description = '') =>
    decide(parsePreview(readFileSync(new URL(name, real), 'utf8'), name), parseIntentions(description));
  const cluster = 'pinflow-intended: replace plat-msk';
  t.false(verdict('create.json').refused);
  t.false(verdict('no-change.json').refused);
  t.true(verdict('update-and-replace.json').refused);
  t.false(verdict('update-and-replace.json', cluster).refused);
  t.true(verdict('delete-bucket-and-replace.json', cluster).refused);
  t.false(verdict('delete-bucket-and-replace.json', `${cluster}\npinflow-intended: delete plat-lake`).refused);
  const failed = verdict(
    'protected-replace-refused.json',
    `${cluster}\npinflow-intended: replace plat-stream\npinflow-intended: delete plat-lake`,
  );
  t.true(failed.refused);
  t.regex(failed.errors.join(), /^error: unable to replace resource .*marked for protection/s);
});
