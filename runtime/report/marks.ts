import type { BarSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import { compact } from './format.ts';

/** An ECharts option of the parts that the report uses. Colours are CSS variables, so that the page's theme colours the chart. */
export type Option = ComposeOption<BarSeriesOption | ScatterSeriesOption | GridComponentOption>;

/** A chart ready to be drawn. */
export interface Chart {
  readonly option: Option;
  /** CSS pixels. */
  readonly height: number;
  /** What a pointer is told about each mark, in the order of the data. */
  readonly tips: readonly string[];
}

/** One value of a chart, with its label and what a pointer is told. */
export interface Mark {
  readonly label: string;
  readonly value: number;
  readonly tip: string;
}

const font = { color: 'var(--muted)', fontSize: 12 };
const ink = { color: 'var(--ink)', fontSize: 13 };
const still = { type: 'bar', silent: true, itemStyle: { color: 'var(--mark)', borderRadius: 2 } } as const;
const value = ({ value }: { value: unknown }) => compact(Number(value));

/** Horizontal bars, each below its label, so that long labels fit a phone. `unit` names the value axis. */
export function bars(marks: readonly Mark[], unit: string): Chart {
  const rowHeight = 40;
  const bottom = 44;
  return {
    height: marks.length * rowHeight + bottom,
    tips: marks.map(({ tip }) => tip),
    option: {
      grid: { left: 1, right: 52, top: 0, bottom, outerBoundsMode: 'none' },
      xAxis: {
        type: 'value',
        name: unit,
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: font,
        minInterval: 1,
        splitNumber: 4,
        axisLabel: { ...font, formatter: compact, alignMinLabel: 'left' },
        axisLine: { show: true, lineStyle: { color: 'var(--line)' } },
        axisTick: { show: true, lineStyle: { color: 'var(--line)' } },
        // A grid would run through the labels; each bar ends in its value instead.
        splitLine: { show: false },
      },
      yAxis: {
        type: 'category',
        data: marks.map(({ label }) => label),
        inverse: true,
        axisLine: { lineStyle: { color: 'var(--line)' } },
        axisTick: { show: false },
        axisLabel: { ...ink, interval: 0, inside: true, margin: 0, verticalAlign: 'bottom', padding: [0, 0, 8, 0] },
      },
      series: [
        {
          ...still,
          barWidth: 11,
          data: marks.map((mark) => mark.value),
          label: { show: true, position: 'right', ...ink, formatter: value },
        },
      ],
    },
  };
}

/** Columns over a few ordered groups, which `group` names; `unit` names the value axis. */
export function columns(marks: readonly Mark[], group: string, unit: string): Chart {
  return {
    height: 280,
    tips: marks.map(({ tip }) => tip),
    option: {
      grid: { left: 44, right: 4, top: 40, bottom: 46, outerBoundsMode: 'none' },
      xAxis: {
        type: 'category',
        name: group,
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: font,
        data: marks.map(({ label }) => label),
        axisLine: { lineStyle: { color: 'var(--muted)' } },
        axisTick: { show: false },
        axisLabel: { ...ink, interval: 0 },
      },
      yAxis: {
        type: 'value',
        name: unit,
        nameLocation: 'end',
        nameGap: 22,
        nameTextStyle: { ...font, align: 'left', padding: [0, 0, 0, -40] },
        minInterval: 1,
        splitNumber: 4,
        axisLabel: { ...font, formatter: compact },
        splitLine: { lineStyle: { color: 'var(--line)' } },
      },
      series: [
        {
          ...still,
          barMaxWidth: 56,
          data: marks.map((mark) => mark.value),
          label: { show: true, position: 'top', ...ink, formatter: value },
        },
      ],
    },
  };
}

/** A value of a heat map, at a column and a row of it. */
export interface Cell extends Mark {
  readonly column: string;
  readonly row: string;
}

/** Steps of the heat map's colours, `--ramp-1` to `--ramp-5`. */
export const rampSteps = 5;

/**
 * A heat map with the value in each cell, `width` CSS pixels wide. Drawn as square points: ECharts' own heat map computes with its
 * colours, which CSS variables do not allow.
 */
export function heatMap(cells: readonly Cell[], axes: { column: string; row: string }, width: number): Chart {
  const [across, down] = [distinct(cells.map(({ column }) => column)), distinct(cells.map(({ row }) => row))];
  const plot = { left: 62, right: 2, top: 28, bottom: 46, cell: 52 };
  const cellWidth = (width - plot.left - plot.right) / across.length;
  const steps = ramp(cells.map((cell) => cell.value));
  const axis = { type: 'category', nameTextStyle: font, axisLine: { show: false }, axisTick: { show: false } } as const;
  return {
    height: down.length * plot.cell + plot.top + plot.bottom,
    tips: cells.map(({ tip }) => tip),
    option: {
      grid: { left: plot.left, right: plot.right, top: plot.top, bottom: plot.bottom, outerBoundsMode: 'none' },
      xAxis: {
        ...axis,
        name: axes.column,
        nameLocation: 'middle',
        nameGap: 28,
        data: across,
        axisLabel: { ...ink, interval: 0 },
      },
      yAxis: {
        ...axis,
        name: axes.row,
        nameLocation: 'start',
        nameGap: 12,
        nameTextStyle: { ...font, align: 'left', padding: [0, 0, 0, -plot.left] },
        inverse: true,
        data: down,
        axisLabel: { ...ink, interval: 0, align: 'left', margin: plot.left },
      },
      series: [
        {
          type: 'scatter',
          silent: true,
          symbol: 'rect',
          symbolSize: [cellWidth - 3, plot.cell - 3],
          data: cells.map(({ column, row, value, label }, index) => ({
            value: [column, row, value],
            itemStyle: { color: `var(--ramp-${steps[index]})`, opacity: 1 },
            label: {
              show: true,
              position: 'inside',
              formatter: label,
              fontSize: 13,
              color: `var(--ramp-ink-${steps[index]})`,
            },
          })),
        },
      ],
    },
  };
}

/** The step of each value, 1 to {@link rampSteps}, in equal ratios from the least to the most: follower counts span magnitudes. */
export function ramp(values: readonly number[]): number[] {
  const scaled = values.map((value) => Math.log10(Math.max(value, 1)));
  const least = Math.min(...scaled);
  const span = Math.max(...scaled) - least;
  return scaled.map((value) =>
    span === 0 ? 1 : 1 + Math.min(rampSteps - 1, Math.floor(((value - least) / span) * rampSteps)),
  );
}

function distinct(labels: readonly string[]): string[] {
  return [...new Set(labels)];
}
