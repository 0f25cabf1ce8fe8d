import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { localStage, objectKey } from '../../runtime/blueprint/index.ts';
import { type BucketObject, groupObjects, listObjects } from '../../runtime/jobs/objects.ts';

const stage = localStage('demo');

async function bucketWith(...keys: string[]): Promise<string> {
  const bucket = await mkdtemp(join(tmpdir(), 'pinflow-test-'));
  for (const key of keys) {
    await mkdir(dirname(join(bucket, key)), { recursive: true });
    await writeFile(join(bucket, key), '{}\n');
  }
  return bucket;
}

const place = (partition: number, startOffset: number) => objectKey({ topic: 'demo.pin', partition, startOffset });

test('objects come in the order of partitions and offsets, which is not that of their names', async (t) => {
  const bucket = await bucketWith(place(10, 0), place(2, 12_345_678_901), place(2, 9_999_999_999), place(2, 0));
  const objects = await listObjects(bucket, stage, 'pin');
  t.deepEqual(
    objects.map(({ partition, startOffset, size }) => [partition, startOffset, size]),
    [
      [2, 0, 3],
      [2, 9_999_999_999, 3],
      [2, 12_345_678_901, 3],
      [10, 0, 3],
    ],
  );
});

test('a topic without a folder has no objects', async (t) => {
  t.deepEqual(await listObjects(await bucketWith(), stage, 'pin'), []);
});

test("another topic's objects are not read", async (t) => {
  const bucket = await bucketWith(objectKey({ topic: 'demo.pins', partition: 0, startOffset: 0 }), place(0, 0));
  t.is((await listObjects(bucket, stage, 'pin')).length, 1);
});

for (const stray of [
  'topics/demo.pin/notes.txt',
  'topics/demo.pin/partition=1/demo.pin+0+0000000000.json',
  'topics/demo.pin/partition=0/demo.geo+0+0000000000.json',
]) {
  test(`a file that the sink did not write is named: ${stray}`, async (t) => {
    const bucket = await bucketWith(place(0, 0), stray);
    const error = await t.throwsAsync(listObjects(bucket, stage, 'pin'), { code: 'OBJECT_UNREADABLE' });
    t.true(error?.message.includes(join(bucket, stray)));
  });
}

test('groups keep every object, their order and both limits, but for an object that alone is larger', (t) => {
  const sizes = fc.array(fc.nat(100), { maxLength: 60 });
  const atLeast1 = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(sizes, atLeast1(120), atLeast1(8), (given, bytes, count) => {
      const objects = given.map((size, startOffset) => ({ size, startOffset }) as BucketObject);
      const groups = groupObjects(objects, { bytes, objects: count });
      t.deepEqual(groups.flat(), objects);
      for (const group of groups) {
        t.true(group.length > 0 && group.length <= count);
        t.true(group.length === 1 || group.reduce((sum, { size }) => sum + size, 0) <= bytes);
      }
    }),
  );
});
