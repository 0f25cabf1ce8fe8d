import { CreateStreamCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import test, { type ExecutionContext } from 'ava';
import { localStage } from '../../../runtime/blueprint/index.ts';
import { emulate } from '../../../runtime/emulator/emulate.ts';
import { openGenerator } from '../../../runtime/emulator/index.ts';
import { startTwin } from '../../../runtime/twin/index.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { kinesisClient, startKinesalite, streamActive } from '../../helpers/kinesis.ts';
import { readStream, shardsOf } from '../helpers/read-stream.ts';
import { balances, counts, run, shortRun, targets } from '../helpers/run.ts';
import { type Call, scriptedGateway } from '../helpers/scripted-gateway.ts';
import { TurnedClock } from '../helpers/turned-clock.ts';

const streams = ['pin', 'geo', 'user'].map((kind) => `streaming-tester-${kind}`);

/** Services that have the streams of the stage: one of others' making, and the twin's. */
const services: Record<string, (t: ExecutionContext) => Promise<KinesisClient>> = {
  kinesalite: async (t) => {
    const client = await startKinesalite(t);
    for (const StreamName of streams) {
      await client.send(new CreateStreamCommand({ StreamName, ShardCount: 3 }));
      await streamActive(client, StreamName);
    }
    return client;
  },
  'the twin': async (t) => {
    const twin = await startTwin({ stage: localStage('tester'), dir: temporaryFolder(t) });
    t.teardown(() => twin.close());
    return kinesisClient(t, twin.kinesisUrl as string);
  },
};

for (const [service, start] of Object.entries(services)) {
  for (const batchSize of [1, 20]) {
    test.serial(
      `records arrive once, as their rows are written, at the places of the account, ${batchSize} in a request: ${service}`,
      async (t) => {
        const client = await start(t);
        const options = shortRun('', { target: { type: 'kinesis', client }, messages: 60, batchSize, concurrency: 4 });
        const account = await emulate(options);
        t.is(account.ended, 'done');
        balances(t, account);
        t.deepEqual(counts(account, 'stored'), [60, 60, 60]);
        for (const [index, [kind, { shards }]] of Object.entries(account.kinds).entries()) {
          const records = await readStream(client, streams[index] as string);
          t.deepEqual(shards, shardsOf(records));
          for (const { key, data } of records) t.is(data, options.source.row(kind, Number(key)));
        }
      },
    );
  }

  test.serial(`a record above 1 MiB is rejected, and its neighbours are stored: ${service}`, async (t) => {
    const client = await start(t);
    const generator = openGenerator({ seed: 1, rows: 10 });
    const large = JSON.stringify({ ind: 2, country: 'x'.repeat(1024 * 1024) });
    const source = {
      ...generator,
      row: (kind: string, key: number) => (kind === 'geo' && key === 2 ? large : generator.row(kind, key)),
    };
    const target = { type: 'kinesis', client } as const;
    const account = await emulate(shortRun('', { target, source, messages: 20, rows: 10, batchSize: 6 }));
    balances(t, account);
    const twos = (await readStream(client, 'streaming-tester-pin')).filter(({ key }) => key === '2').length;
    t.true(twos > 0);
    t.deepEqual(counts(account, 'rejected'), [0, twos, 0]);
    t.like(account.refusals[0], { kind: 'geo', key: 2, status: 400, errorCode: 'ValidationException' });
  });

  test.serial(`a stream that is not there ends the run, and the reason says what to do: ${service}`, async (t) => {
    const client = await start(t);
    const account = await run(
      shortRun('', { target: { type: 'kinesis', client }, stage: localStage('nobody'), messages: 50 }),
    );
    t.is(account.ended, 'gave_up');
    t.regex(account.reason ?? '', /ResourceNotFoundException: .*streaming-nobody-pin.*not found.*make the stream/);
    balances(t, account);
  });
}

/** What Kinesis may do once, and what becomes of the first pin. */
const answers: Record<string, { act: (call: Call, clock: TurnedClock) => void; lost?: number; waits?: number[] }> = {
  'an exceeded rate': { act: (call) => call.throttle() },
  'an exceeded rate with Retry-After': {
    act: (call) => call.answer(400, { __type: 'ThrottlingException', message: '' }, { 'Retry-After': '2' }),
    waits: [2000],
  },
  'an internal failure': { act: (call) => call.answer(500, { __type: 'InternalFailure', message: '' }), lost: 1 },
  'a 503 that is no answer': { act: (call) => call.answer(503, '<html>'), lost: 1 },
  'a 200 that is no answer': { act: (call) => call.answer(200, '<html>'), lost: 1 },
  'a 200 without a place': { act: (call) => call.answer(200, {}), lost: 1 },
  'a connection that breaks': { act: (call) => call.reset(), lost: 1 },
  'no answer in time': { act: (_, clock) => clock.turn(31_000), lost: 1 },
};
for (const [what, { act, lost = 0, waits = [100] }] of Object.entries(answers)) {
  test(`after ${what} a record is sent again, and counts as lost ${lost} times`, async (t) => {
    const clock = new TurnedClock();
    const gateway = await scriptedGateway(t, (call, number) => (number === 0 ? act(call, clock) : call.accept()));
    const account = await run(shortRun('', { target: targets.kinesis(t, gateway.url) }), clock);
    t.is(account.ended, 'done');
    t.deepEqual(counts(account, 'stored'), [1, 1, 1]);
    t.deepEqual(counts(account, 'lost'), [lost, 0, 0]);
    t.deepEqual(clock.waits, waits);
    t.is(gateway.calls.length, 4);
  });
}

test('a caller whom Kinesis does not know ends the run at once', async (t) => {
  const gateway = await scriptedGateway(t, (call) =>
    call.answer(400, { __type: 'UnrecognizedClientException', message: 'The security token is invalid.' }),
  );
  const account = await run(shortRun('', { target: targets.kinesis(t, gateway.url), messages: 50 }));
  t.is(account.ended, 'gave_up');
  t.regex(account.reason ?? '', /UnrecognizedClientException: The security token is invalid.*region.*credentials/);
  t.true(gateway.calls.length <= 3);
});

test('a Kinesis that is down is waited for, and what was not sent is not lost', async (t) => {
  // Over HTTP/2 it is told in another way than over HTTP/1.1.
  for (const handler of [undefined, new NodeHttpHandler()]) {
    const target = { type: 'kinesis', client: kinesisClient(t, 'http://127.0.0.1:1', handler) } as const;
    const account = await run(shortRun('', { target, patienceMs: 10_000 }));
    t.is(account.ended, 'gave_up');
    t.regex(account.reason ?? '', /ECONNREFUSED/);
    t.deepEqual(counts(account, 'unknown'), [1, 1, 1]);
    t.deepEqual(counts(account, 'lost'), [0, 0, 0]);
  }
});

test('what is under way when the run is stopped is given up after a while, and nothing is sent from then on', async (t) => {
  const stop = new AbortController();
  const clock = new TurnedClock();
  const gateway = await scriptedGateway(t, (call) => {
    call.store();
    stop.abort();
    clock.turn(5000);
  });
  const target = targets.kinesis(t, gateway.url);
  const account = await run(shortRun('', { target, messages: 1000, signal: stop.signal }), clock);
  t.is(account.ended, 'stopped');
  t.deepEqual(counts(account, 'unknown'), [1, 1, 1]);
  t.deepEqual(counts(account, 'lost'), [1, 0, 0]);
});
