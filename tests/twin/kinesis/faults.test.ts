import test, { type ExecutionContext } from 'ava';
import { PythonRandom } from '../../../runtime/emulator/random.ts';
import type { FaultPlan } from '../../../runtime/twin/kinesis/faults.ts';
import { entry, iteratorOf, type KinesisBench, openKinesis } from '../helpers/kinesis.ts';

/** A service with an on-demand stream `s` whose calls go wrong by a plan, until it is calmed. */
async function openFaulty(t: ExecutionContext, faults: FaultPlan, seed = 7) {
  const numbers = new PythonRandom(seed);
  const plan: Record<string, number> = {};
  const bench = await openKinesis(t, { faults: plan, random: () => numbers.random() });
  await bench.ask('CreateStream', { StreamName: 's' });
  Object.assign(plan, faults);
  const calm = () => {
    for (const fault of Object.keys(plan)) delete plan[fault];
  };
  return { ...bench, calm };
}

const Records = Array.from({ length: 20 }, (_, index) => entry(`key ${index}`));

/** What all shards hold, in no order. */
async function stored(bench: KinesisBench): Promise<string[]> {
  const keys: string[] = [];
  const { Shards } = await bench.ask('ListShards', { StreamName: 's' });
  for (const { ShardId } of Shards) {
    const ShardIterator = await iteratorOf(bench, ShardId);
    const page = await bench.ask('GetRecords', { ShardIterator });
    for (const { PartitionKey } of page.Records) keys.push(PartitionKey);
  }
  return keys.sort();
}

test('a throttled call says so as its action does', async (t) => {
  const { call } = await openFaulty(t, { throttled: 1 });
  for (const [action, input, type] of [
    ['PutRecords', { StreamName: 's', Records }, 'ProvisionedThroughputExceededException'],
    ['GetRecords', { ShardIterator: 'x' }, 'ProvisionedThroughputExceededException'],
    ['ListShards', { StreamName: 's' }, 'LimitExceededException'],
    ['CreateStream', { StreamName: 'more' }, 'LimitExceededException'],
  ] as const) {
    const { status, json } = await call(action, input);
    t.deepEqual([status, json.__type], [400, type]);
  }
});

test('a failed call is an internal failure, and did nothing', async (t) => {
  const bench = await openFaulty(t, { failed: 0.5 });
  const expected: string[] = [];
  const types = new Set<string>();
  for (let call = 0; call < 40; call++) {
    const { status, json } = await bench.call('PutRecord', { StreamName: 's', ...entry(`key ${call}`) });
    types.add(json.__type ?? 'answered');
    t.is(status, json.__type === undefined ? 200 : 500);
    if (status === 200) expected.push(`key ${call}`);
  }
  t.deepEqual([...types].sort(), ['InternalFailure', 'answered']);
  bench.calm();
  t.deepEqual(await stored(bench), expected.sort());
});

test('refused entries of a request are told, and the others alone are stored', async (t) => {
  const bench = await openFaulty(t, { refused: 0.4 });
  const answer = await bench.ask('PutRecords', { StreamName: 's', Records });
  const failed = answer.Records.filter((result: Record<string, unknown>) => result.ErrorCode !== undefined);
  t.is(answer.FailedRecordCount, failed.length);
  t.true(failed.length > 0 && failed.length < Records.length);
  for (const { ErrorCode } of failed) t.is(ErrorCode, 'ProvisionedThroughputExceededException');
  const kept = Records.filter((_, index) => answer.Records[index].ErrorCode === undefined);
  t.deepEqual(await stored(bench), kept.map(({ PartitionKey }) => PartitionKey).sort());
});

test('a stream that is resharded under load loses nothing and keeps its hash keys covered', async (t) => {
  const bench = await openFaulty(t, { resharded: 1 });
  for (let call = 0; call < 30; call++) await bench.ask('PutRecords', { StreamName: 's', Records });
  const { Shards } = await bench.ask('ListShards', { StreamName: 's' });
  t.true(Shards.length >= 4 + 30);
  const { Shards: open } = await bench.ask('ListShards', { StreamName: 's', ShardFilter: { Type: 'AT_LATEST' } });
  t.true(open.length <= 8);
  t.is((await stored(bench)).length, 30 * Records.length);
});

test('an answer is held back for a share of the latency', async (t) => {
  const started = performance.now();
  const bench = await openKinesis(t, { faults: { latencyMs: 80 }, random: () => 0.5 });
  await bench.ask('ListStreams', {});
  t.true(performance.now() - started >= 39);
});

test('the same seed strikes the same calls in the same way, another one others', async (t) => {
  const plan = { throttled: 0.2, failed: 0.2, refused: 0.2, resharded: 0.2 };
  const run = async (seed: number) => {
    const { call } = await openFaulty(t, plan, seed);
    const seen: unknown[] = [];
    for (let number = 0; number < 30; number++) {
      const { status, json } = await call('PutRecords', { StreamName: 's', Records });
      const codes = json.Records?.map(({ ErrorCode, ShardId }: Record<string, string>) => ErrorCode ?? ShardId);
      seen.push([status, json.__type, codes]);
    }
    return seen;
  };
  const first = await run(1);
  t.deepEqual(await run(1), first);
  t.notDeepEqual(await run(2), first);
});
