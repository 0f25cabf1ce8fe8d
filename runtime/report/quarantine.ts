import { total } from './counts.ts';
import type { BatchPlace, LiveReport, Quarantine, QuarantinedRecord, StreamPlace } from './data.ts';
import { exact, plural } from './format.ts';
import { html, type Markup } from './html.ts';
import { isLast } from './live.ts';
import { batchPath, streamPath } from './stations.ts';

/** How much of a payload the page shows, in UTF-16 code units. */
const payloadShown = 400;

/** The records that were set aside, of both paths: how many, why, and a few of them. */
export function quarantineSection(report: LiveReport): Markup {
  const { stream } = report;
  const last = isLast(report);
  return html`<section aria-labelledby="quarantine">
  <h2 id="quarantine">Set aside, not dropped</h2>
  <h3 class="topic">${batchPath.title}</h3>${wayAside(report, last, ({ object, line }: BatchPlace) => html`<bdi>${object}</bdi>, line ${exact(line)}`)}
  ${
    stream &&
    html`<h3 class="topic">${streamPath.title}</h3>${wayAside(
      stream,
      last,
      ({ shard, sequenceNumber }: StreamPlace) =>
        html`<bdi>${shard}</bdi>, sequence number <bdi>${sequenceNumber}</bdi>`,
    )}`
  }
</section>`;
}

/** What a path set aside. */
interface Aside<Place> {
  readonly counts: LiveReport['counts'];
  readonly quarantine?: Quarantine<Place>;
}

function wayAside<Place>(
  { counts, quarantine }: Aside<Place>,
  last: boolean,
  placeOf: (record: QuarantinedRecord<Place>) => Markup,
): Markup {
  const rejected = total('quarantined', counts);
  return html`<p class="lead">${said(rejected, counts, last)}</p>
  ${rejected !== undefined && rejected > 0 && quarantine && html`<div class="pair">${reasonTable(quarantine.reasons)}${examples(quarantine.examples, placeOf)}</div>`}`;
}

function said(rejected: number | undefined, counts: Aside<unknown>['counts'], last: boolean): string {
  if (rejected === undefined)
    return last ? 'The run ended before its records were checked.' : 'Nothing has been checked yet.';
  if (rejected === 0)
    return last ? 'No record broke a rule, so the quarantine table is empty.' : 'No record has broken a rule so far.';
  const landed = total('landed', counts);
  return `${exact(rejected)} of ${landed === undefined ? 'the records' : plural(landed, 'landed record')} broke a rule. Each is kept with its payload, its place and every reason, and can be replayed after a fix.`;
}

function reasonTable(reasons: Quarantine<unknown>['reasons']): Markup {
  const sorted = reasons.toSorted((a, b) => b.records - a.records);
  const most = Math.max(...sorted.map(({ records }) => records), 1);
  return html`<div class="card"><h4>Why</h4>
  <div class="scroll" tabindex="0" role="region" aria-label="Table: reasons"><table>
    <caption>Records by kind and reason; a record with two reasons counts in both.</caption>
    <thead><tr><th scope="col">kind</th><th scope="col">reason</th><th scope="col" class="number">records</th></tr></thead>
    <tbody>${sorted.map(
      ({ kind, reason, records }) =>
        html`<tr><td>${kind}</td><td><code>${reason}</code><span class="share" style="width:${Math.round((100 * records) / most)}%"></span></td><td class="number">${exact(records)}</td></tr>`,
    )}</tbody>
  </table></div></div>`;
}

function examples<Place>(
  records: readonly QuarantinedRecord<Place>[],
  placeOf: (record: QuarantinedRecord<Place>) => Markup,
): Markup {
  return html`<div class="card"><h4>For example</h4>
  ${records.length === 0 ? html`<p class="muted">No examples were kept.</p>` : html`<ol class="examples">${records.map((record) => example(record, placeOf(record)))}</ol>`}</div>`;
}

function example({ kind, reasons, payload }: QuarantinedRecord<unknown>, place: Markup): Markup {
  return html`<li><p><strong>${kind}</strong> ${reasons.map((reason) => html`<code>${reason}</code> `)}</p>
  <p class="muted place">${place}</p>
  ${payload === null ? html`<p class="muted">The payload could not be kept as text.</p>` : html`<pre tabindex="0" dir="auto">${payload.slice(0, payloadShown)}</pre>`}
  ${payload !== null && payload.length > payloadShown && html`<p class="muted">The first ${exact(payloadShown)} of ${plural(payload.length, 'character')}.</p>`}</li>`;
}
