import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { names, type ObjectPlace, parseObjectKey, type Stage, topicsFolder } from '../blueprint/index.ts';
import { PinflowError, storageError } from '../errors.ts';

/** An object of the bucket and where its records stand in their topic. */
export interface BucketObject extends ObjectPlace {
  /** Its key in the bucket. */
  readonly object: string;
  /** Its path on this machine. */
  readonly file: string;
  /** Its size in bytes. */
  readonly size: number;
}

/** A bucket that is not there is no empty one: its tables would be emptied for a mistake. @throws {PinflowError} `STORAGE_…` */
export async function checkBucket(bucketFolder: string): Promise<void> {
  try {
    await readdir(bucketFolder);
  } catch (cause) {
    throw storageError(cause, bucketFolder);
  }
}

/**
 * The objects that the sink wrote for a topic, in the order of their partitions and offsets.
 * @throws {PinflowError} `OBJECT_UNREADABLE` for a file there that is none of the sink's.
 */
export async function listObjects(bucketFolder: string, stage: Stage, kind: string): Promise<BucketObject[]> {
  const topic = names(stage).topics[kind] as string;
  const objects: BucketObject[] = [];
  for (const file of await filesBelow(join(bucketFolder, topicsFolder, topic))) {
    const object = relative(bucketFolder, file).split(sep).join('/');
    const place = parseObjectKey(object);
    if (place === undefined) {
      throw new PinflowError(
        'OBJECT_UNREADABLE',
        `${file}: its key is not one that the sink gives objects of ${topic}`,
      );
    }
    objects.push({ ...place, object, file, size: await sizeOf(file) });
  }
  return objects.sort((a, b) => a.partition - b.partition || a.startOffset - b.startOffset);
}

/** Groups of objects, so that one group at a time fits into memory: at most so many in each, and so many bytes unless one has more. */
export function groupObjects(
  objects: readonly BucketObject[],
  limits: { readonly bytes: number; readonly objects: number },
): BucketObject[][] {
  const groups: BucketObject[][] = [];
  let room = 0;
  for (const object of objects) {
    if (object.size > room || (groups.at(-1)?.length ?? limits.objects) >= limits.objects) {
      groups.push([]);
      room = limits.bytes;
    }
    groups.at(-1)?.push(object);
    room -= object.size;
  }
  return groups;
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw storageError(cause, folder);
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (cause) {
    throw storageError(cause, file);
  }
}
