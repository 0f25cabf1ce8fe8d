import { deepStrictEqual } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { openLog, readPartition, readTopic } from '../helpers/logs.ts';
import { textOf, textRecord } from '../helpers/records.ts';

test('topics are listed by name and keep the partitions that they were created with', async (t) => {
  const log = openLog(t);
  t.true(await log.createTopic('demo.pin', 3));
  t.true(await log.createTopic('demo.dlq', 1));
  t.false(await log.createTopic('demo.pin', 5));
  t.deepEqual(await log.topics(), ['demo.dlq', 'demo.pin']);
  t.deepEqual(await log.describe('demo.pin'), { name: 'demo.pin', partitions: 3 });
  t.is(await log.describe('demo.geo'), undefined);
});

for (const name of ['', '.', '..', 'a/b', 'é', 'a b', 'x'.repeat(250)]) {
  test(`Kafka has no topic named ${JSON.stringify(name).slice(0, 12)}, so it is not created`, async (t) => {
    const log = openLog(t);
    await t.throwsAsync(log.createTopic(name, 1), { instanceOf: RangeError });
    t.deepEqual(await log.topics(), []);
  });
}

test('a deleted topic is gone with its records and its files, and one created again begins at its first offset', async (t) => {
  const folder = temporaryFolder(t);
  const log = openFolderLog(folder);
  await log.createTopic('a', 2);
  await log.createTopic('b', 1);
  const late = log.append('a', [textRecord('1', 'one')]);
  t.true(await log.deleteTopic('a'));
  t.like((await late)[0], { offset: 0 });
  t.false(await log.deleteTopic('a'));
  t.deepEqual(await log.topics(), ['b']);
  t.deepEqual(readdirSync(join(folder, 'topics')), ['b']);
  t.deepEqual(existsSync(join(folder, 'gone')) ? readdirSync(join(folder, 'gone')) : [], []);
  await log.createTopic('a', 1);
  t.deepEqual(await log.append('a', [textRecord('1', 'two')]), [{ partition: 0, offset: 0 }]);
  await log.close();
  const again = openFolderLog(folder);
  t.teardown(() => again.close());
  t.deepEqual((await readPartition(again, 'a', 0)).map(textOf), ['two']);
});

test('what a process that died left of a deleted topic is removed', async (t) => {
  const folder = temporaryFolder(t);
  const log = openFolderLog(folder);
  await log.createTopic('a', 1);
  await log.close();
  mkdirSync(join(folder, 'gone', 'b'), { recursive: true });
  writeFileSync(join(folder, 'gone', 'b', '0.log'), 'left');
  const again = openFolderLog(folder);
  t.teardown(() => again.close());
  t.deepEqual(await again.topics(), ['a']);
  t.false(existsSync(join(folder, 'gone')));
});

test('every call is told the places where its records stand: dense per partition, in the order of the calls', async (t) => {
  const keys = fc.option(fc.constantFrom('1', '2', '3', '4', '5'));
  const calls = fc.array(fc.array(fc.tuple(keys, fc.option(fc.nat(3), { nil: undefined })), { maxLength: 5 }), {
    maxLength: 6,
  });
  const property = fc.asyncProperty(calls, async (given) => {
    const log = openLog(t);
    await log.createTopic('a', 4);
    let count = 0;
    const records = given.map((call) =>
      call.map(([key, partition]) => ({
        ...textRecord(key, String(count++)),
        ...(partition !== undefined && { partition }),
      })),
    );
    const told = (await Promise.all(records.map((call) => log.append('a', call)))).flat();
    const stored = await readTopic(log, 'a');
    deepStrictEqual(
      told.map((place) => ('offset' in place ? textOf(stored[place.partition]?.[place.offset]) : place)),
      records.flat().map(textOf),
    );
    for (const partition of stored) {
      deepStrictEqual(
        partition.map(({ offset }) => offset),
        [...partition.keys()],
      );
      const sent = partition.map((record) => Number(textOf(record)));
      deepStrictEqual(
        sent,
        sent.toSorted((a, b) => a - b),
      );
    }
    deepStrictEqual(stored.flat().length, count);
    await log.close();
  });
  await t.notThrowsAsync(fc.assert(property, { numRuns: 50 }));
});

test('a key has one partition, a given partition is obeyed, and what has neither spreads by call', async (t) => {
  const log = openLog(t);
  await log.createTopic('a', 3);
  const partitions = async (...records: Parameters<typeof log.append>[1]) =>
    (await log.append('a', records)).map((place) => ('partition' in place ? place.partition : place.error));
  // murmur2 of "21" is -973932308: 1173551340 without the sign bit, and 1173551340 mod 3 is 0.
  t.deepEqual(await partitions(textRecord('21', '1'), textRecord('21', '2')), [0, 0]);
  t.deepEqual(await partitions({ ...textRecord('21', '1'), partition: 2 }), [2]);
  const keyless = [
    await partitions(textRecord(null, '1'), textRecord(null, '2')),
    await partitions(textRecord(null, '3')),
  ];
  t.is(new Set(keyless[0]).size, 1);
  t.not(keyless[0]?.[0], keyless[1]?.[0]);
});

test('a topic or partition that does not exist is the mistake of the caller', async (t) => {
  const log = openLog(t);
  await log.createTopic('a', 1);
  await t.throwsAsync(log.append('b', [textRecord('1', '1')]), { instanceOf: RangeError });
  await t.throwsAsync(log.append('a', [{ ...textRecord('1', '1'), partition: 1 }]), { instanceOf: RangeError });
  await t.throwsAsync(log.read('a', 1, 0), { instanceOf: RangeError });
  await t.throwsAsync(log.endOffset('b', 0), { instanceOf: RangeError });
  t.is(await log.endOffset('a', 0), 0);
});

test('listeners hear of records that can be read by then', async (t) => {
  const log = openLog(t, { now: () => 1_234 });
  await log.createTopic('a', 2);
  const heard = new Promise((resolve) => log.onAppend((topic, partition) => resolve(log.read(topic, partition, 0))));
  await log.append('a', [{ ...textRecord('k', 'v'), partition: 1 }]);
  t.deepEqual(await heard, [
    { offset: 0, timestamp: 1_234, key: Buffer.from('k'), value: Buffer.from('v'), headers: [] },
  ]);
});

test('closing stores what is under way; the next one to open the log goes on behind it', async (t) => {
  const folder = temporaryFolder(t);
  const first = openFolderLog(folder);
  await first.createTopic('a', 1);
  const underWay = first.append('a', [textRecord('1', '"one"')]);
  await first.close();
  await first.close();
  t.deepEqual(await underWay, [{ partition: 0, offset: 0 }]);
  await t.throwsAsync(first.append('a', [textRecord('2', '"lost"')]), { message: 'the topic log is closed' });
  const second = openFolderLog(folder);
  t.teardown(() => second.close());
  t.deepEqual(await second.append('a', [textRecord('2', '"two"')]), [{ partition: 0, offset: 1 }]);
  t.deepEqual((await readPartition(second, 'a', 0)).map(textOf), ['"one"', '"two"']);
});

test('a missing partition and a damaged file are named, and the log is not held', async (t) => {
  const folder = temporaryFolder(t);
  const log = openFolderLog(folder);
  await log.createTopic('a', 3);
  await log.close();
  const partition = (number: number) => join(folder, 'topics', 'a', `${number}.log`);
  writeFileSync(partition(2), 'not a record');
  const damaged = {
    code: 'LOG_DAMAGED',
    message: `${partition(2)}: no readable record at byte 0, where offset 0 should be`,
  };
  t.throws(() => openFolderLog(folder), damaged);
  rmSync(partition(1));
  t.throws(() => openFolderLog(folder), { code: 'LOG_DAMAGED', message: new RegExp(`^${partition(1)} is missing`) });
  t.deepEqual(readdirSync(join(folder, 'lock')), []);
});
