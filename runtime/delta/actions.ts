import { z } from 'zod';
import { PinflowError } from '../errors.ts';

/*
 * The actions of a commit (PROTOCOL.md, "Actions"), as far as tables with reader version 1 and writer version 2 have them. What a
 * writer may leave out is absent here, also where a checkpoint has NULL.
 */
const text = z.string();
const whole = z.int();
const texts = z.record(text, text.nullable());
const optional = <T extends z.ZodType>(type: T) => z.preprocess((value) => value ?? undefined, type.optional());

const protocol = z.object({
  minReaderVersion: whole,
  minWriterVersion: whole,
  readerFeatures: optional(z.array(text)),
  writerFeatures: optional(z.array(text)),
});

const metaData = z.object({
  id: text,
  name: optional(text),
  description: optional(text),
  format: z.object({ provider: text, options: optional(z.record(text, text)) }),
  schemaString: text,
  partitionColumns: z.array(text),
  configuration: z
    .record(text, text)
    .nullish()
    .transform((value) => value ?? {}),
  createdTime: optional(whole),
});

const add = z.object({
  path: text,
  partitionValues: texts.nullish().transform((value) => value ?? {}),
  size: whole,
  modificationTime: whole,
  dataChange: z.boolean(),
  stats: optional(text),
  tags: optional(texts),
  deletionVector: optional(z.unknown()),
});

const remove = z.object({
  path: text,
  deletionTimestamp: optional(whole),
  dataChange: z.boolean(),
  extendedFileMetadata: optional(z.boolean()),
  partitionValues: optional(texts),
  size: optional(whole),
});

const txn = z.object({ appId: text, version: whole, lastUpdated: optional(whole) });

const commitInfo = z.looseObject({});

const action = z.object({
  protocol: optional(protocol),
  metaData: optional(metaData),
  add: optional(add),
  remove: optional(remove),
  txn: optional(txn),
  commitInfo: optional(commitInfo),
});

export type Protocol = z.output<typeof protocol>;
export type Metadata = z.output<typeof metaData>;
export type Add = z.output<typeof add>;
export type Remove = z.output<typeof remove>;
/** How far an application has come; its versions only grow. */
export type Txn = z.output<typeof txn>;
/** A line of a commit: one of its fields is there. */
export type Action = Partial<z.output<typeof action>>;

/**
 * Reads the actions of a commit or a checkpoint, one JSON object a line; lines of kinds that are not known here come out empty.
 * @throws {PinflowError} `TABLE_DAMAGED` with file, line and path of the first fault
 */
export function parseActions(file: string, lines: readonly string[]): Action[] {
  return lines.map((line, index) => {
    const damaged = (what: string, cause?: unknown) =>
      new PinflowError('TABLE_DAMAGED', `${file}, line ${index + 1}: ${what}`, { cause });
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      throw damaged('not JSON', cause);
    }
    const result = action.safeParse(value);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    throw damaged(`${issue?.path.join('.') || 'the action'}: ${issue?.message}`);
  });
}

/** The text of a commit. */
export function formatActions(actions: readonly Action[]): string {
  return actions.map((each) => `${JSON.stringify(each)}\n`).join('');
}
