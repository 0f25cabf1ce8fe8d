import { createHash } from 'node:crypto';
import type { PathName } from '../blueprint/index.ts';
import { type AnswerName, questions } from '../transforms/index.ts';
import { topics, views } from './answers.ts';
import { script } from './client.ts';
import { balances, type Counts, holds, type Law, meanings, pathLaws, total } from './counts.ts';
import { type Kinds, type LiveReport, phases, type ReportData, type Row } from './data.ts';
import { diagram } from './diagram.ts';
import { draw } from './draw.ts';
import { followScript } from './follow.ts';
import { compact, exact, instant, known, plural } from './format.ts';
import { html, Markup } from './html.ts';
import { endedReport, isLast, withKinds } from './live.ts';
import { rampSteps } from './marks.ts';
import { quarantineSection } from './quarantine.ts';
import { seriesSection } from './series.ts';
import { batchPath, streamPath } from './stations.ts';
import { style } from './style.ts';
import { answerTable, words } from './tables.ts';

/**
 * The report of a finished run as one HTML file that needs nothing else: no script to draw it, no font, no request. The same data give
 * the same bytes. The charts are drawn here by ECharts as SVG, so the file is a fifth of what inlining ECharts would make it, no data
 * stands in a script, and it can be read, printed and searched where scripts are off.
 */
export function renderReport(data: ReportData): string {
  return renderPage(endedReport(data));
}

/**
 * The page of a run as far as it is known. Until the last report it is live: it follows the server that it came from, each of whose
 * events holds a newer page, and takes over what is different.
 */
export function renderPage(known: LiveReport): string {
  const report = withKinds(known);
  const live = !isLast(report);
  const code = live ? `${script};${followScript}` : script;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${sha256(code)}'${live && "; connect-src 'self'"}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>pinflow: run ${report.run.id}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#answers">Skip to the answers</a>
${header(report)}
${live && html`<p class="news" role="status"></p>`}
<main>
${pipelineSection(report)}
${seriesSection(report)}
${answersSection(report)}
${quarantineSection(report)}
${countsSection(report)}
</main>
<footer><p>Made by pinflow. ${live ? 'This page comes from your own machine, and asks no other.' : 'This page is complete in itself: it loads nothing and sends nothing.'}</p></footer>
<script>${new Markup(code)}</script>
</body>
</html>
`;
  return page.text;
}

function header(report: LiveReport): Markup {
  const { run, at, phase, stream } = report;
  const facts = {
    run: run.id,
    source: run.source,
    messages: exact(run.messages),
    seed: String(run.seed),
    [isLast(report) ? 'finished' : 'as of']: isLast(report) ? instant(at) : clock(at),
  };
  return html`<header data-phase="${phase}">
  <p class="brand">pinflow</p>
  <h1>${isLast(report) ? 'What became' : 'What becomes'} of ${plural(run.messages, 'post')}</h1>
  ${verdict(report)}
  <dl class="facts">${Object.entries(facts).map(([name, fact]) => html`<div><dt>${name}</dt><dd><bdi>${fact}</bdi></dd></div>`)}</dl>
  <nav aria-label="Sections"><a href="#pipeline">The way of a post</a> ${stream && html`<a href="#stream">Second by second</a>`} <a href="#answers">The answers</a> <a href="#quarantine">Set aside</a> <a href="#counts">Every count</a></nav>
</header>`;
}

function verdict(report: LiveReport): Markup {
  if (report.phase === 'failed')
    return html`<p class="verdict wrong" role="status"><span aria-hidden="true">✗</span> ${phases.failed}: ${report.failure ?? 'see the command.'}</p>`;
  if (report.phase !== 'ended')
    return html`<p class="verdict going" role="status"><span class="beat" aria-hidden="true"></span> ${phases[report.phase]} …</p>`;
  return isBalanced(report)
    ? html`<p class="verdict good" role="status"><span aria-hidden="true">✓</span> Every record is accounted for.</p>`
    : html`<p class="verdict wrong" role="status"><span aria-hidden="true">✗</span> The counts do not balance: a record was lost or doubled. This is a bug.</p>`;
}

function isBalanced({ counts, stream }: LiveReport): boolean {
  if (!isKnown('batch', counts) || !balances(counts, 'batch')) return false;
  return (
    stream === undefined ||
    (isKnown('stream', stream.counts) && balances(stream.counts, 'stream') && stream.duplicates === 0)
  );
}

function isKnown(path: PathName, kinds: Kinds<Partial<Counts>>): kinds is Kinds<Counts> {
  return Object.values(kinds).every((counts) => meanings(path).every(([name]) => counts[name] !== undefined));
}

function pipelineSection(report: LiveReport): Markup {
  const { counts, stream } = report;
  const kinds = Object.keys(counts);
  return html`<section aria-labelledby="pipeline">
  <h2 id="pipeline">The way of a post</h2>
  <p class="lead">Each post travels as ${plural(kinds.length, 'record')} (${kinds.join(', ')}), from the emulator to clean tables${stream && ', on both paths at once'}. The numbers are records; what leaves the way is written below its station.</p>
  <div class="card">${diagram(report)}</div>
</section>`;
}

function countsSection(report: LiveReport): Markup {
  const { counts, stream } = report;
  return html`<section aria-labelledby="counts">
  <h2 id="counts">Every count, and whether it balances</h2>
  <p class="lead">Each is made by the piece that did the work; the laws say how they must agree, or a record was lost or doubled.</p>
  <h3 class="topic">${batchPath.title}</h3>${countsPair('batch', counts, report)}
  ${stream && html`<h3 class="topic">${streamPath.title}</h3>${countsPair('stream', stream.counts, report)}`}
</section>`;
}

function countsPair(path: PathName, counts: Kinds<Partial<Counts>>, report: LiveReport): Markup {
  const laws = pathLaws[path];
  return html`<div class="pair">
    <div class="card"><h4>Every count</h4>${countsTable(path, counts)}</div>
    <div class="card"><h4>Does it balance?</h4>${
      isKnown(path, counts) && isLast(report)
        ? html`<ul class="laws">${laws.map((law) => balance(law, counts))}${path === 'stream' && noneTwice(report.stream?.duplicates)}</ul>`
        : html`<ul class="laws">${laws.map(({ left, sign, right, says }) => html`<li><p class="law">${side(left, words)} ${sign} ${side(right, words)}</p><p class="muted">${says}</p></li>`)}</ul><p class="muted later">${isLast(report) ? 'The run ended before everything was counted.' : 'Checked when everything is counted.'}</p>`
    }</div>
  </div>`;
}

function countsTable(path: PathName, counts: Kinds<Partial<Counts>>): Markup {
  const kinds = Object.entries(counts);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: counts"><table>
    <caption>Records by what happened to them</caption>
    <thead><tr><th scope="col">count</th>${kinds.map(([kind]) => html`<th scope="col" class="number">${kind}</th>`)}<th scope="col" class="number all">all</th></tr></thead>
    <tbody>${meanings(path).map(
      ([name, meaning]) =>
        html`<tr><th scope="row">${words(name)}<span class="meaning">${meaning}</span></th>${kinds.map(
          ([, count]) => html`<td class="number">${known(count[name])}</td>`,
        )}<td class="number all">${known(total(name, counts))}</td></tr>`,
    )}</tbody>
  </table></div>`;
}

function side(names: Law['left'], say: (name: Law['left'][number]) => string): string {
  return names.map(say).join(' + ');
}

function balance(law: Law, kinds: Kinds<Counts>): Markup {
  return html`<li><p class="law">${side(law.left, words)} ${law.sign} ${side(law.right, words)}</p>
  <p class="muted">${law.says}</p>
  <ul>${Object.entries(kinds).map(([kind, counts]) => {
    const number = (name: Law['left'][number]) => exact(counts[name]);
    return checked(holds(law, counts), `${kind}: ${side(law.left, number)} ${law.sign} ${side(law.right, number)}`);
  })}</ul></li>`;
}

function noneTwice(duplicates = 0): Markup {
  return html`<li><p class="law">duplicates = 0</p>
  <p class="muted">No two rows have the same shard and sequence number.</p>
  <ul>${checked(duplicates === 0, `all: ${exact(duplicates)} = 0`)}</ul></li>`;
}

function checked(good: boolean, says: string): Markup {
  return html`<li class="${good ? 'good' : 'wrong'}"><span aria-hidden="true">${good ? '✓' : '✗'}</span> ${says}${!good && ' does not hold'}</li>`;
}

function answersSection(report: LiveReport): Markup {
  const { answers } = report;
  return html`<section aria-labelledby="answers">
  <h2 id="answers">The answers</h2>
  ${
    answers === undefined
      ? html`<p class="lead">Eight questions, asked of the clean tables${isLast(report) ? '. This run ended before it came to them' : ' once they are there'}.</p>`
      : html`<p class="lead">Eight questions, asked of the clean tables. Point at a chart for exact numbers; every chart has its table.</p>
  ${topics.map((topic) => html`<h3 class="topic">${topic.title}</h3><div class="grid">${topic.answers.map((name) => answer(name, answers[name]))}</div>`)}`
  }
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

/** The time of day of an ISO instant, in UTC. */
function clock(iso: string): string {
  return `${iso.slice(11, 19)} UTC`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
