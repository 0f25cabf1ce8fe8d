import test from 'ava';
import type { Source } from '../../runtime/emulator/index.ts';
import { openGenerator } from '../../runtime/emulator/index.ts';
import { balances, counts, run, shortRun } from './helpers/run.ts';
import { type Call, scriptedGateway } from './helpers/scripted-gateway.ts';
import { TurnedClock } from './helpers/turned-clock.ts';

const many = 1_000_000;

test('a run that is stopped before it starts posts nothing', async (t) => {
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { messages: many, signal: AbortSignal.abort() }));
  t.like(account, { ended: 'stopped', messages: 0 });
  t.deepEqual(counts(account, 'generated'), [0, 0, 0]);
  t.is(gateway.calls.length, 0);
});

test('a run that is stopped draws nothing new and waits for the answers under way', async (t) => {
  const stop = new AbortController();
  const held: Call[] = [];
  const gateway = await scriptedGateway(t, (call) => {
    held.push(call);
    if (held.length === 4) stop.abort();
    if (stop.signal.aborted) for (const each of held.splice(0)) each.accept();
  });
  const account = await run(shortRun(gateway.url, { messages: many, concurrency: 4, signal: stop.signal }));
  t.is(account.ended, 'stopped');
  balances(t, account);
  // Four records were under way: those of the first message and the first of the second, whose others are posted too.
  t.deepEqual(counts(account, 'stored'), [2, 2, 2]);
  t.is(gateway.stored.length, 6);
});

test('records that wait for company are posted when the run is stopped', async (t) => {
  const stop = new AbortController();
  const generator = openGenerator({ seed: 1, rows: 1000 });
  let drawn = 0;
  const source: Source = {
    ...generator,
    row: (kind, key) => {
      drawn += 1;
      if (drawn === 15) stop.abort();
      return generator.row(kind, key);
    },
  };
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { source, messages: many, batchSize: 100, signal: stop.signal }));
  t.is(account.ended, 'stopped');
  balances(t, account);
  t.deepEqual(counts(account, 'stored'), [5, 5, 5]);
  t.is(gateway.calls.length, 3);
});

test('an answer that does not come in a few seconds after the stop is given up', async (t) => {
  const stop = new AbortController();
  const clock = new TurnedClock();
  const gateway = await scriptedGateway(t, (call) => {
    call.store();
    stop.abort();
    clock.turn(4999);
    clock.turn(1);
  });
  const account = await run(shortRun(gateway.url, { messages: many, signal: stop.signal }), clock);
  t.is(account.ended, 'stopped');
  balances(t, account);
  t.deepEqual(counts(account, 'unknown'), [1, 1, 1]);
  // Only the pin was sent.
  t.deepEqual(counts(account, 'lost'), [1, 0, 0]);
  t.is(gateway.calls.length, 1);
});

test('an answer in time after the stop counts', async (t) => {
  const stop = new AbortController();
  const clock = new TurnedClock();
  const gateway = await scriptedGateway(t, (call, number) => {
    stop.abort();
    if (number === 0) clock.turn(4999);
    call.accept();
  });
  const account = await run(shortRun(gateway.url, { messages: many, signal: stop.signal }), clock);
  balances(t, account);
  t.deepEqual(counts(account, 'stored'), [1, 1, 1]);
});

test('a run that waits for a gateway which is down stops at once', async (t) => {
  const stop = new AbortController();
  const clock = new TurnedClock();
  const gateway = await scriptedGateway(t, (call) => call.answer(429, { message: 'Too Many Requests' }));
  clock.onWait = () => {
    if (clock.waits.length === 3) stop.abort();
  };
  const account = await run(shortRun(gateway.url, { messages: many, signal: stop.signal }), clock);
  t.is(account.ended, 'stopped');
  balances(t, account);
  t.deepEqual(counts(account, 'rejected'), [1, 1, 1]);
  // Three attempts at the pin, and one each at the others of its message.
  t.is(gateway.calls.length, 5);
});

test('a run that waits for its next message stops at once, and does not post it', async (t) => {
  const stop = new AbortController();
  const clock = new TurnedClock();
  clock.onWait = () => {
    if (clock.waits.length === 5) stop.abort();
  };
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { messages: many, rate: 1, signal: stop.signal }), clock);
  t.is(account.ended, 'stopped');
  balances(t, account);
  t.is(account.messages, 5);
});

test('a source that breaks ends the run with its error; requests under way still end, and nothing is tried again', async (t) => {
  const generator = openGenerator({ seed: 1, rows: 1000 });
  const broken = new Error('pin.ndjson: the file became shorter');
  const { promise: sourceBroke, resolve: tellBroken } = Promise.withResolvers<void>();
  let drawn = 0;
  const source: Source = {
    ...generator,
    row: (kind, key) => {
      drawn += 1;
      if (drawn === 8) {
        tellBroken();
        throw broken;
      }
      return generator.row(kind, key);
    },
  };
  const gateway = await scriptedGateway(t, (call, number) =>
    number === 0 ? call.answer(503, { message: 'down' }) : call.accept(),
  );
  const clock = new TurnedClock();
  // The first record waits for its second attempt until the source has broken.
  clock.onWait = () => sourceBroke;
  const error = await t.throwsAsync(run(shortRun(gateway.url, { source, messages: many, concurrency: 2 }), clock));
  t.is(error, broken);
  t.is(gateway.calls.length, 7);
});
