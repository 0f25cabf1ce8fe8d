import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { type Draw, originalRows, postingOrder } from '../../runtime/emulator/order.ts';

const everyRow = { has: () => true, hasBelow: () => true };

const recorded = new URL('fixtures/cpython-random.json', import.meta.url);
const { orders } = JSON.parse(readFileSync(recorded, 'utf8')) as {
  orders: { seed: number; rows: number; messages: [row: number, pauseSeconds: number][] }[];
};

for (const { seed, rows, messages } of orders) {
  test(`seed ${seed} over ${rows} rows gives the rows and pauses that CPython gives`, (t) => {
    const order = postingOrder(everyRow, { seed, rows });
    t.deepEqual(
      messages.map(() => order.next().value),
      messages.map(([row, pauseSeconds]) => ({ row, pauseSeconds, redraws: 0 })),
    );
  });
}

const original = new URL('../../../shared/data/posting-order-seed100.json', import.meta.url);
(existsSync(original) ? test : test.skip)('seed 100 gives the first 1,000 rows of the original emulator', (t) => {
  const rows = JSON.parse(readFileSync(original, 'utf8')) as number[];
  const order = postingOrder(everyRow, { seed: 100, rows: originalRows });
  t.deepEqual(
    rows.map(() => order.next().value.row),
    rows,
  );
});

test('a row that the source does not have is drawn again, without another pause', (t) => {
  const missing = 2863;
  const whole = postingOrder(everyRow, { seed: 100, rows: originalRows });
  const holed = postingOrder(
    { has: (row) => row !== missing, hasBelow: () => true },
    { seed: 100, rows: originalRows },
  );
  t.deepEqual(holed.next().value, whole.next().value);
  t.is(whole.next().value.row, missing);
  const redrawn: Draw = holed.next().value;
  t.is(redrawn.redraws, 1);
  // CPython: random.seed(100); randrange, randint, randrange, randint, and randint once more.
  t.is(redrawn.row, 6439);
});

test('a source that has none of the rows ends the order before it starts', (t) => {
  t.throws(() => postingOrder({ has: () => false, hasBelow: () => false }, { seed: 1, rows: 10 }), {
    code: 'SOURCE_EMPTY',
    message: /0 to 9/,
  });
});
