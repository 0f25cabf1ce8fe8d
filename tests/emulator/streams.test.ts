import test, { type ExecutionContext } from 'ava';
import { localStage } from '../../runtime/blueprint/index.ts';
import { systemClock } from '../../runtime/emulator/clock.ts';
import { emulate } from '../../runtime/emulator/emulate.ts';
import { openGenerator, PythonRandom, type TargetOptions } from '../../runtime/emulator/index.ts';
import { startTwin, type Twin, type TwinOptions } from '../../runtime/twin/index.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { kinesisClient } from '../helpers/kinesis.ts';
import { readStream, type StreamRecord, shardsOf } from './helpers/read-stream.ts';
import { balances, counts, shortRun } from './helpers/run.ts';

const kinds = ['pin', 'geo', 'user'];

/** The ways into the streams of the local services. */
const ways: Record<string, (t: ExecutionContext, twin: Twin) => TargetOptions> = {
  record: (_, { gatewayUrl: url }) => ({ type: 'stream', via: 'record', url }),
  records: (_, { gatewayUrl: url }) => ({ type: 'stream', via: 'records', url }),
  kinesis: (t, { kinesisUrl = '' }) => ({ type: 'kinesis', client: kinesisClient(t, kinesisUrl) }),
};

for (const [way, targetOf] of Object.entries(ways)) {
  test.serial(`every record is in its stream once, at the place of the account, as its row is: ${way}`, async (t) => {
    const twin = await start(t, temporaryFolder(t));
    const options = shortRun('', { target: targetOf(t, twin), messages: 300, batchSize: 20, concurrency: 4 });
    const account = await emulate(options);
    t.is(account.ended, 'done');
    balances(t, account);
    t.deepEqual(counts(account, 'stored'), [300, 300, 300]);
    t.deepEqual(counts(account, 'lost'), [0, 0, 0]);
    const [pins = [], geos, users] = await readAll(t, twin);
    for (const [index, records = []] of [pins, geos, users].entries()) {
      const kind = kinds[index] as string;
      t.deepEqual(account.kinds[kind]?.shards, shardsOf(records));
      for (const { key, data } of records) {
        t.deepEqual(JSON.parse(data), JSON.parse(options.source.row(kind, Number(key))));
      }
      // The kinds of a message share its key.
      t.deepEqual(keysOf(records), keysOf(pins));
    }
  });

  test.serial(
    `under faults and reshards every record arrives once, copies of a row in their order: ${way}`,
    async (t) => {
      const dir = temporaryFolder(t);
      const numbers = new PythonRandom(7);
      const faults = { throttled: 0.1, refused: 0.2, resharded: 0.1 };
      const twin = await start(t, dir, { kinesis: { faults, random: () => numbers.random() } });
      const rows = 20;
      // Each copy is marked by its place in the posting order.
      let drawn = 0;
      const source = { ...openGenerator({ seed: 1, rows }), row: () => JSON.stringify({ drawn: drawn++ }) };
      const target = targetOf(t, twin);
      const account = await emulate(
        shortRun('', { target, source, rows, messages: 200, batchSize: 10, concurrency: 8 }),
        { clock: hurried },
      );
      t.is(account.ended, 'done');
      balances(t, account);
      t.deepEqual(counts(account, 'stored'), [200, 200, 200]);
      t.deepEqual(counts(account, 'lost'), [0, 0, 0]);
      // What it holds is read when nothing goes wrong any more.
      await twin.close();
      const all: number[] = [];
      for (const [index, records] of (await readAll(t, await start(t, dir))).entries()) {
        const { shards = [] } = account.kinds[kinds[index] as string] ?? {};
        t.true(shards.length > 4);
        t.deepEqual(shards, shardsOf(records));
        for (const copies of Object.values(Object.groupBy(records, ({ key }) => key))) {
          const order = (copies ?? []).map(({ data }) => (JSON.parse(data) as { drawn: number }).drawn);
          t.deepEqual(order, ascending(order));
          all.push(...order);
        }
      }
      t.deepEqual(
        ascending(all),
        Array.from({ length: 600 }, (_, index) => index),
      );
    },
  );
}

test.serial(
  'two runs at once with one seed and one source post the same messages to the topics and to the streams',
  async (t) => {
    const twin = await start(t, temporaryFolder(t));
    const { gatewayUrl: url } = twin;
    const options = { messages: 200, batchSize: 10, concurrency: 4 };
    const run = shortRun(url, options);
    const [topics, stream] = await Promise.all([
      emulate(run),
      emulate({ ...run, target: { type: 'stream', via: 'records', url } }),
    ]);
    for (const account of [topics, stream]) t.deepEqual(counts(account, 'stored'), [200, 200, 200]);
    for (const [index, records] of (await readAll(t, twin)).entries()) {
      const topic = await topicKeys(twin, `tester.${kinds[index]}`);
      t.deepEqual(keysOf(records), topic.sort());
    }
  },
);

/** The clock of the machine with waits that are a hundred times shorter. */
const hurried = { ...systemClock, wait: (ms: number, signal: AbortSignal) => systemClock.wait(ms / 100, signal) };

async function start(t: ExecutionContext, dir: string, options: Partial<TwinOptions> = {}): Promise<Twin> {
  const twin = await startTwin({ stage: localStage('tester'), dir, ...options });
  t.teardown(() => twin.close());
  return twin;
}

async function readAll(t: ExecutionContext, { kinesisUrl = '' }: Twin): Promise<StreamRecord[][]> {
  const client = kinesisClient(t, kinesisUrl);
  return await Promise.all(kinds.map((kind) => readStream(client, `streaming-tester-${kind}`)));
}

async function topicKeys({ log }: Twin, topic: string): Promise<string[]> {
  const keys: string[] = [];
  for (let partition = 0; partition < ((await log.describe(topic))?.partitions ?? 0); partition++) {
    for (let offset = 0; offset < (await log.endOffset(topic, partition)); ) {
      const records = await log.read(topic, partition, offset);
      keys.push(...records.map(({ key }) => String(key)));
      offset += records.length;
    }
  }
  return keys;
}

function keysOf(records: readonly StreamRecord[]): string[] {
  return records.map(({ key }) => key).sort();
}

function ascending(numbers: readonly number[]): number[] {
  return numbers.toSorted((a, b) => a - b);
}
