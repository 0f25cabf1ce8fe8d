import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import fc from 'fast-check';
import { type KindAccount, openGenerator } from '../../runtime/emulator/index.ts';
import { shardOf } from './helpers/dialects.ts';
import { balances, run, shortRun, targets } from './helpers/run.ts';
import { type Call, scriptedGateway } from './helpers/scripted-gateway.ts';
import { TurnedClock } from './helpers/turned-clock.ts';

/** What a gateway may do with a request. Those that lose an answer do so after the records were stored, or before. */
const acts: Record<string, (call: Call, clock: TurnedClock) => void> = {
  accept: (call) => call.accept(),
  reset: (call) => call.reset(),
  storeAndReset: (call) => {
    call.store();
    call.reset();
  },
  silence: (_, clock) => clock.turn(31_000),
  storeInSilence: (call, clock) => {
    call.store();
    clock.turn(31_000);
  },
  garbage: (call) => call.answer(200, '{"offsets":'),
  storeAndGarbage: (call) => {
    call.store();
    call.answer(200, {});
  },
  timeout: (call) => {
    call.store();
    call.answer(504, { message: 'Endpoint request timed out' });
  },
  unavailable: (call) => call.answer(503, ''),
  tooMany: (call) => call.throttle(),
  rejected: (call) => call.answer(400, { message: 'Invalid request body' }),
  forbidden: (call) => call.answer(403, { message: 'Forbidden' }),
  half: (call) => call.acceptSome((_, index) => index % 2 === 0),
};
const losing = [
  'storeAndReset',
  'storeInSilence',
  'storeAndGarbage',
  'timeout',
  'reset',
  'silence',
  'garbage',
  'unavailable',
];

/** Those that let a request time out. */
const waiting = ['silence', 'storeInSilence'];

/** Nothing times out while others wait: a request given up on its way can be stored late, which is nobody's fault. */
class StandingClock extends TurnedClock {
  override async wait(): Promise<void> {
    await setImmediate();
  }
}

const plan = fc.record({
  acts: fc.array(fc.constantFrom(...Object.keys(acts)), { minLength: 1, maxLength: 12 }),
  messages: fc.integer({ min: 0, max: 12 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  patienceMs: fc.constantFrom(1000, 120_000, 10_000_000),
});

for (const [what, targetOf] of Object.entries(targets)) {
  test(`whatever a target does, every record is accounted for, and no more are stored unnamed than were lost: ${what}`, async (t) => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ acts: names, ...options }) => {
        const clock = new TurnedClock();
        const done: string[] = [];
        const gateway = await scriptedGateway(t, (call, number) => {
          // Goes through the plan twice and is well behaved from then on.
          const name = number < 2 * names.length ? (names[number % names.length] as string) : 'accept';
          done.push(name);
          acts[name]?.(call, clock);
        });
        const target = targetOf(t, gateway.url);
        const account = await run(shortRun(gateway.url, { ...options, target }), clock);
        balances(t, account);
        if (account.ended === 'done') t.is(account.messages, options.messages);
        // No row is drawn twice in so few messages: what was rejected is nowhere, not even under another attempt.
        for (const { kind, key } of account.refusals) {
          t.false(gateway.stored.some((record) => record.topic.endsWith(kind) && record.key === key));
        }
        for (const [kind, { stored, rejected, unknown, lost, generated, ...places }] of Object.entries(account.kinds)) {
          const there = gateway.stored.filter(({ topic }) => topic.endsWith(kind));
          const unnamed = there.length - stored;
          t.true(unnamed >= 0 && unnamed <= lost, `${unnamed} records of ${lost} lost ones are stored and unnamed`);
          for (const { place, records, first, last } of rangesOf(places)) {
            const inRange = there.filter(
              (record) =>
                [record.partition, shardOf(record).ShardId].includes(place) &&
                [record.offset, Number(shardOf(record).SequenceNumber)].some((at) => at >= first && at <= last),
            );
            t.true(inRange.length >= records);
          }
          if (!done.some((name) => losing.includes(name))) {
            t.is(lost, 0);
            t.is(there.length, stored);
            t.is(generated, stored + rejected + unknown);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test(`whatever a target does, copies of a row are stored in the order in which they were drawn: ${what}`, async (t) => {
    await fc.assert(
      fc.asyncProperty(plan, fc.integer({ min: 1, max: 4 }), async ({ acts: names, ...options }, rows) => {
        const clock = new StandingClock();
        const concurrency = names.some((name) => waiting.includes(name)) ? 1 : options.concurrency;
        const gateway = await scriptedGateway(t, (call, number) => {
          t.is(new Set(call.records.map(({ key }) => key)).size, call.records.length);
          acts[number < 2 * names.length ? (names[number % names.length] as string) : 'accept']?.(call, clock);
        });
        // Each copy is marked by its place in the posting order.
        let drawn = 0;
        const source = { ...openGenerator({ seed: 1, rows }), row: () => JSON.stringify({ drawn: drawn++ }) };
        const target = targetOf(t, gateway.url);
        const many = { ...options, concurrency, messages: 15, rows };
        const account = await run(shortRun(gateway.url, { ...many, source, target }), clock);
        balances(t, account);
        for (const [log, records] of Object.entries(
          Object.groupBy(gateway.stored, ({ topic, key }) => `${topic} ${key}`),
        )) {
          const order = (records ?? []).map(({ value }) => Number(value.drawn));
          t.deepEqual(
            order,
            order.toSorted((a, b) => a - b),
            log,
          );
        }
      }),
      { numRuns: 20 },
    );
  });
}

/** Where an account says that the records of a kind are, in topics or in streams. */
function rangesOf({ partitions, shards }: Pick<KindAccount, 'partitions' | 'shards'>) {
  return [
    ...partitions.map((at) => ({ ...at, place: at.partition, first: at.firstOffset, last: at.lastOffset })),
    ...shards.map((at) => ({
      ...at,
      place: at.shard,
      first: Number(at.firstSequenceNumber),
      last: Number(at.lastSequenceNumber),
    })),
  ];
}
