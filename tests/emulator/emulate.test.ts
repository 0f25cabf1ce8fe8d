import { readFileSync } from 'node:fs';
import test from 'ava';
import { type EmulateOptions, openGenerator } from '../../runtime/emulator/index.ts';
import { balances, counts, run, shortRun } from './helpers/run.ts';
import { type Call, scriptedGateway } from './helpers/scripted-gateway.ts';
import { TurnedClock } from './helpers/turned-clock.ts';

const recorded = new URL('fixtures/cpython-random.json', import.meta.url);
const { orders } = JSON.parse(readFileSync(recorded, 'utf8')) as {
  orders: { seed: number; rows: number; messages: [row: number, pauseSeconds: number][] }[];
};
const order = orders.find(({ seed }) => seed === 100)?.messages ?? [];
const whole = { seed: 100, rows: 11_001, source: openGenerator({ seed: 1, rows: 11_001 }), messages: order.length };

test('a message posts one record of each kind, keyed by its row, as the documented produce request', async (t) => {
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { ...whole, messages: 1 }));
  t.like(account, { ended: 'done', messages: 1, redraws: 0 });
  balances(t, account);
  t.deepEqual(
    gateway.calls.map(({ method, url, body }) => `${method} ${url} ${body}`),
    ['pin', 'geo', 'user'].map(
      (kind) => `POST /topics/tester.${kind} {"records":[{"key":7528,"value":${whole.source.row(kind, 7528)}}]}`,
    ),
  );
  for (const { headers } of gateway.calls) {
    t.is(headers['content-type'], 'application/vnd.kafka.json.v2+json');
    t.is(headers.accept, 'application/vnd.kafka.v2+json');
  }
});

test('messages follow the posting order, and a request holds records of one kind up to the size of a batch', async (t) => {
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { ...whole, batchSize: 5 }));
  balances(t, account);
  for (const topic of ['tester.pin', 'tester.geo', 'tester.user']) {
    const calls = gateway.calls.filter((call) => call.topic === topic);
    t.deepEqual(
      calls.map(({ records }) => records.length),
      [5, 5, 2],
    );
    t.deepEqual(
      calls.flatMap(({ records }) => records.map(({ key }) => key)),
      order.map(([row]) => row),
    );
  }
});

test('an account names the partitions and offsets of the answers', async (t) => {
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { messages: 200, batchSize: 7, concurrency: 4 }));
  for (const [kind, { partitions }] of Object.entries(account.kinds)) {
    const own = gateway.stored.filter(({ topic }) => topic === `tester.${kind}`);
    t.deepEqual(
      partitions,
      [0, 1, 2].map((partition) => {
        const offsets = own.filter((record) => record.partition === partition).map(({ offset }) => offset);
        const [firstOffset, lastOffset] = [Math.min(...offsets), Math.max(...offsets)];
        return { partition, records: offsets.length, firstOffset, lastOffset };
      }),
    );
  }
});

test('rows that the source lacks are drawn again, and counted', async (t) => {
  const source = { ...whole.source, has: (key: number) => key !== 2863 };
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { ...whole, source, messages: 2 }));
  t.is(account.redraws, 1);
  t.deepEqual(
    gateway.calls.filter(({ topic }) => topic === 'tester.pin').map(({ records }) => records[0]?.key),
    [7528, 6439],
  );
});

test('as many requests are under way at once as asked for, and no more', async (t) => {
  const concurrency = 4;
  let held: Call[] = [];
  let most = 0;
  const gateway = await scriptedGateway(t, (call) => {
    held.push(call);
    most = Math.max(most, held.length);
    // With fewer under way nothing would ever be answered.
    if (held.length < concurrency) return;
    setImmediate(() => {
      for (const each of held) each.accept();
      held = [];
    });
  });
  await run(shortRun(gateway.url, { messages: 4 * concurrency, concurrency }));
  t.is(most, concurrency);
});

test("the path of the gateway's URL is kept, with or without a last slash", async (t) => {
  const gateway = await scriptedGateway(t);
  for (const path of ['/', '/dev', '/dev/']) await run(shortRun(gateway.url + path));
  t.deepEqual(
    gateway.calls.map(({ url }) => url).filter((url) => url.endsWith('pin')),
    ['/topics/tester.pin', '/dev/topics/tester.pin', '/dev/topics/tester.pin'],
  );
});

test('a request is never longer than the gateway takes, but a record that is goes alone and is answered for', async (t) => {
  const limit = 10 * 1024 * 1024;
  // Two bytes each in UTF-8: counted as characters, three of the rows would fit.
  const row = (letters: number) => JSON.stringify({ text: 'é'.repeat(letters) });
  const rows = [2, 2, 2, 6, 2, 2].map((millions) => row(millions * 1_000_000)).values();
  const source = { ...whole.source, row: (kind: string) => (kind === 'pin' ? (rows.next().value ?? '') : '{}') };
  const gateway = await scriptedGateway(t, (call) =>
    Buffer.byteLength(call.body) > limit ? call.answer(413, { message: 'Request Too Long' }) : call.accept(),
  );
  const account = await run(shortRun(gateway.url, { ...whole, source, messages: 6, batchSize: 100 }));
  balances(t, account);
  t.deepEqual(
    gateway.calls.filter(({ topic }) => topic === 'tester.pin').map(({ records }) => records.length),
    [2, 1, 1, 2],
  );
  t.deepEqual(counts(account, 'rejected'), [1, 0, 0]);
});

test('at a rate, messages are posted when they are due and do not wait for company', async (t) => {
  const clock = new TurnedClock();
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { messages: 21, rate: 10, batchSize: 100 }), clock);
  t.is(account.seconds, 2);
  t.is(clock.waits.length, 20);
  t.true(gateway.calls.every(({ records }) => records.length === 1));
});

test("the original's pauses are kept, number for number", async (t) => {
  const clock = new TurnedClock();
  const gateway = await scriptedGateway(t);
  const account = await run(shortRun(gateway.url, { ...whole, rate: 'original', batchSize: 100 }), clock);
  t.is(
    account.seconds,
    order.reduce((sum, [, pause]) => sum + pause, 0),
  );
  // Messages between two pauses go together.
  const together: number[] = [];
  for (const [, pause] of order) {
    if (pause > 0 || together.length === 0) together.push(0);
    together[together.length - 1] = (together.at(-1) ?? 0) + 1;
  }
  t.deepEqual(
    gateway.calls.filter(({ topic }) => topic === 'tester.pin').map(({ records }) => records.length),
    together,
  );
});

test('progress ends with all that was drawn and stored', async (t) => {
  const gateway = await scriptedGateway(t);
  const reports: object[] = [];
  await run(shortRun(gateway.url, { messages: 30, onProgress: (report) => reports.push(report) }));
  const ofKind = { generated: 30, stored: 30, rejected: 0, unknown: 0 };
  const kinds = { pin: ofKind, geo: ofKind, user: ofKind };
  t.deepEqual(reports.at(-1), { messages: 30, kinds });
});

const wrong: Record<string, Partial<EmulateOptions>> = {
  'url: ftp://127.0.0.1 ': { target: { type: 'topics', url: 'ftp://127.0.0.1' } },
  'url: 127.0.0.1:8080 ': { target: { type: 'topics', url: '127.0.0.1:8080' } },
  'url: http://h/?stage=dev ': { target: { type: 'topics', url: 'http://h/?stage=dev' } },
  'url: http://user@h/ ': { target: { type: 'topics', url: 'http://user@h/' } },
  'messages: -1 ': { messages: -1 },
  'rows: 0 ': { rows: 0 },
  'rows: 2147483649 ': { rows: 2_147_483_649 },
  'rate: 0 ': { rate: 0 },
  'rate: NaN ': { rate: Number.NaN },
  'batchSize: 0 ': { batchSize: 0 },
  'concurrency: 1.5 ': { concurrency: 1.5 },
  'patienceMs: 0 ': { patienceMs: 0 },
};
for (const [message, options] of Object.entries(wrong)) {
  test(`a wrong option is refused: ${message}`, async (t) => {
    const error = await t.throwsAsync(run(shortRun('http://127.0.0.1:1', options)), { code: 'USAGE' });
    t.true(error.message.includes(message), error.message);
  });
}

test('all wrong options are named at once', async (t) => {
  const options = Object.assign({}, ...Object.values(wrong)) as Partial<EmulateOptions>;
  const { message } = await t.throwsAsync(run(shortRun('', options)));
  for (const name of ['url', ...Object.keys(options).filter((name) => name !== 'target')])
    t.regex(message, new RegExp(`^  ${name}: `, 'm'));
});

test('an order over rows that the source does not have is refused before anything is posted', async (t) => {
  const gateway = await scriptedGateway(t);
  await t.throwsAsync(run(shortRun(gateway.url, { source: openGenerator({ seed: 1, rows: 0 }) })), {
    code: 'SOURCE_EMPTY',
  });
  t.is(gateway.calls.length, 0);
});
