import { deepStrictEqual, strictEqual } from 'node:assert';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import type { LogRecord, TopicLog } from '../../../runtime/twin/log/port.ts';
import { startSink } from '../../../runtime/twin/sink/sink.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { hastyClock } from '../helpers/clocks.ts';
import { readTopic } from '../helpers/logs.ts';
import { type Life, life } from '../helpers/mortal.ts';
import { textOf, textRecord } from '../helpers/records.ts';
import { linesIn, objectsIn, settingsWith } from '../helpers/sinks.ts';

const partitions = 2;

/** What one sink meets: records that arrived before it started, the size of its objects, and when it dies. */
interface Round {
  readonly records: readonly LogRecord[];
  readonly flushSize: number;
  readonly last: number;
}

/** A log, its bucket and state, and all that was ever appended. */
interface Bench {
  readonly log: TopicLog;
  readonly folder: string;
  readonly appended: LogRecord[];
}

async function open(t: ExecutionContext): Promise<Bench> {
  const folder = temporaryFolder(t);
  const log = openFolderLog(join(folder, 'log'));
  await log.createTopic('demo.pin', partitions);
  return { log, folder, appended: [] };
}

/** Runs a sink until everything is committed or it dies; no object that was seen before may be another afterwards. */
async function play({ log, folder, appended }: Bench, { records, flushSize, last }: Round): Promise<Life> {
  await log.append('demo.pin', records);
  appended.push(...records);
  const bucket = join(folder, 'bucket');
  const seen = objectsIn(bucket);
  const being = life(last);
  const settings = settingsWith({ 'flush.size': String(flushSize) });
  const places = { connector: 'demo-connector', bucket, state: join(folder, 'sink') };
  const whole = being.run(async () => {
    const sink = await startSink({ log: being.mortal(log), settings, ...places, clock: hastyClock() });
    await sink.drained();
    await sink.close();
  });
  await Promise.race([whole, being.ended]);
  await being.bury();
  const now = objectsIn(bucket);
  for (const [key, text] of Object.entries(seen)) strictEqual(now[key], text, key);
  return being;
}

/** Every record is one line or one dead letter, and its partition's objects hold the lines in offset order. */
async function check({ log, folder, appended }: Bench): Promise<void> {
  const isBad = (text: string) => text.startsWith('bad');
  const stored = (await readTopic(log, 'demo.pin')).map((records) => records.map((record) => textOf(record) as string));
  strictEqual(stored.flat().length, appended.length);
  for (const [partition, texts] of stored.entries()) {
    const topic = join(folder, 'bucket', 'topics', 'demo.pin', `partition=${partition}`);
    deepStrictEqual(
      linesIn(topic),
      texts.filter((text) => !isBad(text)),
    );
  }
  const letters = (await readTopic(log, 'demo.dlq')).flat().map(textOf);
  deepStrictEqual(letters.sort(), stored.flat().filter(isBad).sort());
}

let count = 0;
/** Every record is another one; some are not JSON. */
const record = fc.tuple(fc.boolean(), fc.nat(partitions - 1)).map(([isGood, partition]): LogRecord => {
  count += 1;
  return { ...textRecord('k', isGood ? String(count) : `bad ${count}`), partition };
});

test('a sink that dies before any of its file operations is followed by one that neither loses nor doubles', async (t) => {
  const records = ['bad 0', '1', 'bad 2', '3', '4', 'bad 5'].map((text) => ({
    ...textRecord('k', text),
    partition: 0,
  }));
  const more = ['6', 'bad 7', '8', '9'].map((text) => ({ ...textRecord('k', text), partition: 0 }));
  const whole = await open(t);
  const operations = (await play(whole, { records, flushSize: 2, last: Number.POSITIVE_INFINITY })).operations();
  await check(whole);
  t.true(operations > 20, `${operations} operations`);
  for (let last = 1; last <= operations; last++) {
    const bench = await open(t);
    await play(bench, { records, flushSize: 2, last });
    await play(bench, { records: more, flushSize: 3, last: Number.POSITIVE_INFINITY });
    await t.notThrowsAsync(check(bench), `died before operation ${last}`);
    await bench.log.close();
  }
});

test('sinks that die again and again, over any records, come to the same end', async (t) => {
  const round = fc.record({
    records: fc.array(record, { maxLength: 8 }),
    flushSize: fc.integer({ min: 1, max: 4 }),
    last: fc.integer({ min: 1, max: 80 }),
  });
  const property = fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
    const bench = await open(t);
    for (const each of rounds) await play(bench, each);
    await play(bench, { records: [], flushSize: 3, last: Number.POSITIVE_INFINITY });
    await check(bench);
    await bench.log.close();
  });
  await t.notThrowsAsync(fc.assert(property, { numRuns: 60 }));
});
