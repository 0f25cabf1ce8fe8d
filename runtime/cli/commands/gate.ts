import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { Argument, Command } from '@commander-js/extra-typings';
import { PinflowError, storageError } from '../../errors.ts';
import {
  comment,
  costChange,
  type Decision,
  decide,
  type MonthlyCost,
  type Preview,
  parseIntentions,
  parsePreview,
  whatGoes,
} from '../../review/index.ts';
import { jsonOption } from '../options.ts';
import { FailedResult, say, sayJson, type Terminal } from '../output.ts';

/** `pinflow gate` */
export function gateCommand(terminal: Terminal) {
  return new Command('gate')
    .description(
      'Review what `pulumi preview --json` printed: fail when data would be lost that the pull request does not name.',
    )
    .addArgument(new Argument('<preview.json>', 'what the preview printed; - for standard input'))
    .option('--pull-request <file>', "the pull request's description, with its lines `pinflow-intended: delete NAME`")
    .option('--stack <name>', 'the stack that the preview must be of')
    .option('--comment <file>', 'write the Markdown comment there instead of printing it')
    .addOption(jsonOption())
    .action(async (path, options) => {
      const preview = parsePreview(await readPreview(path), nameOf(path));
      const stack = stackOf(preview, options.stack, nameOf(path));
      const decision = decide(preview, parseIntentions(await readDescription(options.pullRequest)));
      const text = comment({ stack, preview, decision });
      if (options.comment !== undefined) await writeComment(options.comment, text);
      else if (!options.json) terminal.stdout.write(text);
      const result = resultOf(stack, preview, decision);
      if (decision.refused) throw new FailedResult(refusal(stack, decision), result);
      if (options.json) sayJson(terminal, result);
      else if (options.comment !== undefined) say(terminal.stdout, `passed  ${stack}`, `comment  ${options.comment}`);
    });
}

/** The most that is read: a preview of ten thousand resources is about a tenth. */
const longestPreview = 256 * 1024 * 1024;

async function readPreview(path: string): Promise<string> {
  try {
    if (path !== '-' && (await stat(path)).size > longestPreview) throw tooLong(path);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of path === '-' ? process.stdin : createReadStream(path)) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > longestPreview) throw tooLong(path);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (cause) {
    if (cause instanceof PinflowError) throw cause;
    throw new PinflowError('PREVIEW_INVALID', `${nameOf(path)}: ${(cause as Error).message}`, { cause });
  }
}

function tooLong(path: string): PinflowError {
  const most = longestPreview / (1024 * 1024);
  return new PinflowError('PREVIEW_INVALID', `${nameOf(path)}: is larger than ${most} MiB; no preview is`);
}

function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function stackOf({ stack }: Preview, wanted: string | undefined, source: string): string {
  if (stack !== undefined && wanted !== undefined && stack !== wanted) {
    throw new PinflowError('PREVIEW_INVALID', `${source}: is a preview of the stack ${stack}, not of ${wanted}`);
  }
  return stack ?? wanted ?? 'stack';
}

async function readDescription(path: string | undefined): Promise<string> {
  if (path === undefined) return '';
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PinflowError('USAGE', `--pull-request: ${(cause as Error).message}`, { cause });
  }
}

async function writeComment(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw storageError(cause, path);
  }
}

function refusal(stack: string, { losses, refusals, errors }: Decision): PinflowError {
  const lines = [
    ...errors.map((message) => `the preview failed: ${message}`),
    ...refusals.map(({ resource, message }) => {
      const [why = ''] = message.split('\n');
      return `cannot ${resource.change} ${resource.name} (${resource.type}): ${why}`;
    }),
    // The lines to write are the same for all that share them.
    ...new Set(refusals.flatMap(({ message }) => message.split('\n').slice(1))),
    ...losses
      .filter(({ intended }) => !intended)
      .map((loss) => {
        const what = `would ${loss.verb} ${loss.resource.name} (${loss.resource.type}); lost with it: ${whatGoes(loss)}`;
        return loss.instead === undefined ? what : `${what}; ${loss.instead}`;
      }),
  ];
  return new PinflowError('PREVIEW_REFUSED', `${stack}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

function resultOf(
  stack: string,
  preview: Preview,
  { refused, refusals, losses, idle, unreadable, errors }: Decision,
): object {
  const { before, after } = costChange(preview);
  const cost = ({ usd, unknown }: MonthlyCost) => ({ usd: Math.round(usd * 100) / 100, unknown });
  return {
    stack,
    refused,
    changes: preview.changes
      .filter(({ change }) => change !== 'same')
      .map(({ change, urn, differs, replacedBecause }) => ({ change, urn, differs, replacedBecause })),
    refusals: refusals.map(({ resource, message }) => ({ change: resource.change, urn: resource.urn, message })),
    losses: losses.map(({ verb, resource, retained, instead, intended }) => ({
      ...{ verb, urn: resource.urn, retained, intended },
      ...(instead !== undefined && { instead }),
    })),
    idleIntentions: idle.map(({ intention, because }) => ({ ...intention, because })),
    unreadableIntentions: unreadable,
    errors,
    monthlyCost: { before: cost(before), after: cost(after) },
  };
}
