import { drawn } from './draw.ts';
import { compact } from './format.ts';
import { html, type Markup } from './html.ts';

/** A line over time. */
export interface Line {
  /** A CSS colour. */
  readonly colour: string;
  /** One for each second of the chart; where there is none the line goes straight on. */
  readonly values: readonly (number | undefined)[];
}

/** Lines over the seconds of a run. */
export interface Timeline {
  readonly label: string;
  /** What the values are measured in. */
  readonly unit: string;
  readonly seconds: readonly number[];
  readonly lines: readonly Line[];
  /** What a pointer is told at each second; none while a chart is drawn again and again. */
  readonly tips?: readonly string[];
}

const plot = { left: 46, right: 12, top: 30, bottom: 44, height: 220 } as const;

/**
 * A chart over time as inline SVG. Drawn here and not by ECharts, whose charts cost a live page more than all the rest of it, several
 * times a second: docs/decisions/009.
 */
export function timeline(chart: Timeline): Markup {
  return drawn(chart.label, (width) => ({ height: plot.height, inside: inner(chart, width) }));
}

function inner({ unit, seconds, lines, tips }: Timeline, width: number): Markup {
  const across = scale(seconds, 5);
  const up = scale(
    lines.flatMap(({ values }) => values.filter((value) => value !== undefined)),
    3,
  );
  const [right, bottom] = [width - plot.right, plot.height - plot.bottom];
  const x = (second: number) => round(plot.left + (second / across.top) * (right - plot.left));
  const y = (value: number) => round(bottom - (value / up.top) * (bottom - plot.top));
  return html`<text class="axis" x="0" y="12">${unit}</text><text class="axis" text-anchor="middle" x="${(plot.left + right) / 2}" y="${plot.height - 6}">seconds since the run began</text>
  ${up.ticks.map((tick) => html`<path class="rule" d="M${plot.left} ${y(tick)}H${right}"/><text class="axis" text-anchor="end" x="${plot.left - 8}" y="${y(tick) + 4}">${compact(tick)}</text>`)}
  ${across.ticks.map((tick) => html`<text class="axis" text-anchor="middle" x="${x(tick)}" y="${bottom + 18}">${compact(tick)}</text>`)}
  ${lines.map(({ colour, values }) => html`<path class="line" style="stroke:${colour}" d="${path(seconds.map((second, index) => [second, values[index]]))}"/>`)}
  ${tips?.map((tip, index) => {
    const value = lines.map(({ values }) => values[index]).find((each) => each !== undefined) ?? 0;
    return html`<circle data-tip="${tip}" cx="${x(seconds[index] ?? 0)}" cy="${y(value)}" r="4"/>`;
  })}`;

  function path(points: readonly (readonly [number, number | undefined])[]): string {
    let pen = 'M';
    return points
      .map(([second, value]) => {
        if (value === undefined) return '';
        const piece = `${pen}${x(second)} ${y(value)}`;
        pen = 'L';
        return piece;
      })
      .join('');
  }
}

/** An axis from 0 to the largest value or beyond, with about so many whole steps of 1, 2 or 5 times a power of ten. */
export function scale(values: readonly number[], steps: number): { readonly top: number; readonly ticks: number[] } {
  const most = Math.max(1, ...values);
  const power = 10 ** Math.max(0, Math.floor(Math.log10(most / steps)));
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each * steps >= most) ?? most;
  const count = Math.ceil(most / step);
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

/** A tenth of a pixel is not seen. */
function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
