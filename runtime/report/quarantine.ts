import { total } from './counts.ts';
import type { QuarantinedRecord, ReportData } from './data.ts';
import { exact, plural } from './format.ts';
import { html, type Markup } from './html.ts';

/** How much of a payload the page shows, in UTF-16 code units. */
const payloadShown = 400;

/** The records that were set aside: how many, why, and a few of them. */
export function quarantineSection({ counts, quarantine }: ReportData): Markup {
  const [rejected, landed] = [total('quarantined', counts), total('landed', counts)];
  return html`<section aria-labelledby="quarantine">
  <h2 id="quarantine">Set aside, not dropped</h2>
  <p class="lead">${
    rejected === 0
      ? 'No record broke a rule, so the quarantine table is empty.'
      : `${exact(rejected)} of ${plural(landed, 'landed record')} broke a rule. Each is kept with its payload, its place and every reason, and can be replayed after a fix.`
  }</p>
  ${rejected > 0 && html`<div class="pair">${reasonTable(quarantine.reasons)}${examples(quarantine.examples)}</div>`}
</section>`;
}

function reasonTable(reasons: ReportData['quarantine']['reasons']): Markup {
  const sorted = reasons.toSorted((a, b) => b.records - a.records);
  const most = Math.max(...sorted.map(({ records }) => records), 1);
  return html`<div class="card"><h3>Why</h3>
  <div class="scroll" tabindex="0" role="region" aria-label="Table: reasons"><table>
    <caption>Records by kind and reason; a record with two reasons counts in both.</caption>
    <thead><tr><th scope="col">kind</th><th scope="col">reason</th><th scope="col" class="number">records</th></tr></thead>
    <tbody>${sorted.map(
      ({ kind, reason, records }) =>
        html`<tr><td>${kind}</td><td><code>${reason}</code><span class="share" style="width:${Math.round((100 * records) / most)}%"></span></td><td class="number">${exact(records)}</td></tr>`,
    )}</tbody>
  </table></div></div>`;
}

function examples(records: readonly QuarantinedRecord[]): Markup {
  return html`<div class="card"><h3>For example</h3>
  ${records.length === 0 ? html`<p class="muted">No examples were kept.</p>` : html`<ol class="examples">${records.map(example)}</ol>`}</div>`;
}

function example({ kind, object, line, reasons, payload }: QuarantinedRecord): Markup {
  return html`<li><p><strong>${kind}</strong> ${reasons.map((reason) => html`<code>${reason}</code> `)}</p>
  <p class="muted place"><bdi>${object}</bdi>, line ${exact(line)}</p>
  ${payload === null ? html`<p class="muted">The payload could not be kept as text.</p>` : html`<pre tabindex="0" dir="auto">${payload.slice(0, payloadShown)}</pre>`}
  ${payload !== null && payload.length > payloadShown && html`<p class="muted">The first ${exact(payloadShown)} of ${plural(payload.length, 'character')}.</p>`}</li>`;
}
