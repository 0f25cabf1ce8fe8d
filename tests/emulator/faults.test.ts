import test from 'ava';
import fc from 'fast-check';
import { balances, run, shortRun } from './helpers/run.ts';
import { type Call, named, produced, refused, scriptedGateway } from './helpers/scripted-gateway.ts';
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
    call.answer(200, produced([]));
  },
  timeout: (call) => {
    call.store();
    call.answer(504, { message: 'Endpoint request timed out' });
  },
  unavailable: (call) => call.answer(503, ''),
  tooMany: (call) => call.answer(429, { message: 'Too Many Requests' }),
  forbidden: (call) => call.answer(403, { message: 'Forbidden' }),
  half: (call) => {
    const entries = call.records.map((record, index) =>
      index % 2 === 0 ? call.store([record]).map(named) : refused(index % 3 === 0 ? 50002 : 50003),
    );
    call.answer(200, produced(entries.flat()));
  },
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

const plan = fc.record({
  acts: fc.array(fc.constantFrom(...Object.keys(acts)), { minLength: 1, maxLength: 12 }),
  messages: fc.integer({ min: 0, max: 12 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  patienceMs: fc.constantFrom(1000, 120_000, 10_000_000),
});

test('whatever a gateway does, every record is accounted for, and no more are stored unnamed than were lost', async (t) => {
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
      const account = await run(shortRun(gateway.url, options), clock);
      balances(t, account);
      if (account.ended === 'done') t.is(account.messages, options.messages);
      // No row is drawn twice in so few messages: what was rejected is nowhere, not even under another attempt.
      for (const { kind, key } of account.refusals) {
        t.false(gateway.stored.some((record) => record.topic === `tester.${kind}` && record.key === key));
      }
      for (const [kind, { stored, rejected, unknown, lost, partitions, generated }] of Object.entries(account.kinds)) {
        const there = gateway.stored.filter(({ topic }) => topic === `tester.${kind}`);
        const unnamed = there.length - stored;
        t.true(unnamed >= 0 && unnamed <= lost, `${unnamed} records of ${lost} lost ones are stored and unnamed`);
        for (const { partition, records, firstOffset, lastOffset } of partitions) {
          const inRange = there.filter(
            (record) => record.partition === partition && record.offset >= firstOffset && record.offset <= lastOffset,
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
    { numRuns: 60 },
  );
});
