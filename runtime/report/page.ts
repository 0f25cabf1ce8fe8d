import { createHash } from 'node:crypto';
import { type AnswerName, questions } from '../transforms/index.ts';
import { topics, views } from './answers.ts';
import { script } from './client.ts';
import { balances, countMeanings, countNames, holds, type Law, laws, total } from './counts.ts';
import type { ReportData, Row } from './data.ts';
import { diagram } from './diagram.ts';
import { draw } from './draw.ts';
import { compact, exact, instant, plural } from './format.ts';
import { html, Markup } from './html.ts';
import { rampSteps } from './marks.ts';
import { quarantineSection } from './quarantine.ts';
import { style } from './style.ts';
import { answerTable, words } from './tables.ts';

/**
 * The report of a run as one HTML file that needs nothing else: no script to draw it, no font, no request. The same data give the same
 * bytes. The charts are drawn here by ECharts as SVG, so the file is a fifth of what inlining ECharts would make it, no data stands in
 * a script, and it can be read, printed and searched where scripts are off.
 */
export function renderReport(data: ReportData): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${sha256(script)}'">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>pinflow: run ${data.run.id}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#answers">Skip to the answers</a>
${header(data)}
<main>
${pipelineSection(data)}
${answersSection(data)}
${quarantineSection(data)}
</main>
<footer><p>Made by pinflow. This file is complete in itself: it loads nothing and sends nothing.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.text;
}

function header({ run, counts }: ReportData): Markup {
  const facts = {
    run: run.id,
    source: run.source,
    messages: exact(run.messages),
    seed: String(run.seed),
    finished: instant(run.finishedAt),
  };
  return html`<header>
  <p class="brand">pinflow</p>
  <h1>What became of ${plural(run.messages, 'post')}</h1>
  ${
    balances(counts)
      ? html`<p class="verdict good"><span aria-hidden="true">✓</span> Every record is accounted for.</p>`
      : html`<p class="verdict wrong"><span aria-hidden="true">✗</span> The counts do not balance: a record was lost or doubled. This is a bug.</p>`
  }
  <dl class="facts">${Object.entries(facts).map(([name, fact]) => html`<div><dt>${name}</dt><dd><bdi>${fact}</bdi></dd></div>`)}</dl>
  <nav aria-label="Sections"><a href="#pipeline">The way of a post</a> <a href="#answers">The answers</a> <a href="#quarantine">Set aside</a></nav>
</header>`;
}

function pipelineSection({ counts }: ReportData): Markup {
  const kinds = Object.keys(counts);
  return html`<section aria-labelledby="pipeline">
  <h2 id="pipeline">The way of a post</h2>
  <p class="lead">Each post travels as ${plural(kinds.length, 'record')} (${kinds.join(', ')}), from the emulator to clean tables. The numbers are records; what leaves the way is written below its station.</p>
  <div class="card">${diagram(counts)}</div>
  <div class="pair">
    <div class="card"><h3>Every count</h3>${countsTable(counts)}</div>
    <div class="card"><h3>Does it balance?</h3><ul class="laws">${laws.map((law) => balance(law, counts))}</ul></div>
  </div>
</section>`;
}

function countsTable(counts: ReportData['counts']): Markup {
  const kinds = Object.entries(counts);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: counts"><table>
    <caption>Records by what happened to them</caption>
    <thead><tr><th scope="col">count</th>${kinds.map(([kind]) => html`<th scope="col" class="number">${kind}</th>`)}<th scope="col" class="number all">all</th></tr></thead>
    <tbody>${countNames.map(
      (name) =>
        html`<tr><th scope="row">${words(name)}<span class="meaning">${countMeanings[name]}</span></th>${kinds.map(
          ([, count]) => html`<td class="number">${exact(count[name])}</td>`,
        )}<td class="number all">${exact(total(name, counts))}</td></tr>`,
    )}</tbody>
  </table></div>`;
}

function balance(law: Law, kinds: ReportData['counts']): Markup {
  const side = (names: Law['left'], say: (name: Law['left'][number]) => string) => names.map(say).join(' + ');
  return html`<li><p class="law">${side(law.left, words)} ${law.sign} ${side(law.right, words)}</p>
  <p class="muted">${law.says}</p>
  <ul>${Object.entries(kinds).map(([kind, counts]) => {
    const number = (name: Law['left'][number]) => exact(counts[name]);
    const good = holds(law, counts);
    return html`<li class="${good ? 'good' : 'wrong'}"><span aria-hidden="true">${good ? '✓' : '✗'}</span> ${kind}: ${side(law.left, number)} ${law.sign} ${side(law.right, number)}${!good && ' does not hold'}</li>`;
  })}</ul></li>`;
}

function answersSection({ answers }: ReportData): Markup {
  return html`<section aria-labelledby="answers">
  <h2 id="answers">The answers</h2>
  <p class="lead">Eight questions, asked of the clean tables. Point at a chart for exact numbers; every chart has its table.</p>
  ${topics.map((topic) => html`<h3 class="topic">${topic.title}</h3><div class="grid">${topic.answers.map((name) => answer(name, answers[name]))}</div>`)}
</section>`;
}

function answer(name: AnswerName, rows: readonly Row[]): Markup {
  const { number, title } = questions[name];
  const { note, chart, open, key } = views[name];
  const head = html`<p class="number-of">Question ${number}</p><h4>${title}</h4>`;
  const [first] = rows;
  if (first === undefined)
    return html`<article class="card" id="${name}">${head}<p class="empty">No rows: nothing in the tables answers this.</p></article>`;
  const figure = chart
    ? html`<figure><figcaption>${note(rows)}</figcaption>${draw((width) => chart(rows, width), `Chart: ${title}`)}${key && rampKey()}</figure>`
    : html`<figure class="stat"><p><bdi>${String(first.country)}</bdi></p><p class="by"><bdi>${String(first.poster_name)}</bdi>, ${compact(Number(first.follower_count))} followers</p><figcaption>${note(rows)}</figcaption></figure>`;
  return html`<article class="card${open && ' full'}" id="${name}">${head}<div class="body">${figure}${answerTable(name, rows, { title, open: open === true })}</div></article>`;
}

function rampKey(): Markup {
  const steps = Array.from(
    { length: rampSteps },
    (_, step) => html`<span style="background:var(--ramp-${step + 1})"></span>`,
  );
  return html`<p class="ramp">fewer followers ${steps} more</p>`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
