import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { localStage } from '../../runtime/blueprint/index.ts';
import { emulate, openFiles, openGenerator } from '../../runtime/emulator/index.ts';
import { startTwin, type Twin } from '../../runtime/twin/index.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { balances, counts, run, shortRun } from './helpers/run.ts';

const kinds = ['pin', 'geo', 'user'];

test('a run against the local services leaves in the topics what its account says', async (t) => {
  const twin = await start(t);
  const options = shortRun(twin.gatewayUrl, { messages: 400, batchSize: 20, concurrency: 4 });
  const account = await emulate(options);
  t.is(account.ended, 'done');
  balances(t, account);
  t.deepEqual(counts(account, 'stored'), [400, 400, 400]);
  t.deepEqual(counts(account, 'lost'), [0, 0, 0]);
  for (const kind of kinds) {
    const records = await readTopic(twin, `tester.${kind}`);
    t.deepEqual(account.kinds[kind]?.partitions, placesOf(records));
    for (const { key, value } of records) t.is(value, options.source.row(kind, Number(key)));
    t.is(
      new Set(records.map(({ key }) => key)).size,
      new Set(records.map(({ key, partition }) => `${key} ${partition}`)).size,
    );
  }
  // The kinds of a message share its key.
  const [pins, geos, users] = await Promise.all(kinds.map((kind) => keysOf(twin, kind)));
  t.deepEqual(geos, pins);
  t.deepEqual(users, pins);
});

test('a second run goes on where the first ended', async (t) => {
  const twin = await start(t);
  await emulate(shortRun(twin.gatewayUrl, { messages: 60, batchSize: 9 }));
  const second = await emulate(shortRun(twin.gatewayUrl, { messages: 60, batchSize: 9 }));
  for (const { partition, records, firstOffset, lastOffset } of second.kinds.pin?.partitions ?? []) {
    t.is(firstOffset, records, `partition ${partition}`);
    t.is(lastOffset, 2 * records - 1);
  }
});

test('rows of files arrive as they were written', async (t) => {
  const twin = await start(t);
  // Numbers that no double holds, escapes of characters that need one, and letters of four bytes.
  const values = ['9007199254740993', '1e400', '-0.0', '"a\\"b\\\\c\\n"', '"🎨 שלום"', '[1.10,{"b":null}]'];
  const folder = temporaryFolder(t);
  const line = (key: string, index: number) => `{"${key}":${index},"odd":${values[index]}}`;
  for (const [kind, key] of [
    ['pin', 'index'],
    ['geo', 'ind'],
    ['user', 'ind'],
  ] as const) {
    writeFileSync(join(folder, `${kind}.ndjson`), values.map((_, index) => line(key, index)).join('\n'));
  }
  using source = await openFiles(folder);
  await emulate(shortRun(twin.gatewayUrl, { source, messages: 100, rows: values.length, batchSize: 8 }));
  const lines = readFileSync(join(folder, 'pin.ndjson'), 'utf8').split('\n');
  const records = await readTopic(twin, 'tester.pin');
  t.is(records.length, 100);
  t.deepEqual([...new Set(records.map(({ value }) => value))].sort(), lines.sort());
});

test('records that the producer does not take are rejected, and their neighbours are stored', async (t) => {
  const twin = await start(t);
  const generator = openGenerator({ seed: 1, rows: 10 });
  const large = JSON.stringify({ ind: 2, country: 'x'.repeat(1_100_000) });
  const source = {
    ...generator,
    row: (kind: string, key: number) => (kind === 'geo' && key === 2 ? large : generator.row(kind, key)),
  };
  const account = await emulate(shortRun(twin.gatewayUrl, { source, messages: 60, rows: 10, batchSize: 6 }));
  balances(t, account);
  const twos = (await keysOf(twin, 'pin')).filter((key) => key === '2').length;
  t.true(twos > 0);
  t.deepEqual(counts(account, 'rejected'), [0, twos, 0]);
  t.like(account.refusals[0], { kind: 'geo', key: 2, status: 200, errorCode: 50002 });
});

test('a stage whose topics are not there gets every record refused', async (t) => {
  const twin = await start(t);
  const account = await run(shortRun(twin.gatewayUrl, { stage: localStage('nobody') }));
  t.is(account.ended, 'gave_up');
  balances(t, account);
  t.deepEqual(counts(account, 'rejected'), [1, 1, 1]);
  t.like(account.refusals[0], { errorCode: 50003 });
});

async function start(t: ExecutionContext): Promise<Twin> {
  const dir = temporaryFolder(t);
  const twin = await startTwin({ stage: localStage('tester'), dir });
  t.teardown(() => twin.close());
  return twin;
}

interface Read {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly value: string;
}

async function readTopic({ log }: Twin, topic: string): Promise<Read[]> {
  const records: Read[] = [];
  for (let partition = 0; partition < ((await log.describe(topic))?.partitions ?? 0); partition++) {
    for (let offset = 0; offset < (await log.endOffset(topic, partition)); ) {
      for (const { key, value, offset: at } of await log.read(topic, partition, offset)) {
        records.push({ partition, offset: at, key: String(key), value: String(value) });
        offset = at + 1;
      }
    }
  }
  return records;
}

async function keysOf(twin: Twin, kind: string): Promise<string[]> {
  return (await readTopic(twin, `tester.${kind}`)).map(({ key }) => key).sort();
}

function placesOf(records: readonly Read[]) {
  const partitions = [...new Set(records.map(({ partition }) => partition))];
  return partitions.map((partition) => {
    const offsets = records.filter((record) => record.partition === partition).map(({ offset }) => offset);
    return { partition, records: offsets.length, firstOffset: Math.min(...offsets), lastOffset: Math.max(...offsets) };
  });
}
