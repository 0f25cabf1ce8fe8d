import { type CostChange, costChange } from './cost.ts';
import type { Change } from './document.ts';
import { type Decision, type IdleIntention, type Loss, whatGoes } from './gate.ts';
import { intentionLine } from './intentions.ts';
import { block, code, sentence, table } from './markdown.ts';
import type { Preview, ResourceChange } from './preview.ts';
import { priceList } from './prices.ts';
import type { Refusal } from './refusal.ts';

/** The characters that GitHub takes in one comment. */
export const longestComment = 65_536;

/** A preview, what it comes to and whose it is. */
export interface Review {
  readonly stack: string;
  readonly preview: Preview;
  readonly decision: Decision;
}

/**
 * The comment on a pull request: the verdict, the data at stake, what changes and why, and what it costs. It shows names, and no values
 * of inputs but those that a refusal says to write. Its last line is a marker, by which a workflow finds the comment of a stack to update
 * it.
 */
export function comment(review: Review): string {
  // Rows are left out, never a section: the verdict and the marker stay whatever the size.
  for (const rows of [Number.POSITIVE_INFINITY, 300, 100, 30, 10, 3]) {
    const text = written(review, rows);
    if (text.length <= longestComment) return text;
  }
  return written(review, 0);
}

/** The hidden line that marks the comment of a stack. */
export function commentMarker(stack: string): string {
  return `<!-- pinflow-gate: ${stack.replaceAll(/[^\w./]/g, '_')} -->`;
}

function written({ stack, preview, decision }: Review, rows: number): string {
  const sections = [
    verdict(stack, preview, decision),
    engineErrors(decision, rows),
    refusalSection(decision, rows),
    dataSection(decision, rows),
    intentionNotes(decision, rows),
    changeSection(preview, rows),
    costSection(preview, costChange(preview), rows),
    [commentMarker(stack)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function verdict(
  stack: string,
  { changes, hidden }: Preview,
  { refused, refusals, losses, errors }: Decision,
): string[] {
  const lost = losses.filter(({ intended }) => !intended).length;
  const why = [
    ...(errors.length > 0 ? ['the preview failed'] : []),
    ...(refusals.length > 0 ? [`${counted(refusals.length, 'change')} cannot be deployed`] : []),
    ...(lost > 0
      ? [`${counted(lost, 'resource')} with data would go, which the pull request does not name as intended`]
      : []),
  ].join(', and ');
  const counts = changeOrder
    .map((change) => [change, changes.filter((one) => one.change === change).length] as const)
    .filter(([, count]) => count > 0)
    .map(([change, count]) => `${count} to ${change}`);
  const same = changes.filter(({ change }) => change === 'same').length + hidden;
  return [
    `### ${code(stack)}: ${refused ? `refused, ${why}` : 'passed'}`,
    '',
    `${[...(counts.length > 0 ? counts : ['nothing to change']), `${same} unchanged`].join(', ')}.`,
  ];
}

function engineErrors({ errors }: Decision, rows: number): string[] {
  if (errors.length === 0) return [];
  return [
    '**The engine said:**',
    '',
    ...shortened(errors, Math.min(rows, 20), (shown) => shown.map((text) => block(text, 1500))),
  ];
}

/** One message for all resources that share it, such as the lines that pin every zone. */
function refusalSection({ refusals }: Decision, rows: number): string[] {
  if (refusals.length === 0) return [];
  const cells = ({ resource, message }: Refusal) => [
    resource.change,
    code(resource.name),
    code(resource.type),
    sentence(message.split('\n')[0] ?? ''),
  ];
  const blocks = [...new Set(refusals.flatMap(({ message }) => message.split('\n').slice(1).join('\n') || []))];
  return [
    '**Cannot be deployed**',
    '',
    ...shortened(refusals, rows, (shown) => table(['', 'resource', 'type', 'why, and what to do'], shown.map(cells))),
    ...(blocks.length === 0
      ? []
      : ['', ...shortened(blocks, Math.min(rows, 5), (shown) => shown.map((text) => block(text, 1500)))]),
  ];
}

function dataSection({ losses, refusals }: Decision, rows: number): string[] {
  if (losses.length === 0) return [];
  const cells = (loss: Loss) => [
    loss.verb,
    code(loss.resource.name),
    code(loss.resource.type),
    [whatGoes(loss), loss.instead].filter((text) => text !== undefined).join('; '),
    loss.intended ? 'named as intended' : '**not named as intended**',
  ];
  const urgentFirst = [...losses].sort((a, b) => Number(a.intended) - Number(b.intended));
  // Naming a change that cannot be deployed does not help.
  const hopeless = new Set(refusals.map(({ resource }) => resource.urn));
  const unnamed = losses.filter(({ intended, resource }) => !intended && !hopeless.has(resource.urn));
  const times = new Map<string, number>();
  for (const { resource } of losses) times.set(resource.name, (times.get(resource.name) ?? 0) + 1);
  const lines = unnamed.map(({ verb, resource: { name, urn } }) =>
    intentionLine({ verb, resource: times.get(name) === 1 ? name : urn }),
  );
  return [
    '**Data at stake**',
    '',
    ...shortened(urgentFirst, rows, (shown) =>
      table(['', 'resource', 'type', 'what goes with it', 'verdict'], shown.map(cells)),
    ),
    ...(lines.length === 0
      ? []
      : [
          '',
          "If it is intended, say so in the pull request's description, in a line of its own for each:",
          '',
          ...shortened(lines, rows, (shown) => [block(shown.join('\n'), 20_000)]),
        ]),
  ];
}

function intentionNotes({ idle, unreadable }: Decision, rows: number): string[] {
  const notes = [
    ...idle.map(({ intention, because }) => `- ${code(intentionLine(intention))} ${idleTexts[because]}`),
    ...unreadable.map(
      (line) => `- ${code(line)} is not understood: write \`replace\` or \`delete\` and a name or URN.`,
    ),
  ];
  return notes.length === 0 ? [] : ['**Named in the pull request**', '', ...shortened(notes, rows, (shown) => shown)];
}

const idleTexts: Readonly<Record<IdleIntention['because'], string>> = {
  nothing: 'matches nothing here: it is out of date, mistyped, or meant for another stage.',
  otherVerb: 'does not cover this: a replacement and a deletion are named each by its own word.',
  several: 'matches more than one resource and covers none: give the URN.',
};

const changeOrder = ['delete', 'replace', 'update', 'create', 'import'] as const satisfies readonly Change[];

function changeSection({ changes }: Preview, rows: number): string[] {
  const ordered = changeOrder.flatMap((change) => changes.filter((one) => one.change === change));
  if (ordered.length === 0) return [];
  return [
    '**Changes**',
    '',
    ...shortened(ordered, rows, (shown) =>
      table(
        ['', 'resource', 'type', 'why'],
        shown.map((one) => [one.change, code(one.name), code(one.type), reason(one)]),
      ),
    ),
  ];
}

function reason({ change, differs, replacedBecause }: ResourceChange): string {
  if (change === 'replace' && replacedBecause.length > 0) {
    return `${inputs(replacedBecause)} cannot be changed in place: a change of it needs a new resource`;
  }
  if (change === 'replace') return 'the engine gives no input as the reason: forced, or a dependency is replaced';
  if (change === 'delete') return 'no longer in the program';
  return change === 'update' && differs.length > 0 ? `${inputs(differs)} changes` : '';
}

function inputs(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(code).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function costSection({ region, hidden }: Preview, { before, after, resources }: CostChange, rows: number): string[] {
  const cells = resources.map((one) => [code(one.resource.name), usd(one.before.usd), usd(one.after.usd)]);
  const unknown = [...new Set([...before.unknown, ...after.unknown])];
  return [
    `**Cost a month: ${usd(before.usd)} → ${usd(after.usd)}${unknown.length > 0 ? ', and what is unknown' : ''}**`,
    ...(cells.length === 0
      ? []
      : ['', ...shortened(cells, rows, (shown) => table(['resource', 'before', 'after'], shown))]),
    '',
    `- List prices of ${priceList.region}, looked up ${priceList.lookedUp}, without discounts and free tiers.${
      region === undefined || region === priceList.region ? '' : ` This stack is in ${code(region)}, where they differ.`
    }`,
    ...(hidden > 0
      ? [`- ${counted(hidden, 'unchanged resource')} in neither sum: \`pulumi preview --show-sames\` shows them.`]
      : []),
    ...(after.usage.length > 0 ? [`- Plus usage: ${after.usage.join('; ')}.`] : []),
    ...(unknown.length > 0
      ? ['- Unknown, in neither sum:', ...shortened(unknown, rows, (shown) => shown.map((text) => `  - ${code(text)}`))]
      : []),
  ];
}

/** The first so many, and a sentence for the others. */
function shortened<Item>(
  items: readonly Item[],
  most: number,
  lines: (shown: readonly Item[]) => readonly string[],
): string[] {
  const left = items.length - most;
  if (left <= 0) return [...lines(items)];
  return [...(most > 0 ? [...lines(items.slice(0, most)), ''] : []), `${left} more are left out of this comment.`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
