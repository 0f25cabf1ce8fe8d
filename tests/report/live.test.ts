import test from 'ava';
import fc from 'fast-check';
import type { Moment } from '../../runtime/report/index.ts';
import { endedReport, reportOf, totalsOf, withMoment } from '../../runtime/report/index.ts';
import { momentsKept, rates } from '../../runtime/report/live.ts';
import { bothPaths, sample } from './sample.ts';

const ascending = (length: number) =>
  fc.array(
    fc.record({
      after: fc.integer({ min: 1, max: 5000 }),
      millisBehind: fc.nat(10_000),
      p99: fc.option(fc.nat(10_000), { nil: undefined }),
    }),
    { maxLength: length },
  );

function momentsOf(steps: readonly { after: number; millisBehind: number; p99: number | undefined }[]): Moment[] {
  let at = 0;
  return steps.map(({ after, millisBehind, p99 }, index) => {
    at += after;
    const totals = { stored: index, landed: index };
    const freshness = p99 === undefined ? {} : { freshness: { p50: p99 / 2, p99 } };
    return { at, batch: totals, stream: totals, millisBehind, ...freshness };
  });
}

test('a run of any length keeps few moments, in order, with its newest and with its worst lag and freshness', (t) => {
  const most = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), 0);
  fc.assert(
    fc.property(ascending(700), (steps) => {
      const all = momentsOf(steps);
      const kept = all.reduce<readonly Moment[]>(withMoment, []);
      t.true(kept.length <= momentsKept && kept.length >= Math.min(all.length, momentsKept / 2));
      t.deepEqual(kept.at(-1)?.at, all.at(-1)?.at);
      t.deepEqual(
        kept.map(({ at }) => at),
        kept.map(({ at }) => at).toSorted((a, b) => a - b),
      );
      for (const measure of [
        ({ millisBehind }: Moment) => millisBehind,
        ({ freshness }: Moment) => freshness?.p99 ?? 0,
        ({ freshness }: Moment) => freshness?.p50 ?? 0,
      ]) {
        t.is(most(kept.map(measure)), most(all.map(measure)));
      }
    }),
  );
});

test('a short run keeps every moment as it was', (t) => {
  const all = momentsOf(Array.from({ length: momentsKept }, () => ({ after: 10, millisBehind: 1, p99: 3 })));
  t.deepEqual(all.reduce<readonly Moment[]>(withMoment, []), all);
});

test('records that go by evenly have that rate at every moment, however often it is looked', (t) => {
  const spans = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(spans, fc.integer({ min: 0, max: 50 }), (after, perMs) => {
      let at = 0;
      const series = after.map((ms): Moment => {
        at += ms;
        const totals = { stored: at * perMs, landed: 0 };
        return { at, batch: { stored: 0, landed: 0 }, stream: totals, millisBehind: 0 };
      });
      t.true(rates(series, 'stream').every(({ stored, landed }) => stored === perMs * 1000 && landed === 0));
      t.true(rates(series, 'batch').every(({ stored }) => stored === 0));
    }),
  );
});

test('a rate is that of the last second, not of the last batch', (t) => {
  const moment = (at: number, landed: number): Moment => {
    const totals = { stored: 0, landed };
    return { at, batch: totals, stream: totals, millisBehind: 0 };
  };
  const series = [moment(500, 0), moment(1000, 1000), moment(1500, 1000), moment(2000, 1500)];
  t.deepEqual(
    rates(series, 'stream').map(({ landed }) => landed),
    [0, 1000, 1000, 500],
  );
  t.deepEqual(rates([moment(0, 5)], 'stream'), [{ stored: 0, landed: 0 }]);
});

test('totals are over all kinds, and 0 as long as one is not known', (t) => {
  t.deepEqual(totalsOf({ pin: { stored: 3, landed: 2 }, geo: { stored: 4 } }), { stored: 7, landed: 0 });
});

test('a finished run is what it kept and what its tables hold, and a report whose last phase says so', (t) => {
  const { answers, quarantine, stream, ...record } = bothPaths();
  const { quarantine: streamQuarantine, ...kept } = stream ?? {};
  t.deepEqual(
    reportOf(
      { ...record, stream: kept as never },
      { answers, quarantine, streamQuarantine: streamQuarantine as never },
    ),
    bothPaths(),
  );
  const old = sample();
  const { answers: said, quarantine: aside, ...oldRecord } = old;
  t.deepEqual(reportOf(oldRecord, { answers: said, quarantine: aside }), old);
  const { phase, at, run } = endedReport(old);
  t.deepEqual({ phase, at, run: { ...run, finishedAt: at } }, { phase: 'ended', at: old.run.finishedAt, run: old.run });
});
