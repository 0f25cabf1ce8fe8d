import { z } from 'zod';
import { PinflowError } from '../errors.ts';

/**
 * The operations of the engine, as a preview writes them (pulumi/pulumi `pkg/resource/deploy/step.go`), each with what it means for
 * the resource. A `replace` may be printed beside its halves (`--show-replacement-steps`); those are the same replacement.
 */
export const operations = {
  same: 'same',
  create: 'create',
  update: 'update',
  delete: 'delete',
  replace: 'replace',
  'create-replacement': 'replace',
  'delete-replaced': 'replace',
  'import-replacement': 'replace',
  'read-replacement': 'same',
  'discard-replaced': 'same',
  'remove-pending-replace': 'same',
  read: 'same',
  refresh: 'same',
  discard: 'same',
  diff: 'same',
  import: 'import',
} as const;

/** What happens to a resource. */
export type Change = (typeof operations)[keyof typeof operations];

const stateSchema = z.object({
  type: z.string(),
  custom: z.boolean().default(true),
  inputs: z.record(z.string(), z.unknown()).default({}),
  protect: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
});

const stepSchema = z.object({
  op: z.string(),
  urn: z.string().regex(/^urn:pulumi:[^:]+::[^:]+::.+::/, 'is no URN of Pulumi'),
  oldState: stateSchema.nullish(),
  newState: stateSchema.nullish(),
  diffReasons: z.array(z.string()).nullish(),
  replaceReasons: z.array(z.string()).nullish(),
});

const previewSchema = z.object({
  config: z.record(z.string(), z.unknown()).nullish(),
  steps: z.array(stepSchema).nullish(),
  diagnostics: z
    .array(
      z.object({ urn: z.string().nullish(), message: z.string().default(''), severity: z.string().default('info') }),
    )
    .nullish(),
  changeSummary: z.record(z.string(), z.int().min(0)).nullish(),
});

/** A resource as the engine knew it or wants it, with the inputs that its price depends on. */
export type ResourceState = z.output<typeof stateSchema>;

/** One step of the engine. */
export type Step = z.output<typeof stepSchema>;

type Document = z.output<typeof previewSchema>;

/**
 * Reads the document that `pulumi preview --json` prints (pulumi/pulumi `sdk/go/common/display/json.go`), tolerant of what is not
 * needed of it.
 * @throws {PinflowError} `PREVIEW_INVALID` with the first fault and where it is.
 */
export function readDocument(text: string, source: string): Document {
  const document = validated(jsonOf(text, source), source);
  checkWhole(document, source);
  return document;
}

/** The JSON document of the text, which names the lines before it, as older engines and wrapper scripts print. */
function jsonOf(text: string, source: string): unknown {
  const written = text.replace(/^\uFEFF/, '').trim();
  if (written === '') throw invalid(`${source}: is empty; the preview printed nothing to its standard output`);
  try {
    return JSON.parse(written);
  } catch (cause) {
    throw invalid(`${source}: ${whyNoJson(written, (cause as Error).message)}`, cause);
  }
}

function whyNoJson(text: string, said: string): string {
  const start = text.search(/^\{/m);
  const line = text.slice(0, Math.max(0, start)).split('\n').length;
  if (start > 0)
    return `has other lines before the JSON that begins in line ${line}; keep standard error apart from it`;
  if (/^\}\s*$/m.test(text) && !/\}$/.test(text))
    return 'has other lines after the JSON; keep standard error apart from it';
  if (start === -1) return 'is no JSON document; run `pulumi preview --json`';
  return /\}$/.test(text) ? `is not JSON: ${said}` : `ends in the middle of the JSON, after ${text.length} characters`;
}

function validated(document: unknown, source: string): Document {
  const result = previewSchema.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`${source}: ${placeOf(issue?.path ?? [], document)}${issue?.message}`);
}

/** Where a fault is: the step by its number and URN, then the path in it. */
function placeOf(path: readonly PropertyKey[], document: unknown): string {
  if (path[0] !== 'steps' || typeof path[1] !== 'number') return path.length === 0 ? '' : `${path.join('.')}: `;
  const urn = (document as { steps: { urn?: unknown }[] }).steps[path[1]]?.urn;
  const place = path.slice(2).map(String).join('.');
  return `step ${path[1] + 1}${typeof urn === 'string' ? ` (${urn})` : ''}${place === '' ? '' : `, ${place}`}: `;
}

/** A document that is not the engine's, or that something took steps from, would pass for one that loses nothing. */
function checkWhole({ steps, diagnostics, changeSummary }: Document, source: string): void {
  if (!steps && !diagnostics && !changeSummary) {
    throw invalid(`${source}: has neither steps nor diagnostics nor changeSummary; it is no preview`);
  }
  for (const op of ['delete', 'replace']) {
    const [counted, shown] = [changeSummary?.[op] ?? 0, (steps ?? []).filter((step) => step.op === op).length];
    if (shown < counted) throw invalid(`${source}: changeSummary counts ${counted} to ${op}, steps show ${shown}`);
  }
}

/** A fault of a preview. */
export function invalid(message: string, cause?: unknown): PinflowError {
  return new PinflowError('PREVIEW_INVALID', message, { cause });
}
