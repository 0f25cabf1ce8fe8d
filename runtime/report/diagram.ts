import { answerNames } from '../transforms/index.ts';
import { type Counts, total } from './counts.ts';
import type { Kinds, LiveReport, Totals } from './data.ts';
import { compact, exact, known } from './format.ts';
import { html, type Markup } from './html.ts';
import { isLast, rates } from './live.ts';
import { answersStation, batchPath, type Path, recordsAside, type Station, shared, streamPath } from './stations.ts';

/** Colours of the lanes that style.ts has; more kinds begin again. */
const laneColours = 5;

/** A path with what went along it, and how fast it goes at this moment. */
interface Way {
  readonly path: Path;
  readonly kinds: Kinds<Partial<Counts>>;
  readonly lanes: readonly { readonly kind: string; readonly counts: Partial<Counts>; readonly colour: string }[];
  /** Records a second; absent when nothing moves any more. */
  readonly rate?: Totals | undefined;
  /** What is told of its speed, in words. */
  readonly speed: string;
  readonly report: LiveReport;
}

/** The pipeline as a map: a line for each record kind of each path, its counts at the stations; across on a desktop, down on a phone. */
export function diagram(report: LiveReport): Markup {
  const ways = [
    wayOf(batchPath, report.counts, report),
    ...(report.stream === undefined ? [] : [wayOf(streamPath, report.stream.counts, report)]),
  ];
  return html`<div class="map">${across(ways)}<div class="narrow">${ways.map(down)}</div></div>`;
}

function wayOf(path: Path, kinds: Kinds<Partial<Counts>>, report: LiveReport): Way {
  const lanes = Object.entries(kinds).map(([kind, counts], index) => ({
    kind,
    counts,
    colour: `lane-${(index % laneColours) + 1}`,
  }));
  const rate = isLast(report) ? undefined : rates(report.stream?.series ?? [], path.name).at(-1);
  const speed = rate === undefined ? '' : `${exact(rate.stored)}/s stored · ${exact(rate.landed)}/s landed`;
  return { path, kinds, lanes, rate, speed, report };
}

function across(ways: readonly Way[]): Markup {
  const [left, step, width, gap, titles] = [46, 119, 108, 42, 66];
  const x = (column: number) => left + step * column + width / 2;
  // A single path needs no title.
  const title = ways.length > 1 ? 34 : 0;
  let height = 0;
  const bands = ways.map((way) => {
    const top = height + title;
    const bottom = top + titles + gap * way.lanes.length + 8;
    const asides = Math.max(...way.path.stations.map((station) => station?.aside?.length ?? 0));
    height = bottom + 22 + asides * 20;
    return { ...way, top, bottom, y: (lane: number) => top + titles + gap * lane + gap / 2 };
  });
  const [first, last] = [bands[0]?.top ?? 0, bands.at(-1)?.bottom ?? 0];
  const columns = batchPath.stations.length;
  const [end, middle] = [x(columns), (first + last + titles) / 2];
  const box = ({ name, does }: Station, column: number, top: number, bottom: number) =>
    html`<rect class="station" x="${x(column) - width / 2}" y="${top + 1}" width="${width}" height="${bottom - top - 1}" rx="10"/>
    <text class="name" x="${x(column)}" y="${top + 27}">${name}</text><text class="does" x="${x(column)}" y="${top + 46}">${does}</text>`;
  const boxes = batchPath.stations.slice(0, shared) as Station[];
  return html`<svg class="wide" viewBox="0 0 ${end + width / 2 + 2} ${height}" role="img" aria-label="${ways.map(labelOf).join(' ')}">
    ${boxes.map((station, column) => box(station, column, first, last))}${box(answersStation, columns, first, last)}
    ${bands.map(({ path, lanes, kinds, report, rate, speed, top, bottom, y }) => {
      const own = path.stations.map((station, column) => ({ station, column }));
      const turn = x(columns - 1) + width / 2;
      const road = (from: number, lane: number) => html`M${x(from)} ${y(lane)}H`;
      return html`${title > 0 && html`<text class="way" x="${x(shared) - width / 2}" y="${top - 10}">${path.title}</text><text class="speed" x="${turn}" y="${top - 10}">${speed}</text>`}
    ${own.slice(shared).map(({ station, column }) => station && box(station, column, top, bottom))}
    ${path === streamPath && html`<text class="name" x="${(x(4) + x(5)) / 2}" y="${top + 27}">${freshText(report)}</text><text class="does" x="${(x(4) + x(5)) / 2}" y="${top + 46}">from arrival to readable, half of all</text>`}
    ${lanes.map(
      (
        { kind, counts, colour },
        lane,
      ) => html`<g class="${colour}"><text class="kind" x="0" y="${y(lane) + 5}">${kind}</text>
      <path class="lane" d="${road(0, lane)}${x(columns - 1) + 40}C${turn + 14} ${y(lane)} ${turn + 6} ${middle} ${end - 26} ${middle}"/>
      ${path.flows.map(({ from, to, by }) => html`<path class="${flowOf(by, report, rate)}" d="${road(from, lane)}${x(to)}"/>`)}
      ${own.map(({ station, column }) => station && stop(station, counts, { x: x(column), y: y(lane), width: 92, say: exact }))}</g>`,
    )}
    ${own.map(({ station, column }) =>
      station?.aside?.map((aside, line) => {
        const sum = all((counts) => recordsAside(aside, counts), kinds);
        return html`${line === 0 && html`<path class="exit" d="M${x(column)} ${bottom}v10"/>`}<text class="${tone(aside.bad, sum)}" x="${x(column)}" y="${bottom + 26 + line * 20}">${aside.says} ${known(sum, short)}</text>`;
      }),
    )}`;
    })}
    <circle class="end" cx="${end}" cy="${middle}" r="27"/><text class="end-text" x="${end}" y="${middle + 7}">${answerNames.length}</text>
  </svg>`;
}

function down(way: Way): Markup {
  const { path, lanes, kinds, report, rate, speed } = way;
  const [width, names, top, line] = [340, 148, 30, 15];
  const gap = (width - names) / lanes.length;
  const x = (lane: number) => names + gap * lane + gap / 2;
  let bottom = top;
  const rows = [...path.stations, answersStation].flatMap((station, column) => {
    if (station === undefined) return [];
    const [y, height] = [bottom, 46 + line * (station.aside?.length ?? 0)];
    bottom += height + 5;
    return [{ ...station, column, counted: station !== answersStation, y, height, middle: y + height / 2 }];
  });
  const at = (column: number) => rows.find((row) => row.column === column)?.middle ?? 0;
  const last = rows.at(-1)?.middle ?? 0;
  return html`${report.stream && html`<p class="way"><strong>${path.title}</strong> <span class="muted">${path === streamPath ? `${freshText(report)} from arrival to readable. ` : ''}${speed}</span></p>`}
  <svg viewBox="0 0 ${width} ${bottom}" role="img" aria-label="${labelOf(way)}">
    ${rows.map(
      ({
        name,
        does,
        aside = [],
        y,
        height,
      }) => html`<rect class="station" x="0" y="${y}" width="${width}" height="${height}" rx="8"/>
    <text class="name" x="10" y="${y + 20}">${name}</text><text class="does" x="10" y="${y + 36}">${does}</text>
    ${aside.map((each, index) => {
      const sum = all((counts) => recordsAside(each, counts), kinds);
      return html`<text class="aside ${tone(each.bad, sum)}" x="10" y="${y + 36 + line * (index + 1)}">${each.says} ${known(sum, short)}</text>`;
    })}`,
    )}
    ${lanes.map(
      (
        { kind, counts, colour },
        lane,
      ) => html`<g class="${colour}"><text class="kind" x="${x(lane)}" y="18">${kind}</text>
      <path class="lane" d="M${x(lane)} ${at(0)}V${last}"/>
      ${path.flows.map(({ from, to, by }) => html`<path class="${flowOf(by, report, rate)}" d="M${x(lane)} ${at(from)}V${at(to)}"/>`)}
      ${rows.map((row) => row.counted && stop(row, counts, { x: x(lane), y: row.middle, width: gap - 6, say: short }))}</g>`,
    )}
    <rect class="end" x="${x(0) - 20}" y="${last - 16}" width="${x(lanes.length - 1) - x(0) + 40}" height="32" rx="16"/><text class="end-text" x="${(x(0) + x(lanes.length - 1)) / 2}" y="${last + 7}">${answerNames.length}</text>
  </svg>`;
}

/** A count on its lane, or a dot where nothing is counted, or not yet. */
function stop(
  { count: name }: Station,
  counts: Partial<Counts>,
  { x, y, width, say }: { x: number; y: number; width: number; say: (count: number) => string },
): Markup {
  const count = name && counts[name];
  if (count === undefined) return html`<g><circle class="dot" cx="${x}" cy="${y}" r="5"/></g>`;
  return html`<g><rect class="pill" x="${x - width / 2}" y="${y - 14}" width="${width}" height="28" rx="14"/><text class="count" x="${x}" y="${y + 5}">${say(count)}</text></g>`;
}

/** The class of the dots that move along a lane: the more records a second, the closer they follow each other. */
function flowOf(by: Path['flows'][number]['by'], report: LiveReport, rate: Totals | undefined): string {
  const speed = by === 'stored' || by === 'landed' ? (rate?.[by] ?? 0) : by === report.phase ? 1 : 0;
  return speed === 0 ? 'flow' : `flow flow-${Math.min(4, 1 + Math.floor(Math.log10(speed)))}`;
}

function labelOf({ path, kinds }: Way): string {
  const said = path.stations.flatMap((station) =>
    station?.count === undefined ? [] : [`${station.name} ${station.count}: ${known(total(station.count, kinds))}`],
  );
  return `${path.title}: ${said.join(', ')}. The table below has every count.`;
}

/** The freshness that half of the records have. */
function freshText({ stream }: LiveReport): string {
  return stream?.freshness === undefined ? 'no record yet' : `${exact(Math.round(stream.freshness.p50))} ms`;
}

function all(
  records: (counts: Partial<Counts>) => number | undefined,
  kinds: Kinds<Partial<Counts>>,
): number | undefined {
  return Object.values(kinds)
    .map(records)
    .reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
}

/** Exact as long as a phone has room for it. */
function short(count: number): string {
  return count < 10_000 ? exact(count) : compact(count);
}

function tone(bad: boolean, count: number | undefined): string {
  if (count === undefined || count === 0) return 'none';
  return bad ? 'bad' : 'more';
}
