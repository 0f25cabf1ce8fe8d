import { join } from 'node:path';
import { z } from 'zod';
import { PinflowError } from '../../errors.ts';
import { readIfThere, replaceFile } from '../durable-file.ts';

const progressSchema = z.strictObject({
  /** The next offset to be read; all before it are landed, dead-lettered or skipped. */
  offset: z.int().min(0),
  /** Records that stand in objects. */
  landed: z.int().min(0),
  /** Records that stand in the dead-letter topic. */
  deadLettered: z.int().min(0),
  /** Records that the settings drop: null values, and unreadable ones that have no dead-letter topic. */
  skipped: z.int().min(0),
});

/** How far the sink has come with a partition, since the partition began. */
export type Progress = z.output<typeof progressSchema>;

/** The progress of a partition that the sink has never read. */
export const noProgress: Progress = { offset: 0, landed: 0, deadLettered: 0, skipped: 0 };

/** Reads what was committed for a partition. */
export async function readProgress(folder: string, topic: string, partition: number): Promise<Progress> {
  const path = progressPath(folder, topic, partition);
  const bytes = await readIfThere(path);
  if (bytes === undefined) return noProgress;
  const parsed = progressSchema.safeParse(parse(bytes.toString()));
  if (parsed.success) return parsed.data;
  throw new PinflowError('SINK_FAILED', `${path}: not the offset of topic ${topic}, partition ${partition}`, {
    cause: parsed.error,
  });
}

/** Commits a partition's progress. */
export function commitProgress(folder: string, topic: string, partition: number, progress: Progress): Promise<void> {
  return replaceFile(progressPath(folder, topic, partition), `${JSON.stringify(progress)}\n`);
}

function progressPath(folder: string, topic: string, partition: number): string {
  return join(folder, 'offsets', topic, `${partition}.json`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
