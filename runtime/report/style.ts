/**
 * Colours per theme. The lanes are darkened and lightened steps of the palette of Okabe and Ito, which people with any colour vision
 * tell apart; text on each background has a contrast of at least 4.5 (WCAG 2.2, 1.4.3).
 */
const light = `
  color-scheme: light; --page: #f4f6f9; --surface: #fff; --sunk: #eef1f6; --line: #dbe1ea; --ink: #172033; --muted: #556075;
  --link: #005e9e; --mark: #0072b2; --near: #d55e00; --good: #00704f; --good-back: #e2f3ec; --wrong: #b02a12; --wrong-back: #fdeae5;
  --lane-1: #0072b2; --lane-2: #00795a; --lane-3: #b84d00; --lane-4: #944b86; --lane-5: #6d6400;
  --ramp-1: #e4f0f9; --ramp-2: #b9d7ee; --ramp-3: #7fb5dd; --ramp-4: #1f72b4; --ramp-5: #0b4479;
  --ramp-ink-1: #172033; --ramp-ink-2: #172033; --ramp-ink-3: #172033; --ramp-ink-4: #fff; --ramp-ink-5: #fff;`;

const dark = `
  color-scheme: dark; --page: #0f141c; --surface: #171e29; --sunk: #1f2835; --line: #303c4d; --ink: #e9edf4; --muted: #a5b0c2;
  --link: #7cc4f0; --mark: #56b4e9; --near: #f0a13a; --good: #5fd0a5; --good-back: #12332a; --wrong: #ff9d85; --wrong-back: #43201a;
  --lane-1: #56b4e9; --lane-2: #3fc79a; --lane-3: #f09a52; --lane-4: #dd9fd2; --lane-5: #d6cb4e;
  --ramp-1: #1d2f42; --ramp-2: #21496d; --ramp-3: #2a6699; --ramp-4: #5aa9dd; --ramp-5: #b4dcf7;
  --ramp-ink-1: #e9edf4; --ramp-ink-2: #fff; --ramp-ink-3: #fff; --ramp-ink-4: #0f141c; --ramp-ink-5: #0f141c;`;

/** The style sheet of the page. */
export const style = `
:root {${light} }
@media (prefers-color-scheme: dark) { :root {${dark} } }
* { box-sizing: border-box; }
html { scroll-padding: 1rem 0 6rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.25rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--near); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--surface); padding: .5rem 1rem; z-index: 2; }
.muted { color: var(--muted); }
code, pre { font: .85em/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
[hidden] { display: none !important; }

header { padding-top: 2.5rem; }
.brand { margin: 0; font-weight: 700; letter-spacing: .04em; color: var(--link); }
h1 { margin: .1em 0 .5em; font-size: clamp(1.8rem, 5vw, 2.6rem); line-height: 1.15; letter-spacing: -.02em; }
h2 { margin: 3.5rem 0 .25rem; font-size: 1.6rem; line-height: 1.2; letter-spacing: -.01em; }
h3 { margin: 0 0 .75rem; font-size: 1.1rem; }
h3.topic { margin: 2rem 0 .75rem; font-size: 1.2rem; }
h4 { margin: 0 0 .5rem; font-size: 1.05rem; line-height: 1.35; text-wrap: balance; }
.lead { max-width: 48rem; margin: 0 0 1.25rem; color: var(--muted); }
.verdict { display: inline-block; margin: 0 0 1.25rem; padding: .4rem .9rem; border-radius: 1.5rem; font-weight: 600; }
.verdict.good { color: var(--good); background: var(--good-back); }
.verdict.going { color: var(--link); background: var(--sunk); }
.beat { display: inline-block; width: .6em; height: .6em; margin-right: .25em; border-radius: 50%; background: currentColor; animation: beat 1.6s ease-in-out infinite; }
@keyframes beat { 50% { opacity: .25; } }
.news { position: fixed; inset: auto 1rem 1rem; z-index: 2; width: fit-content; max-width: min(44rem, calc(100vw - 2rem)); margin: 0 auto; padding: .6rem 1.1rem; border-radius: 10px; background: var(--ink); color: var(--page); }
.news:empty { padding: 0; }
.verdict.wrong { color: var(--wrong); background: var(--wrong-back); }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2.25rem; margin: 0 0 1.25rem; }
.facts dt { font-size: .8rem; color: var(--muted); }
.facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
nav a { padding: .25rem 0; }
footer { margin-top: 4rem; padding-bottom: 2.5rem; color: var(--muted); font-size: .9rem; }

.card { min-width: 0; padding: 1.25rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
.pair, .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.25rem; }
.grid.three { grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
.pair { margin-top: 1.25rem; align-items: start; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr)); gap: 1.25rem; margin: 0 0 1.25rem; }
.figures dt { font-size: .85rem; color: var(--muted); }
.figures dd { margin: 0; font-size: 1.8rem; font-weight: 700; line-height: 1.25; color: var(--link); font-variant-numeric: tabular-nums; }
.key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0 0; font-size: .85rem; color: var(--muted); }
.key i { display: inline-block; width: 1.1rem; height: 4px; margin-right: .45rem; border-radius: 2px; vertical-align: middle; }
.later { margin-top: 1rem; }
.full { grid-column: 1 / -1; }
.number-of { margin: 0; font-size: .8rem; color: var(--muted); }
.empty { margin: 1rem 0 0; padding: 1.5rem; border: 1px dashed var(--line); border-radius: 8px; color: var(--muted); text-align: center; }

figure { min-width: 0; margin: 0; }
figcaption { margin-bottom: 1rem; font-size: .92rem; color: var(--muted); }
.plot { container-type: inline-size; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
.plot .wide, .map .wide { display: none; }
@container (min-width: 420px) { .plot .wide, .map .wide { display: block; } .plot .narrow { display: none; } }
.plot path { transition: fill .1s; }
.plot .axis { font-size: 12px; fill: var(--muted); }
.plot .rule { stroke: var(--line); }
.plot .line { fill: none; stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.plot circle { fill: transparent; }
.plot .near, .near { fill: var(--near); }
.stat p { margin: 0; font-size: 2rem; font-weight: 700; line-height: 1.2; color: var(--link); overflow-wrap: anywhere; }
.stat .by { margin-bottom: .5rem; font-size: 1.15rem; font-weight: 600; color: var(--ink); }
.tip { position: fixed; z-index: 3; max-width: min(22rem, calc(100vw - 1rem)); padding: .4rem .7rem; border-radius: 6px; background: var(--ink); color: var(--page); font-size: .9rem; overflow-wrap: anywhere; pointer-events: none; }

details.rows { margin-top: 1rem; }
summary { cursor: pointer; padding: .25rem 0; font-size: .95rem; color: var(--link); }
.find { display: none; }
.scripted .find { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; margin: .5rem 0; font-size: .92rem; }
.find input { font: inherit; width: 12rem; max-width: 100%; padding: .25rem .6rem; border: 1px solid var(--muted); border-radius: 6px; background: var(--surface); color: var(--ink); }
.find output { color: var(--muted); }
.scroll { overflow: auto; border: 1px solid var(--line); border-radius: 8px; }
.tall { max-height: 30rem; }
table { width: 100%; border-collapse: collapse; font-size: .92rem; }
caption { padding: .5rem .75rem; text-align: left; font-size: .85rem; color: var(--muted); }
th, td { padding: .35rem .75rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead th { position: sticky; top: 0; background: var(--sunk); font-weight: 600; white-space: nowrap; }
tbody th { min-width: 7.5rem; font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.word { white-space: nowrap; }
.meaning { display: block; font-weight: 400; font-size: .85rem; color: var(--muted); }
.share { display: block; height: 4px; margin-top: 4px; border-radius: 2px; background: var(--mark); }

.laws, .laws ul, .examples { margin: 0; padding: 0; list-style: none; }
.laws > li + li, .examples > li + li { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.laws p, .examples p { margin: 0; }
.law { font-weight: 600; }
.laws > li > .muted { font-size: .9rem; }
.laws ul { margin-top: .35rem; font-variant-numeric: tabular-nums; }
.laws .good span { color: var(--good); }
.laws .wrong { color: var(--wrong); font-weight: 600; }
.place { font-size: .85rem; overflow-wrap: anywhere; }
pre { max-height: 12rem; margin: .5rem 0 0; padding: .6rem .75rem; overflow: auto; border-radius: 8px; background: var(--sunk); white-space: pre-wrap; unicode-bidi: isolate; }

.map { container-type: inline-size; }
.map .narrow { max-width: 26rem; margin: 0 auto; }
.map .narrow .way { margin: 0 0 .5rem; font-size: .92rem; }
.map .narrow svg + .way { margin-top: 2rem; }
@container (min-width: 700px) { .map .narrow { display: none; } }
@container (max-width: 699.9px) { .map .wide { display: none; } }
.map text { font-size: 13px; fill: var(--ink); }
.map .wide text { text-anchor: middle; }
.map .station { fill: var(--sunk); }
.map .name { font-weight: 650; font-size: 14px; }
.map .does, .map .wide .none { font-size: 11.5px; fill: var(--muted); }
.map .aside { font-size: 11.5px; }
.map .none { fill: var(--muted); }
.map .wide .bad, .map .wide .more { font-size: 12.5px; }
.map .bad { fill: var(--wrong); font-weight: 650; }
.map .more { fill: var(--ink); font-weight: 650; }
.map .exit { fill: none; stroke: var(--muted); stroke-width: 1.5; }
.map .lane { fill: none; stroke: var(--lane); stroke-width: 5; stroke-linecap: round; }
.map .flow { display: none; fill: none; stroke: var(--surface); stroke-width: 2.5; stroke-linecap: round; stroke-dasharray: 0 var(--apart); animation: flow calc(var(--apart) * .022s) linear infinite; }
@keyframes flow { to { stroke-dashoffset: calc(-1px * var(--apart)); } }
.map .flow-1 { --apart: 56; } .map .flow-2 { --apart: 36; } .map .flow-3 { --apart: 22; } .map .flow-4 { --apart: 14; }
.map :is(.flow-1, .flow-2, .flow-3, .flow-4) { display: block; }
.map .dot { fill: var(--surface); stroke: var(--lane); stroke-width: 3; }
.map .pill { fill: var(--surface); stroke: var(--lane); stroke-width: 2; }
.map .count { text-anchor: middle; font-weight: 650; font-variant-numeric: tabular-nums; }
.map .kind { fill: var(--lane); font-weight: 700; font-size: 14px; text-anchor: middle; }
.map .wide .kind { text-anchor: start; }
.map .wide .way { text-anchor: start; font-weight: 700; font-size: 15px; }
.map .wide .speed { text-anchor: end; fill: var(--muted); font-variant-numeric: tabular-nums; }
.map .end { fill: var(--ink); }
.map .end-text { fill: var(--surface); font-size: 20px; font-weight: 700; text-anchor: middle; }
${[1, 2, 3, 4, 5].map((lane) => `.lane-${lane} { --lane: var(--lane-${lane}); }`).join('\n')}

.ramp { display: flex; align-items: center; gap: 3px; margin: .5rem 0 0; font-size: .85rem; color: var(--muted); }
.ramp span { width: 1.6rem; height: .8rem; border: 1px solid var(--line); }
.ramp span:first-of-type { margin-left: .4rem; }
.ramp span:last-of-type { margin-right: .4rem; }
@media print { .tall { max-height: none; } nav, .skip, .find { display: none; } }
@media (prefers-reduced-motion: reduce) { .plot path { transition: none; } .beat, .map .flow { animation: none; } .map .flow { display: none !important; } }
@media (max-width: 40rem) { .card { padding: 1rem; } th, td { padding: .35rem .45rem; } .all { display: none; } table { font-size: .87rem; } thead th { white-space: normal; } tbody th { min-width: 6.5rem; } header, main, footer { padding-left: 1rem; padding-right: 1rem; } }
@media (min-width: 64rem) {
  .full .body { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; align-items: start; }
  .full .body details.rows { margin-top: 0; }
}
`;
