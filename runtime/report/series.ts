import type { LiveReport, Moment } from './data.ts';
import { exact, known } from './format.ts';
import { html, type Markup } from './html.ts';
import { isLast, rates } from './live.ts';
import { dataTable } from './tables.ts';
import { type Line, timeline } from './timeline.ts';

/** A value of a moment. */
interface Measure extends Line {
  readonly name: string;
}

/** Measures of one unit, in one chart. */
interface Group {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly note: string;
  readonly measures: readonly Measure[];
}

/** What the streaming path was like, moment by moment; nothing for a run without one. */
export function seriesSection(report: LiveReport): Markup | undefined {
  if (report.stream === undefined) return undefined;
  const { series = [], freshness, duplicates } = report.stream;
  const facts = {
    'half readable within': freshness && milliseconds(freshness.p50),
    '99 of 100 readable within': freshness && milliseconds(freshness.p99),
    'rows there twice': duplicates === undefined ? undefined : exact(duplicates),
  };
  return html`<section aria-labelledby="stream">
  <h2 id="stream">Second by second</h2>
  <p class="lead">How soon a record could be read from its table after it arrived in its stream, how far the stream job was behind, and how many records went by.</p>
  <dl class="figures">${Object.entries(facts).map(([name, fact]) => html`<div class="card"><dt>${name}</dt><dd>${fact ?? '–'}</dd></div>`)}</dl>
  <div class="grid three">${groupsOf(series).map((group) => chartCard(group, series, isLast(report)))}</div>
</section>`;
}

function groupsOf(series: readonly Moment[]): readonly Group[] {
  const [batch, stream] = [rates(series, 'batch'), rates(series, 'stream')];
  return [
    {
      id: 'freshness',
      title: 'How fresh the tables are',
      unit: 'milliseconds',
      note: 'From the arrival of a record in its stream until its row could be read, of the records of each moment.',
      measures: [
        { name: 'half within', colour: 'var(--lane-1)', values: series.map(({ freshness }) => freshness?.p50) },
        { name: '99 of 100 within', colour: 'var(--lane-3)', values: series.map(({ freshness }) => freshness?.p99) },
      ],
    },
    {
      id: 'lag',
      title: 'How far the stream job is behind',
      unit: 'milliseconds',
      note: 'The age of the oldest record that waited in a shard when the job last read from it; 0 is the tip.',
      measures: [{ name: 'behind', colour: 'var(--lane-4)', values: series.map(({ millisBehind }) => millisBehind) }],
    },
    {
      id: 'rates',
      title: 'Records a second',
      unit: 'records a second',
      note: 'Over the second before each moment, all kinds together.',
      measures: [
        { name: 'stored in streams', colour: 'var(--lane-1)', values: stream.map(({ stored }) => stored) },
        { name: 'readable in stream tables', colour: 'var(--lane-2)', values: stream.map(({ landed }) => landed) },
        { name: 'landed in the bucket', colour: 'var(--lane-3)', values: batch.map(({ landed }) => landed) },
      ],
    },
  ];
}

function chartCard({ id, title, unit, note, measures }: Group, series: readonly Moment[], last: boolean): Markup {
  const head = html`<h3>${title}</h3>`;
  if (series.length === 0)
    return html`<article class="card" id="${id}">${head}<p class="empty">Nothing has been measured${!last && ' yet'}.</p></article>`;
  const seconds = series.map(({ at }) => Math.round(at / 100) / 10);
  const valuesAt = (index: number) => measures.map(({ name, values }) => [name, values[index]] as const);
  const tips = seconds.map(
    (second, index) =>
      `At ${second} s: ${valuesAt(index)
        .map(([name, value]) => `${name} ${known(value)}`)
        .join(', ')}`,
  );
  const rows = seconds.map((second, index) => ({ second, ...Object.fromEntries(valuesAt(index)) }));
  const chart = timeline({ label: `Chart: ${title}`, unit, seconds, lines: measures, ...(last && { tips }) });
  return html`<article class="card" id="${id}">${head}<figure><figcaption>${note}</figcaption>${chart}<p class="key">${measures.map(({ name, colour }) => html`<span><i style="background:${colour}"></i>${name}</span> `)}</p></figure>
  ${last && dataTable(['second', ...measures.map(({ name }) => name)], rows, { title, open: false })}</article>`;
}

function milliseconds(value: number): string {
  return `${exact(Math.round(value))} ms`;
}
