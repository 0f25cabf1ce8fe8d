import { once } from 'node:events';
import { createServer } from 'node:net';
import test from 'ava';
import type { Authorize } from '../../runtime/emulator/index.ts';
import { named, produced, refused } from './helpers/dialects.ts';
import { balances, counts, run, shortRun } from './helpers/run.ts';
import { type Call, scriptedGateway } from './helpers/scripted-gateway.ts';
import { TurnedClock } from './helpers/turned-clock.ts';

/** Does something with the first request and accepts the others. */
const first = (act: (call: Call) => void) => (call: Call, number: number) => (number === 0 ? act(call) : call.accept());

/** Everything is stored in the end, and the first record (a pin) was posted `attempts` times. */
interface Expected {
  readonly lost: number;
  readonly waits: readonly number[];
}

/** What a gateway may do once, and what it costs: the pin is stored by its second attempt in the end. */
const faults: Record<string, { act: (call: Call, clock: TurnedClock) => void } & Expected> = {
  'a 408': { act: (call) => call.answer(408, { error_code: 40801, message: '' }), lost: 0, waits: [100] },
  'a 429': { act: (call) => call.answer(429, { message: 'Too Many Requests' }), lost: 0, waits: [100] },
  'a 429 with Retry-After': {
    act: (call) => call.answer(429, { message: 'Limit Exceeded' }, { 'Retry-After': '7' }),
    lost: 0,
    waits: [7000],
  },
  'a 503 with Retry-After': { act: (call) => call.answer(503, '', { 'Retry-After': '2' }), lost: 1, waits: [2000] },
  'a 500': { act: (call) => call.answer(500, { message: 'Internal server error' }), lost: 1, waits: [100] },
  'a 504': { act: (call) => call.answer(504, { message: 'Endpoint request timed out' }), lost: 1, waits: [100] },
  'a record refused for now inside a 200': {
    act: (call) => call.answer(200, produced([refused(50003)])),
    lost: 0,
    waits: [100],
  },
  'a 200 that is no answer': { act: (call) => call.answer(200, '<html>'), lost: 1, waits: [100] },
  'a connection that breaks': { act: (call) => call.reset(), lost: 1, waits: [100] },
  'no answer in time': { act: (_, clock) => clock.turn(31_000), lost: 1, waits: [100] },
};
for (const [what, { act, lost, waits }] of Object.entries(faults)) {
  test(`after ${what} a record is sent again, and counts as lost ${lost} times`, async (t) => {
    const clock = new TurnedClock();
    const gateway = await scriptedGateway(
      t,
      first((call) => act(call, clock)),
    );
    const account = await run(shortRun(gateway.url), clock);
    t.is(account.ended, 'done');
    balances(t, account);
    t.deepEqual(counts(account, 'stored'), [1, 1, 1]);
    t.deepEqual(counts(account, 'lost'), [lost, 0, 0]);
    t.deepEqual(clock.waits, waits);
    t.deepEqual(
      gateway.calls.map(({ topic }) => topic),
      ['tester.pin', 'tester.pin', 'tester.geo', 'tester.user'],
    );
    t.is(gateway.calls[0]?.body, gateway.calls[1]?.body);
  });
}

test('a request that was given up before it was connected is never sent, so that it is not lost', async (t) => {
  const clock = new TurnedClock();
  const gateway = await scriptedGateway(t);
  const running = run(shortRun(gateway.url), clock);
  // Up to the connection nothing but promises is in the way: once they are through, it is begun and not there yet.
  for (let turn = 0; turn < 100; turn++) await null;
  clock.turn(31_000);
  const account = await running;
  t.deepEqual(clock.waits, [100]);
  t.deepEqual(counts(account, 'stored'), [1, 1, 1]);
  t.deepEqual(counts(account, 'lost'), [0, 0, 0]);
  t.is(gateway.calls.length, 3);
});

test('no answer is waited for a little longer than the gateway takes for its own', async (t) => {
  const clock = new TurnedClock();
  const gateway = await scriptedGateway(
    t,
    first((call) => {
      clock.turn(30_000);
      call.accept();
    }),
  );
  const account = await run(shortRun(gateway.url), clock);
  t.deepEqual(counts(account, 'lost'), [0, 0, 0]);
});

test('a lost answer to a stored record makes it stored twice, and named once', async (t) => {
  const gateway = await scriptedGateway(
    t,
    first((call) => {
      call.store();
      call.reset();
    }),
  );
  const account = await run(shortRun(gateway.url));
  t.deepEqual(counts(account, 'stored'), [1, 1, 1]);
  t.deepEqual(counts(account, 'lost'), [1, 0, 0]);
  const pins = gateway.stored.filter(({ topic }) => topic === 'tester.pin');
  t.deepEqual(
    pins.map(({ offset }) => offset),
    [0, 1],
  );
  const { partition } = pins[0] as { partition: number };
  t.deepEqual(account.kinds.pin?.partitions, [{ partition, records: 1, firstOffset: 1, lastOffset: 1 }]);
});

test('a request that breaks off before it was read is sent again', async (t) => {
  const gateway = await scriptedGateway(t);
  let broken = 0;
  const breaker = createServer((socket) => {
    broken += 1;
    socket.once('data', () => socket.resetAndDestroy());
  });
  breaker.listen(0, '127.0.0.1');
  await once(breaker, 'listening');
  const { port } = breaker.address() as { port: number };
  const clock = new TurnedClock();
  clock.onWait = async () => {
    breaker.close();
    await once(breaker, 'close');
    await scriptedGateway(t, (call) => call.answer(200, produced(call.store().map(named))), port);
  };
  const account = await run(shortRun(`http://127.0.0.1:${port}`), clock);
  t.is(broken, 1);
  t.is(gateway.calls.length, 0);
  t.deepEqual(counts(account, 'stored'), [1, 1, 1]);
  t.deepEqual(counts(account, 'lost'), [1, 0, 0]);
});

test('of a request only the records that were refused for now are sent again', async (t) => {
  const gateway = await scriptedGateway(
    t,
    first((call) => {
      const entries = call.records.map((record, index) => {
        if (index % 3 === 0) return call.store([record]).map(named);
        return index % 3 === 1 ? refused(50003) : refused(50002, 'too large');
      });
      call.answer(200, produced(entries.flat()));
    }),
  );
  const account = await run(shortRun(gateway.url, { messages: 9, batchSize: 9 }));
  balances(t, account);
  t.deepEqual(counts(account, 'stored'), [6, 9, 9]);
  t.deepEqual(counts(account, 'rejected'), [3, 0, 0]);
  const [whole, again] = gateway.calls;
  t.deepEqual(
    again?.records,
    whole?.records.filter((_, index) => index % 3 === 1),
  );
  t.is(gateway.calls.length, 4);
  const refusal = { kind: 'pin', status: 200, errorCode: 50002, message: 'too large' };
  t.deepEqual(
    account.refusals,
    [2, 5, 8].map((index) => ({ ...refusal, key: whole?.records[index]?.key ?? -1 })),
  );
});

for (const status of [400, 401, 403, 404, 413, 415, 422]) {
  test(`records answered with ${status} are rejected and not sent again`, async (t) => {
    const gateway = await scriptedGateway(
      t,
      first((call) => call.answer(status, { error_code: status, message: 'no' })),
    );
    const clock = new TurnedClock();
    const account = await run(shortRun(gateway.url, { messages: 2, batchSize: 2 }), clock);
    t.is(account.ended, 'done');
    balances(t, account);
    t.deepEqual(counts(account, 'rejected'), [2, 0, 0]);
    t.deepEqual(clock.waits, []);
    t.is(gateway.calls.length, 3);
    const { key = -1 } = gateway.calls[0]?.records[1] ?? {};
    t.deepEqual(account.refusals[1], { kind: 'pin', key, status, errorCode: status, message: 'no' });
  });
}

test('an account shows some refusals, however many there were', async (t) => {
  const gateway = await scriptedGateway(t, (call) => call.answer(422, { error_code: 422, message: 'no' }));
  const account = await run(shortRun(gateway.url, { messages: 50 }));
  t.deepEqual(counts(account, 'rejected'), [50, 50, 50]);
  t.is(account.refusals.length, 5);
});

test('when the gateway itself lets nobody in, the run ends at once and says what to look at', async (t) => {
  const gateway = await scriptedGateway(t, (call) => call.answer(403, { message: 'Missing Authentication Token' }));
  const account = await run(shortRun(gateway.url, { messages: 50 }));
  t.is(account.ended, 'gave_up');
  t.regex(account.reason ?? '', /403.*Missing Authentication Token.*URL with its stage.*credentials.*clock/);
  balances(t, account);
  t.true(gateway.calls.length <= 3);
});

test('a request that is sent again is authorized anew, for what it then holds', async (t) => {
  const gateway = await scriptedGateway(t, (call, number) =>
    number === 0 ? call.answer(429, { message: 'Too Many Requests' }) : call.accept(),
  );
  let asked = 0;
  const authorize: Authorize = async ({ method, url, headers, body }) => {
    asked += 1;
    return ['X-Asked', `${asked} ${method} ${url.pathname} ${headers.includes('Content-Type')} ${body.length}`];
  };
  const account = await run(shortRun('', { target: { type: 'topics', url: `${gateway.url}/dev/`, authorize } }));
  t.is(account.ended, 'done');
  balances(t, account);
  const held = gateway.calls.map(({ url, body, headers }, index) => {
    t.is(headers['x-asked'], `${index + 1} POST ${url} true ${body.length}`);
    return url;
  });
  t.is(held[0], held[1]);
  t.is(held.length, 4);
});

test('a request that cannot be authorized is not sent, and its records are given up in the end', async (t) => {
  const gateway = await scriptedGateway(t);
  const authorize: Authorize = async () => await Promise.reject(new Error('the session has expired'));
  const account = await run(shortRun('', { target: { type: 'topics', url: gateway.url, authorize } }));
  t.is(account.ended, 'gave_up');
  t.regex(account.reason ?? '', /the session has expired/);
  balances(t, account);
  t.deepEqual(gateway.calls, []);
});

test('a record whose answer was lost is unknown when it is refused afterwards', async (t) => {
  const gateway = await scriptedGateway(t, (call, number) => {
    if (number === 0) call.answer(504, { message: 'Endpoint request timed out' });
    else if (number === 1) call.answer(403, { message: 'Forbidden' });
    else call.accept();
  });
  const account = await run(shortRun(gateway.url));
  balances(t, account);
  t.deepEqual(counts(account, 'unknown'), [1, 0, 0]);
});

test('a gateway that is down is waited for, and the run goes on when it is back', async (t) => {
  const { port } = await closedPort();
  const clock = new TurnedClock();
  const reports: (string | undefined)[] = [];
  let gateway: Awaited<ReturnType<typeof scriptedGateway>> | undefined;
  clock.onWait = async () => {
    if (clock.waits.length === 4) gateway = await scriptedGateway(t, undefined, port);
  };
  const url = `http://127.0.0.1:${port}`;
  const account = await run(shortRun(url, { messages: 3, onProgress: ({ waiting }) => reports.push(waiting) }), clock);
  t.is(account.ended, 'done');
  balances(t, account);
  t.deepEqual(counts(account, 'stored'), [3, 3, 3]);
  // Nothing was sent into a closed port, so nothing can be stored twice.
  t.deepEqual(counts(account, 'lost'), [0, 0, 0]);
  t.is(gateway?.calls.length, 9);
  t.deepEqual(clock.waits, [100, 200, 400, 800]);
  t.regex(String(reports.find((waiting) => waiting !== undefined)), /ECONNREFUSED/);
  t.is(reports.at(-1), undefined);
});

test('without an end to it the run gives up, says why, and accounts for every record', async (t) => {
  const { port } = await closedPort();
  const clock = new TurnedClock();
  const account = await run(
    shortRun(`http://127.0.0.1:${port}`, { messages: 1000, batchSize: 10, patienceMs: 20_000 }),
    clock,
  );
  t.is(account.ended, 'gave_up');
  t.regex(account.reason ?? '', /ECONNREFUSED/);
  balances(t, account);
  t.is(account.messages, 10);
  t.deepEqual(counts(account, 'unknown'), [10, 10, 10]);
  t.deepEqual(counts(account, 'lost'), [0, 0, 0]);
  t.true(clock.now() < 20_000);
});

test('records that every answer refused are rejected when the run gives up', async (t) => {
  const gateway = await scriptedGateway(t, (call) =>
    call.topic === 'tester.geo'
      ? call.answer(200, produced(call.records.map(() => refused(50003, 'Topic tester.geo not present'))))
      : call.accept(),
  );
  const account = await run(shortRun(gateway.url, { patienceMs: 10_000 }));
  t.is(account.ended, 'gave_up');
  t.is(account.reason, 'answer 200, error code 50003: Topic tester.geo not present');
  balances(t, account);
  t.deepEqual(counts(account, 'stored'), [1, 0, 1]);
  t.deepEqual(counts(account, 'rejected'), [0, 1, 0]);
});

test('a Retry-After beyond its patience ends the run at once', async (t) => {
  const gateway = await scriptedGateway(t, (call) => call.answer(429, { message: 'Limit' }, { 'Retry-After': '3600' }));
  const clock = new TurnedClock();
  const account = await run(shortRun(gateway.url), clock);
  t.is(account.ended, 'gave_up');
  t.deepEqual(clock.waits, []);
  balances(t, account);
});

async function closedPort(): Promise<{ port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return { port };
}
