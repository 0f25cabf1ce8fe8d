import test from 'ava';
import fc from 'fast-check';
import { scale, timeline } from '../../runtime/report/timeline.ts';

test('an axis begins at 0, ends at or just above the largest value, and has even, round ticks', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 })), fc.integer({ min: 2, max: 6 }), (values, steps) => {
      const { top, ticks } = scale(values, steps);
      const step = (ticks[1] as number) - (ticks[0] as number);
      const most = Math.max(1, ...values);
      t.is(ticks[0], 0);
      t.is(ticks.at(-1), top);
      t.true(top >= most && top - most < step);
      t.true(ticks.length <= steps + 1);
      t.true(ticks.every((tick, index) => tick === index * step));
      t.regex(String(step), /^[125]0*$/);
    }),
  );
});

test('a line has a point for each value, at its place, and goes on where there is none', (t) => {
  const drawn = timeline({
    label: 'Chart',
    unit: 'ms',
    seconds: [0, 1, 2, 4],
    lines: [{ colour: 'red', values: [0, undefined, 50, 100] }],
  }).text;
  const [, path = ''] = /class="line"[^>]* d="([^"]*)"/.exec(drawn) ?? [];
  const points = path
    .split(/[ML]/)
    .slice(1)
    .map((point) => point.split(' ').map(Number));
  t.regex(path, /^M[^M]*$/);
  t.is(points.length, 3);
  const [[x0, y0], [x2, y2], [x4, y4]] = points as [[number, number], [number, number], [number, number]];
  t.true(Math.abs(x2 - (x0 + x4) / 2) <= 0.1);
  t.true(Math.abs(y2 - (y0 + y4) / 2) <= 0.1 && y4 < y0);
  t.notRegex(drawn, /data-tip/);
});

test('each moment has its tip on a mark', (t) => {
  const tips = ['a', '"b" <c>'];
  const drawn = timeline({
    label: 'Chart',
    unit: 'ms',
    seconds: [0, 1],
    lines: [{ colour: 'red', values: [undefined, 3] }],
    tips,
  });
  t.deepEqual([...drawn.text.matchAll(/data-tip="([^"]*)"/g)].map(([, tip]) => tip).slice(0, 2), [
    'a',
    '&quot;b&quot; &lt;c&gt;',
  ]);
});
