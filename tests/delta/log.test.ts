import test from 'ava';
import fc from 'fast-check';
import { chooseSegment } from '../../runtime/delta/log.ts';
import { PinflowError } from '../../runtime/errors.ts';

const version = (number: number) => String(number).padStart(20, '0');
const commits = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${version(from + index)}.json`);
const checkpoint = (number: number) => `${version(number)}.checkpoint.parquet`;
const part = (number: number, index: number, of: number) =>
  `${version(number)}.checkpoint.${String(index).padStart(10, '0')}.${String(of).padStart(10, '0')}.parquet`;

const choose = (names: readonly string[], wanted?: number) => chooseSegment('/t', names, wanted);
const path = (name: string) => `_delta_log/${name}`;

test('a log without a checkpoint is read from its start', (t) => {
  t.deepEqual(choose(commits(0, 2)), { version: 2, checkpoint: [], commits: [0, 1, 2] });
});

test('the newest checkpoint not newer than the version is where reading begins', (t) => {
  const names = [...commits(0, 25), checkpoint(10), checkpoint(20)];
  t.deepEqual(choose(names), { version: 25, checkpoint: [path(checkpoint(20))], commits: [21, 22, 23, 24, 25] });
  t.deepEqual(choose(names, 20), { version: 20, checkpoint: [path(checkpoint(20))], commits: [] });
  t.deepEqual(choose(names, 12), { version: 12, checkpoint: [path(checkpoint(10))], commits: [11, 12] });
  t.deepEqual(choose(names, 1), { version: 1, checkpoint: [], commits: [0, 1] });
});

test('a checkpoint in parts counts when all of them are there', (t) => {
  const whole = [part(10, 1, 3), part(10, 2, 3), part(10, 3, 3)];
  t.deepEqual(choose([...commits(0, 11), ...whole]), { version: 11, checkpoint: whole.map(path), commits: [11] });
  t.deepEqual(choose([...commits(0, 3), part(2, 1, 2), part(3, 2, 3)]).commits, [0, 1, 2, 3]);
});

test('files of other kinds are not looked at', (t) => {
  const others = [
    '_last_checkpoint',
    `${version(3)}.crc`,
    `.${version(9)}.json.x.tmp`,
    '_commits',
    '9.json',
    `${version(0)}.${version(2)}.compacted.json`,
  ];
  t.is(choose([...commits(0, 2), ...others]).version, 2);
});

for (const [what, names, wanted, code, message] of [
  ['an empty folder', [], undefined, 'TABLE_MISSING', /^\/t: /],
  [
    'a gap among the commits',
    [...commits(0, 3), ...commits(5, 6)],
    undefined,
    'TABLE_DAMAGED',
    new RegExp(`${version(4)}.json is missing`),
  ],
  [
    'a gap after a checkpoint',
    [checkpoint(10), ...commits(12, 13)],
    undefined,
    'TABLE_DAMAGED',
    new RegExp(`${version(11)}.json is missing`),
  ],
  ['a log without its start', commits(3, 4), undefined, 'TABLE_DAMAGED', new RegExp(`${version(0)}.json is missing`)],
  [
    'a start in parts that are not all there',
    [part(3, 1, 2), ...commits(4, 4)],
    undefined,
    'TABLE_DAMAGED',
    new RegExp(`${version(0)}.json is missing`),
  ],
  [
    'a start in an unknown kind of checkpoint',
    [`${version(3)}.checkpoint.80a083e8-7026-4e79-81be-64bd76c43a11.parquet`, ...commits(3, 4)],
    undefined,
    'TABLE_UNSUPPORTED',
    /80a083e8/,
  ],
  ['a version after the newest', commits(0, 4), 5, 'TABLE_VERSION_MISSING', /versions 0 to 4, but not 5/],
  [
    'a version before the oldest',
    [checkpoint(10), ...commits(8, 12)],
    9,
    'TABLE_VERSION_MISSING',
    /versions 10 to 12, but not 9/,
  ],
] as const) {
  test(`${what} is ${code}`, (t) => {
    const error = t.throws(() => choose(names, wanted), { instanceOf: PinflowError, message });
    t.is(error?.code, code);
  });
}

test('whatever files are there, a chosen version is complete, or no choice would be', (t) => {
  const some = fc.uniqueArray(fc.nat(12));
  fc.assert(
    fc.property(some, some, fc.option(fc.nat(13), { nil: undefined }), (ofCommits, ofCheckpoints, wanted) => {
      const names = [...ofCommits.map((number) => `${version(number)}.json`), ...ofCheckpoints.map(checkpoint)];
      const target = wanted ?? Math.max(...ofCommits, ...ofCheckpoints);
      const isComplete = (base: number) =>
        Array.from({ length: target - base }, (_, index) => base + 1 + index).every((each) => ofCommits.includes(each));
      const bases = [-1, ...ofCheckpoints].filter((base) => base <= target);
      try {
        const segment = choose(names, wanted);
        t.is(segment.version, target);
        const base = ofCheckpoints.find((each) => path(checkpoint(each)) === segment.checkpoint[0]) ?? -1;
        t.is(base, Math.max(...bases));
        t.true(isComplete(base));
        t.deepEqual(
          [...segment.commits],
          Array.from({ length: target - base }, (_, index) => base + 1 + index),
        );
      } catch (error) {
        if (!(error instanceof PinflowError)) throw error;
        t.false(bases.length > 1 ? isComplete(Math.max(...bases)) : target >= 0 && isComplete(-1));
      }
    }),
  );
});
