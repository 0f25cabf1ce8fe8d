import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { names, parseObjectKey, parseReplayKey, replayFolder, replayKey, type Stage } from '../../blueprint/index.ts';
import { folderStore } from '../../delta/index.ts';
import { PinflowError } from '../../errors.ts';
import { splitLines } from '../check.ts';

const lineSchema = z.strictObject({
  object: z.string(),
  partition: z.int(),
  offset: z.int(),
  /** From 1. */
  line: z.int().min(1),
  text: z.string().refine((text) => text.isWellFormed(), { error: 'holds a lone surrogate' }),
});

/** A corrected line: the place of the line that it stands for, and its text. An object of corrections has one on each of its lines. */
export type Correction = Readonly<z.output<typeof lineSchema>>;

/** The objects of corrected lines in a bucket. */
export class ReplayFolder {
  readonly #stage: Stage;
  readonly #bucket: string;

  constructor({ stage, bucket }: { readonly stage: Stage; readonly bucket: string }) {
    this.#stage = stage;
    this.#bucket = bucket;
  }

  /**
   * The keys of a kind's objects, in the order of their times.
   * @throws {PinflowError} `OBJECT_UNREADABLE` for a file there that is none of them
   */
  async list(kind: string): Promise<string[]> {
    const folder = `${replayFolder}/${kind}`;
    const keys: string[] = [];
    for await (const { path, isDraft } of folderStore(this.#bucket).files(folder)) if (!isDraft) keys.push(path);
    const stray = keys.find((key) => parseReplayKey(key) === undefined);
    if (stray === undefined) return keys;
    throw new PinflowError(
      'OBJECT_UNREADABLE',
      `${this.#at(stray)}: its key is not one that replays give their objects`,
    );
  }

  /** @throws {PinflowError} `OBJECT_UNREADABLE` naming file and line, `STORAGE_…` */
  async read(kind: string, key: string): Promise<Correction[]> {
    const content = await folderStore(this.#bucket).read(key);
    if (content === undefined) throw new PinflowError('OBJECT_UNREADABLE', `${this.#at(key)}: it is gone`);
    const seen = new Set<string>();
    return splitLines(content).map((line, index) => {
      const fault = (what: string) =>
        new PinflowError('OBJECT_UNREADABLE', `${this.#at(key)}, line ${index + 1}: ${what}`);
      const correction = parseCorrection(line, fault);
      this.#checkPlace(kind, correction, fault);
      const place = `${correction.object}:${correction.line}`;
      if (seen.has(place)) throw fault(`${place} is corrected twice`);
      seen.add(place);
      return correction;
    });
  }

  /**
   * Puts corrections into an object of their own, which is there as a whole or not at all, and survives a loss of power.
   * @param now milliseconds since 1970; where the newest object is of a later time, as after a clock was turned back, it comes after that
   * @throws {PinflowError} `STORAGE_…`
   */
  async write(kind: string, corrections: readonly Correction[], now: number): Promise<void> {
    const newest = parseReplayKey((await this.list(kind)).at(-1) ?? '');
    const key = replayKey({ kind, at: Math.max(now, (newest?.at ?? 0) + 1), id: randomUUID() });
    const content = corrections.map((correction) => `${JSON.stringify(correction)}\n`).join('');
    await folderStore(this.#bucket).putIfAbsent(key, content);
  }

  #checkPlace(kind: string, { object, partition, offset, line }: Correction, fault: (what: string) => Error): void {
    const place = parseObjectKey(object);
    if (place?.topic !== names(this.#stage).topics[kind]) throw fault(`${object} is no object of the kind ${kind}`);
    if (partition !== place?.partition || offset !== place.startOffset + line - 1) {
      throw fault(`partition ${partition}, offset ${offset} are not those of line ${line} of ${object}`);
    }
  }

  #at(key: string): string {
    return join(this.#bucket, key);
  }
}

function parseCorrection(line: Buffer, fault: (what: string) => Error): Correction {
  if (!isUtf8(line)) throw fault('it is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(line.toString());
  } catch {
    throw fault('it is not JSON');
  }
  const { data, error } = lineSchema.safeParse(value);
  if (data !== undefined) return data;
  const issue = error.issues[0];
  throw fault(`${issue?.path.join('.') || 'the correction'}: ${issue?.message}`);
}
