import { BarChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { html, Markup } from './html.ts';
import type { Chart } from './marks.ts';

use([BarChart, ScatterChart, GridComponent, SVGRenderer]);

/** The widths at which each chart is drawn, in CSS pixels: of a card on a desktop and on a phone. The page shows the one that fits. */
const widths = { wide: 520, narrow: 320 } as const;

/** A chart as inline SVG, drawn by ECharts; `label` is what a screen reader says. */
export function draw(chart: (width: number) => Chart, label: string): Markup {
  return drawn(label, (width) => {
    const made = chart(width);
    return { height: made.height, inside: inner(made, width) };
  });
}

/** A plot with the inside of an SVG of so many CSS pixels, once per width. */
export function drawn(label: string, make: (width: number) => { height: number; inside: Markup }): Markup {
  return html`<div class="plot">${Object.entries(widths).map(([name, width]) => {
    const { height, inside } = make(width);
    return html`<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${inside}</svg>`;
  })}</div>`;
}

/** What ECharts draws, without what would differ from one drawing to the next, and with the tip on each mark. */
function inner({ option, height, tips }: Chart, width: number): Markup {
  const echarts = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    echarts.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...option });
    const drawn = echarts.renderToSVGString();
    return new Markup(
      drawn
        .slice(drawn.indexOf('>') + 1, drawn.lastIndexOf('</svg>'))
        .replace(/<style[\s\S]*?<\/style>/g, '')
        // ECharts escapes quotes in text, so these attributes cannot be met inside a label.
        .replace(/ (?:class|pointer-events|ecmeta_ssr_type|ecmeta_silent|ecmeta_series_index)="[^"]*"/g, '')
        .replace(
          / ecmeta_data_index="(\d+)"/g,
          (_, index: string) => html` data-tip="${tips[Number(index)] ?? ''}"`.text,
        )
        .trim(),
    );
  } finally {
    echarts.dispose();
  }
}
