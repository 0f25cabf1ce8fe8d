import { answerNames } from '../transforms/index.ts';
import { type CountName, type Counts, total } from './counts.ts';
import { compact, exact } from './format.ts';
import { html, type Markup } from './html.ts';

/** A place that records pass on their way, in the order of the pipeline. */
interface Station {
  readonly name: string;
  /** At most 15 letters, which is what a station has room for. */
  readonly does: string;
  /** The count of the records that stand here. */
  readonly count?: CountName;
  readonly aside?: readonly Aside[];
}

/** Records that leave the way at a station, or join it. */
interface Aside {
  readonly says: string;
  readonly records: (counts: Counts) => number;
  /** Any such record asks for a look. */
  readonly bad: boolean;
}

const stations: readonly Station[] = [
  { name: 'Emulator', does: 'makes posts', count: 'generated' },
  { name: 'Gateway', does: 'routes requests' },
  {
    name: 'REST proxy',
    does: 'feeds topics',
    aside: [
      { says: 'rejected', records: ({ rejected }) => rejected, bad: true },
      { says: 'unknown', records: ({ unknown }) => unknown, bad: true },
    ],
  },
  { name: 'Topics', does: 'keep the order', count: 'stored' },
  {
    name: 'S3 sink',
    does: 'writes objects',
    aside: [
      { says: 'redelivered', records: ({ redelivered }) => redelivered, bad: false },
      { says: 'dead-lettered', records: ({ dead_lettered }) => dead_lettered, bad: true },
    ],
  },
  { name: 'Bucket', does: 'holds objects', count: 'landed' },
  {
    name: 'Batch job',
    does: 'checks, cleans',
    count: 'cleaned',
    aside: [{ says: 'quarantined', records: ({ quarantined }) => quarantined, bad: true }],
  },
  {
    name: 'Delta tables',
    does: 'one row a post',
    count: 'rows',
    aside: [{ says: 'copies', records: ({ cleaned, rows }) => cleaned - rows, bad: false }],
  },
];

const answers = { name: 'Answers', does: 'eight questions' };

/** Colours of the lanes that style.ts has; more kinds begin again. */
const laneColours = 5;

/** The pipeline as a map: a line for each record kind, its counts at the stations; across on a desktop, down on a phone. */
export function diagram(kinds: Readonly<Record<string, Counts>>): Markup {
  const lanes = Object.entries(kinds).map(([kind, counts], index) => ({
    kind,
    counts,
    colour: `lane-${(index % laneColours) + 1}`,
  }));
  const said = stations.flatMap(({ name, count }) => (count ? `${name} ${count}: ${exact(total(count, kinds))}` : []));
  const label = `The way of the records. ${said.join(', ')}. The table below has every count.`;
  return html`<div class="map">${across(lanes, kinds, label)}${down(lanes, kinds, label)}</div>`;
}

type Lanes = readonly { readonly kind: string; readonly counts: Counts; readonly colour: string }[];

function across(lanes: Lanes, kinds: Readonly<Record<string, Counts>>, label: string): Markup {
  const [left, step, width, top, gap] = [46, 119, 108, 66, 42];
  const x = (station: number) => left + step * station + width / 2;
  const y = (lane: number) => top + gap * lane + gap / 2;
  const bottom = top + gap * lanes.length + 8;
  const [end, middle] = [x(stations.length), (top + bottom - 8) / 2];
  const exits = Math.max(...stations.map(({ aside }) => aside?.length ?? 0));
  const height = bottom + 22 + exits * 20;
  return html`<svg class="wide" viewBox="0 0 ${end + width / 2 + 2} ${height}" role="img" aria-label="${label}">
    ${[...stations, answers].map(
      (
        { name, does },
        index,
      ) => html`<rect class="station" x="${x(index) - width / 2}" y="1" width="${width}" height="${bottom - 1}" rx="10"/>
    <text class="name" x="${x(index)}" y="27">${name}</text><text class="does" x="${x(index)}" y="46">${does}</text>`,
    )}
    ${lanes.map(({ kind, counts, colour }, lane) => {
      const [last, turn] = [x(stations.length - 1), x(stations.length - 1) + width / 2];
      return html`<g class="${colour}"><text class="kind" x="0" y="${y(lane) + 5}">${kind}</text>
      <path class="lane" d="M${x(0)} ${y(lane)}H${last + 40}C${turn + 14} ${y(lane)} ${turn + 6} ${middle} ${end - 26} ${middle}"/>
      ${stations.map(({ count }, index) => stop(count && counts[count], { x: x(index), y: y(lane), width: 92, say: exact }))}</g>`;
    })}
    <circle class="end" cx="${end}" cy="${middle}" r="27"/><text class="end-text" x="${end}" y="${middle + 7}">${answerNames.length}</text>
    ${stations.map(({ aside = [] }, index) =>
      aside.map(({ records, says, bad }, line) => {
        const sum = all(records, kinds);
        return html`${line === 0 && html`<path class="exit" d="M${x(index)} ${bottom}v10"/>`}<text class="${tone(bad, sum)}" x="${x(index)}" y="${bottom + 26 + line * 20}">${says} ${short(sum)}</text>`;
      }),
    )}
  </svg>`;
}

function down(lanes: Lanes, kinds: Readonly<Record<string, Counts>>, label: string): Markup {
  const [width, names, top, line] = [340, 148, 30, 15];
  const gap = (width - names) / lanes.length;
  const x = (lane: number) => names + gap * lane + gap / 2;
  let bottom = top;
  const rows = [...stations, answers].map((station: Omit<Station, 'count'>) => {
    const { name, does, aside = [] } = station;
    const [y, height] = [bottom, 46 + line * aside.length];
    bottom += height + 5;
    return { name, does, aside, y, height, middle: y + height / 2 };
  });
  const [first, last] = [rows[0]?.middle ?? 0, rows.at(-1)?.middle ?? 0];
  return html`<svg class="narrow" viewBox="0 0 ${width} ${bottom}" role="img" aria-label="${label}">
    ${rows.map(
      ({
        name,
        does,
        aside,
        y,
        height,
      }) => html`<rect class="station" x="0" y="${y}" width="${width}" height="${height}" rx="8"/>
    <text class="name" x="10" y="${y + 20}">${name}</text><text class="does" x="10" y="${y + 36}">${does}</text>
    ${aside.map(({ records, says, bad }, index) => {
      const sum = all(records, kinds);
      return html`<text class="aside ${tone(bad, sum)}" x="10" y="${y + 36 + line * (index + 1)}">${says} ${short(sum)}</text>`;
    })}`,
    )}
    ${lanes.map(
      (
        { kind, counts, colour },
        lane,
      ) => html`<g class="${colour}"><text class="kind" x="${x(lane)}" y="18">${kind}</text>
      <path class="lane" d="M${x(lane)} ${first}V${last}"/>
      ${stations.map(({ count }, index) => stop(count && counts[count], { x: x(lane), y: rows[index]?.middle ?? 0, width: gap - 6, say: short }))}</g>`,
    )}
    <rect class="end" x="${x(0) - 20}" y="${last - 16}" width="${x(lanes.length - 1) - x(0) + 40}" height="32" rx="16"/><text class="end-text" x="${(x(0) + x(lanes.length - 1)) / 2}" y="${last + 7}">${answerNames.length}</text>
  </svg>`;
}

/** A count on its lane, or a dot where nothing is counted. */
function stop(
  count: number | undefined,
  { x, y, width, say }: { x: number; y: number; width: number; say: (count: number) => string },
): Markup {
  if (count === undefined) return html`<circle class="dot" cx="${x}" cy="${y}" r="5"/>`;
  return html`<rect class="pill" x="${x - width / 2}" y="${y - 14}" width="${width}" height="28" rx="14"/><text class="count" x="${x}" y="${y + 5}">${say(count)}</text>`;
}

function all(records: Aside['records'], kinds: Readonly<Record<string, Counts>>): number {
  return Object.values(kinds).reduce((sum, counts) => sum + records(counts), 0);
}

/** Exact as long as a phone has room for it. */
function short(count: number): string {
  return count < 10_000 ? exact(count) : compact(count);
}

function tone(bad: boolean, count: number): string {
  if (count === 0) return 'none';
  return bad ? 'bad' : 'more';
}
